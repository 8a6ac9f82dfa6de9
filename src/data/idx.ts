import { NablaError } from '../errors.ts'
import type { TypedArray } from '../graph/dtype.ts'
import { sizeOf } from '../graph/shape.ts'

/** A file that is not a whole IDX file. */
export class IdxError extends NablaError {
  protected override get kind(): string {
    return 'IdxError'
  }
  readonly file: string
  constructor(file: string, message: string) {
    super(`${file}: ${message}`)
    this.file = file
  }
}

export interface IdxArray {
  readonly shape: readonly number[]
  readonly data: TypedArray | Int8Array | Int16Array
}

interface Kind {
  readonly bytes: number
  read(view: DataView, count: number, at: number): IdxArray['data']
}

const of = <A extends IdxArray['data']>(
  make: new (count: number) => A,
  bytes: number,
  read: (view: DataView, at: number) => number,
): Kind => ({
  bytes,
  read(view, count, at) {
    const out = new make(count)
    for (let i = 0; i < count; i++) out[i] = read(view, at + i * bytes)
    return out
  },
})

/** The third byte of the file: the type of its elements, all big-endian. */
const kinds: Readonly<Record<number, Kind>> = {
  8: of(Uint8Array, 1, (view, at) => view.getUint8(at)),
  9: of(Int8Array, 1, (view, at) => view.getInt8(at)),
  11: of(Int16Array, 2, (view, at) => view.getInt16(at)),
  12: of(Int32Array, 4, (view, at) => view.getInt32(at)),
  13: of(Float32Array, 4, (view, at) => view.getFloat32(at)),
  14: of(Float64Array, 8, (view, at) => view.getFloat64(at)),
}

/**
 * The array in an IDX file, the format of MNIST. `file` is its name in errors.
 * Throws: IdxError for a wrong magic number, a file that ends too early, and one with bytes left over.
 * Source: http://yann.lecun.com/exdb/mnist/, "The IDX file format".
 */
export function parseIdx(from: Uint8Array | ArrayBuffer, file = 'IDX'): IdxArray {
  if (!(from instanceof ArrayBuffer || ArrayBuffer.isView(from)))
    throw new IdxError(file, `it is ${typeof from}: give the bytes of the file, as readFile and fetch do.`)
  // a plain view, also of a Buffer of Node's
  const bytes =
    from instanceof ArrayBuffer
      ? new Uint8Array(from)
      : new Uint8Array(from.buffer, from.byteOffset, from.byteLength)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 4)
    throw new IdxError(
      file,
      `it has ${bytes.length} bytes: an IDX file begins with 4. Is the download complete?`,
    )
  const kind = kinds[bytes[2]!]
  if (bytes[0] !== 0 || bytes[1] !== 0 || !kind) {
    const magic = view.getUint32(0).toString(16).padStart(8, '0')
    const hint =
      bytes[0] === 0x1f && bytes[1] === 0x8b
        ? 'It is compressed with gzip: unpack it first.'
        : 'Is it the right file?'
    throw new IdxError(
      file,
      `it begins with 0x${magic}: an IDX file begins with 0x0000, a type 08-0e, and the number of axes. ${hint}`,
    )
  }
  const rank = bytes[3]!
  const start = 4 + 4 * rank
  if (bytes.length < start)
    throw new IdxError(file, `it ends inside its header, after ${bytes.length} bytes of ${start}.`)
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis))
  const size = sizeOf(shape)
  const expected = start + size * kind.bytes
  if (bytes.length !== expected)
    throw new IdxError(
      file,
      `it has ${bytes.length} bytes, but its header says [${shape.join(', ')}] of ${kind.bytes} bytes each, which makes ${expected}: ` +
        `it is ${bytes.length < expected ? 'truncated' : 'longer than it should be'}.`,
    )
  return { shape, data: bytes[2] === 0x08 ? bytes.subarray(start) : kind.read(view, size, start) }
}
