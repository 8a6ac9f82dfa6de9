import { allocate, type DType, type NumericArray, type TypedArray } from '../../graph/dtype.ts'
import type { Parts } from '../../graph/node.ts'
import { nodeVersion } from '../../wasm/node.ts'

/** Bytes of Node, which it copies as they are; a typed array copies memory that threads share word by word. */
interface NodeBuffer extends Uint8Array<ArrayBuffer> {
  fill(elements: unknown): this
}

const { Buffer } = globalThis as unknown as {
  readonly Buffer: {
    allocUnsafeSlow(bytes: number): NodeBuffer
    from(memory: ArrayBufferLike, start: number, bytes: number): NodeBuffer
  }
}

/** Fewest bytes that it copies sooner. */
const fewest = 16384

const isFaster = ({ byteLength }: NumericArray): boolean => byteLength >= fewest && nodeVersion() > 0

/** Copies elements to where `to` stands, which is as long. */
export function copyTo(to: NumericArray, elements: NumericArray | Parts): void {
  if (!ArrayBuffer.isView(elements)) elements.writeTo(to as TypedArray, copyTo)
  else if (isFaster(to) && to.constructor === elements.constructor)
    Buffer.from(to.buffer, to.byteOffset, to.byteLength).fill(elements)
  else to.set(elements)
}

/**
 * With glibc, arrays of more than 128 kB have pages of their own: new ones each time, which cost up to ten times what the copy does. Once
 * one of nearly 32 MiB, which nothing touches, was given back, it keeps the pages of smaller ones for those to come.
 */
let givenBack = false

function ownMemory(bytes: number): NodeBuffer {
  if (!givenBack) (new ArrayBuffer(2 ** 25 - 2 ** 16) as { transfer?(bytes: number): void }).transfer?.(0)
  givenBack = true
  return Buffer.allocUnsafeSlow(bytes)
}

/** The elements in a new array, which has its memory for itself. Throws: OutOfMemoryError. */
export const copyOf = (dtype: DType, elements: TypedArray): TypedArray =>
  allocate(dtype, elements.length, () =>
    isFaster(elements) ? ownMemory(elements.byteLength).fill(elements).buffer : elements,
  )
