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
  NpyError,
  type NpzOptions,
  type NpzReading,
  SafetensorsError,
  type SafetensorsOptions,
} from '../index.ts'
import { readWhole, writeWhole } from './files.ts'

/** Reads a file, and names it where it cannot be understood. */
async function reading<T>(
  operation: string,
  path: string,
  decode: (bytes: Uint8Array) => T | Promise<T>,
): Promise<T> {
  const bytes = await readWhole(path)
  try {
    return await decode(bytes)
  } catch (error) {
    if (error instanceof SafetensorsError || error instanceof NpyError)
      throw new (error instanceof NpyError ? NpyError : SafetensorsError)(
        operation,
        `${path}: ${error.message}`,
      )
    throw error
  }
}

/**
 * Writes tensors by their names to a safetensors file, whole or not at all. See `encodeSafetensors`.
 *
 * @example
 * await writeSafetensors('model.safetensors', model.stateDict())
 */
export async function writeSafetensors(
  path: string,
  tensors: Readonly<Record<string, TensorLike>>,
  options?: SafetensorsOptions,
): Promise<void> {
  await writeWhole(path, encodeSafetensors(tensors, options))
}

/** The tensors of a safetensors file, by their names. See `decodeSafetensors`. Throws: SafetensorsError, naming the file. */
export const readSafetensors = (path: string): Promise<Record<string, Tensor>> =>
  reading('readSafetensors', path, decodeSafetensors)

/**
 * Writes any nesting with tensors to one file, whole or not at all. See `encodeCheckpoint`.
 *
 * @example
 * await writeCheckpoint('run.safetensors', { model: model.stateDict(), optimizer: optimizer.stateDict(), epoch })
 */
export async function writeCheckpoint(path: string, state: unknown): Promise<void> {
  await writeWhole(path, encodeCheckpoint(state))
}

/** What `writeCheckpoint` was given. Throws: SafetensorsError, naming the file. */
export const readCheckpoint = <T = unknown>(path: string): Promise<T> =>
  reading('readCheckpoint', path, decodeCheckpoint<T>)

/** Writes a tensor to a .npy file of NumPy, whole or not at all. See `encodeNpy`. */
export async function writeNpy(path: string, x: TensorLike): Promise<void> {
  await writeWhole(path, encodeNpy(x))
}

/** The array of a .npy file. See `decodeNpy`. Throws: NpyError, naming the file. */
export const readNpy = (path: string): Promise<Tensor> => reading('readNpy', path, decodeNpy)

/** Writes tensors by their names to a .npz file of NumPy, whole or not at all. See `encodeNpz`. */
export async function writeNpz(
  path: string,
  tensors: Readonly<Record<string, TensorLike>>,
  options?: NpzOptions,
): Promise<void> {
  await writeWhole(path, await encodeNpz(tensors, options))
}

/** The arrays of a .npz file, by their names. See `decodeNpz`. Throws: NpyError, naming the file. */
export const readNpz = (path: string, options?: NpzReading): Promise<Record<string, Tensor>> =>
  reading('readNpz', path, (bytes) => decodeNpz(bytes, options))
