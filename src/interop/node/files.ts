import { randomUUID } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { NablaError, shown } from '../../errors.ts'

/** A file that the system does not read or write: there is none, it is a folder, the process may not. */
export class FileError extends NablaError {
  protected override get kind(): string {
    return 'FileError'
  }
  readonly operation: string
  readonly path: string
  /** The system's name of the reason, as 'ENOENT'; none where the path is no path. */
  readonly code: string | undefined
  constructor(operation: string, path: string, message: string, cause?: NodeJS.ErrnoException) {
    super(`${operation}: ${message}`, { cause })
    this.operation = operation
    this.path = path
    this.code = cause?.code
  }
}

/** A place of a file: a path, or a URL of the kind file. */
export type FilePath = string | URL

/** The path as a text. Throws: FileError. */
export function pathOf(operation: string, given: FilePath): string {
  if (given instanceof URL && given.protocol === 'file:') return fileURLToPath(given)
  if (typeof given === 'string' && given !== '' && !given.includes('\0')) return given
  const came = given instanceof URL ? given.href : shown(given)
  throw new FileError(
    operation,
    '',
    `the path is ${came}: it must be that of a file, as 'model.safetensors'.`,
  )
}

/** The reasons that a user can mend. */
const reasons: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder: name a file in it',
  ENOTDIR: 'a part of the path is no folder',
  EACCES: 'the process may not: change its rights, or take another folder',
  EPERM: 'the process may not: change its rights, or take another folder',
  EROFS: 'the disk is read-only: take another',
  ENOSPC: 'the disk is full',
  ENAMETOOLONG: 'the name is too long',
}

/** Runs what the system may refuse. Throws: FileError. */
async function asked<T>(operation: string, path: string, absent: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    const cause = error as NodeJS.ErrnoException
    const code = cause.code ?? ''
    const reason = code === 'ENOENT' ? absent : (reasons[code] ?? cause.message)
    throw new FileError(operation, path, `${resolve(path)}: ${reason} (${code || cause.name}).`, cause)
  }
}

/**
 * Writes a file whole or not at all: what stands at `path` is replaced by a rename, once the bytes are on the disk, so that
 * neither a crash nor a reader in between finds half a file. Throws: FileError.
 */
export function writeWhole(operation: string, path: string, bytes: Uint8Array): Promise<void> {
  const beside = join(dirname(path), `.${basename(path)}.${randomUUID()}`)
  return asked(operation, path, 'there is no such folder: make it first, by mkdir', async () => {
    try {
      const file = await open(beside, 'wx')
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(beside, path)
    } catch (error) {
      await rm(beside, { force: true }).catch(() => {})
      throw error
    }
  })
}

/** Throws: FileError. */
export const readWhole = (operation: string, path: string): Promise<Uint8Array> =>
  asked(operation, path, 'there is no such file', () => readFile(path))
