import type { Bytes } from '../bytes.ts'
import type { NablaError } from '../errors.ts'
import { SafetensorsError } from './errors.ts'

/** The bytes as they are, whatever holds them. */
export function bytesFrom(
  operation: string,
  bytes: unknown,
  Refusal: new (operation: string, message: string) => NablaError = SafetensorsError,
): Bytes {
  if (bytes instanceof ArrayBuffer) return new Uint8Array(bytes)
  if (bytes instanceof Uint8Array) {
    const { buffer, byteOffset, length } = bytes
    // Node's own kind of array has another slice; texts are not read from memory that threads share
    return buffer instanceof ArrayBuffer ? new Uint8Array(buffer, byteOffset, length) : new Uint8Array(bytes)
  }
  throw new Refusal(
    operation,
    `what is to be read is ${typeof bytes}: give the file's bytes, a Uint8Array or an ArrayBuffer.`,
  )
}
