import { NablaError } from '../../errors.ts'
import type { Tensor, TensorLike } from '../../tensor/index.ts'
import {
  decodeCheckpoint,
  decodeNpy,
  decodeNpz,
  decodeSafetensors,
  encodeCheckpoint,
  encodeNpy,
  encodeNpz,
  encodeSafetensors,
  type NpzOptions,
  type NpzReading,
  type SafetensorsOptions,
} from '../index.ts'
import { type FilePath, pathOf, readWhole, writeWhole } from './files.ts'

export { FileError, type FilePath } from './files.ts'

/** Errors of what reads and writes bytes, by the name of what was called, and of the file that it was called for. */
async function telling<T>(operation: string, path: string, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof NablaError) {
      const said = error.message
      const message = said.replace(/^\w*/, `${operation}: ${path}`)
      Object.assign(error, { operation, message, stack: error.stack?.replace(said, message) })
    }
    throw error
  }
}

async function reading<T>(
  operation: string,
  file: FilePath,
  decode: (bytes: Uint8Array) => T | Promise<T>,
): Promise<T> {
  const path = pathOf(operation, file)
  const bytes = await readWhole(operation, path)
  return telling(operation, path, () => decode(bytes))
}

async function writing(
  operation: string,
  file: FilePath,
  encode: () => Uint8Array | Promise<Uint8Array>,
): Promise<void> {
  const path = pathOf(operation, file)
  await writeWhole(operation, path, await telling(operation, path, encode))
}

/**
 * Writes tensors by their names to a safetensors file, whole or not at all. See `encodeSafetensors`.
 * Throws: FileError; what stood there stays then.
 *
 * @example
 * await writeSafetensors('model.safetensors', model.stateDict())
 */
export async function writeSafetensors(
  path: FilePath,
  tensors: Readonly<Record<string, TensorLike>>,
  options?: SafetensorsOptions,
): Promise<void> {
  await writing('writeSafetensors', path, () => encodeSafetensors(tensors, options))
}

/** The tensors of a safetensors file, by their names. See `decodeSafetensors`. Throws: FileError, SafetensorsError, naming the file. */
export const readSafetensors = (path: FilePath): Promise<Record<string, Tensor>> =>
  reading('readSafetensors', path, decodeSafetensors)

/**
 * Writes any nesting with tensors to one file, whole or not at all. See `encodeCheckpoint`.
 * Throws: FileError; what stood there stays then.
 *
 * @example
 * await writeCheckpoint('run.safetensors', { model: model.stateDict(), optimizer: optimizer.stateDict(), epoch })
 */
export async function writeCheckpoint(path: FilePath, state: unknown): Promise<void> {
  await writing('writeCheckpoint', path, () => encodeCheckpoint(state))
}

/** What `writeCheckpoint` was given. Throws: FileError, SafetensorsError, naming the file. */
export const readCheckpoint = <T = unknown>(path: FilePath): Promise<T> =>
  reading('readCheckpoint', path, decodeCheckpoint<T>)

/** Writes a tensor to a .npy file of NumPy, whole or not at all. See `encodeNpy`. Throws: FileError. */
export async function writeNpy(path: FilePath, x: TensorLike): Promise<void> {
  await writing('writeNpy', path, () => encodeNpy(x))
}

/** The array of a .npy file. See `decodeNpy`. Throws: FileError, NpyError, naming the file. */
export const readNpy = (path: FilePath): Promise<Tensor> => reading('readNpy', path, decodeNpy)

/** Writes tensors by their names to a .npz file of NumPy, whole or not at all. See `encodeNpz`. Throws: FileError. */
export async function writeNpz(
  path: FilePath,
  tensors: Readonly<Record<string, TensorLike>>,
  options?: NpzOptions,
): Promise<void> {
  await writing('writeNpz', path, () => encodeNpz(tensors, options))
}

/** The arrays of a .npz file, by their names. See `decodeNpz`. Throws: FileError, NpyError, naming the file. */
export const readNpz = (path: FilePath, options?: NpzReading): Promise<Record<string, Tensor>> =>
  reading<Record<string, Tensor>>('readNpz', path, (bytes) => decodeNpz(bytes, options))
