import { allocate, type DType, type TypedArray } from '../../graph/dtype.ts'
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

const isFaster = ({ byteLength }: TypedArray): boolean =>
  byteLength >= fewest && !!Buffer && nodeVersion() > 0

/** Copies elements to where `to` stands, which is as long and of the same kind. */
export function copyTo(to: TypedArray, elements: TypedArray): void {
  if (isFaster(to)) Buffer.from(to.buffer, to.byteOffset, to.byteLength).fill(elements)
  else to.set(elements)
}

/** The elements in a new array, which has its memory for itself. Throws: OutOfMemoryError. */
export const copyOf = (dtype: DType, elements: TypedArray): TypedArray =>
  allocate(dtype, elements.length, () =>
    isFaster(elements) ? Buffer.allocUnsafeSlow(elements.byteLength).fill(elements).buffer : elements,
  )
