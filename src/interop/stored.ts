import type { DType, TypedArray } from '../graph/dtype.ts'

/** How a dtype of files is read: `bits` an element, which dtype it becomes, and its elements, if all of them fit. */
export interface Stored {
  readonly bits: number
  readonly dtype: DType
  /** The elements in `buffer` from byte `start`, a multiple of their size. */
  read(buffer: ArrayBuffer, start: number, length: number): TypedArray | undefined
}

type View<A> = new (buffer: ArrayBuffer, start: number, length: number) => A

/** Elements of which a tensor can be made as they stand. */
const as = (dtype: DType, Kind: View<TypedArray> & { readonly BYTES_PER_ELEMENT: number }): Stored => ({
  bits: 8 * Kind.BYTES_PER_ELEMENT,
  dtype,
  read: (buffer, start, length) => new Kind(buffer, start, length),
})

/** Integers of few bits. */
const widened = (Kind: View<Uint8Array | Int8Array | Uint16Array | Int16Array>, bits: 8 | 16): Stored => ({
  bits,
  dtype: 'int32',
  read: (buffer, start, length) => new Int32Array(new Kind(buffer, start, length)),
})

/** Floats of few bits, by a table of all that there are. */
function looked(Kind: View<Uint8Array | Uint16Array>, bits: 8 | 16, value: (bits: number) => number): Stored {
  let table: Float32Array | undefined
  return {
    bits,
    dtype: 'float32',
    read: (buffer, start, length) => {
      table ??= Float32Array.from({ length: 2 ** bits }, (_, pattern) => value(pattern))
      const elements = new Kind(buffer, start, length)
      const values = new Float32Array(length)
      for (let i = 0; i < length; i++) values[i] = table[elements[i]!]!
      return values
    },
  }
}

/** 64-bit integers: counts and class numbers, which are small. */
const narrowed = (dtype: 'int32' | 'uint32', Kind: View<BigInt64Array | BigUint64Array>): Stored => ({
  bits: 64,
  dtype,
  read: (buffer, start, length) => {
    const elements = new Kind(buffer, start, length)
    const narrow = dtype === 'int32' ? new Int32Array(length) : new Uint32Array(length)
    for (let i = 0; i < length; i++) {
      narrow[i] = Number(elements[i])
      if (BigInt(narrow[i]!) !== elements[i]) return undefined
    }
    return narrow
  },
})

/** A float of few bits as a number: a sign, `exponent` bits, and `fraction` bits. Source: IEEE 754-2019, 3.4. */
const small =
  (exponent: number, fraction: number) =>
  (bits: number): number => {
    const scale = 2 ** fraction
    const bias = 2 ** (exponent - 1) - 1
    const sign = bits >> (exponent + fraction) ? -1 : 1
    const power = (bits >> fraction) & (2 ** exponent - 1)
    const rest = bits & (scale - 1)
    if (power === 2 ** exponent - 1) return rest ? Number.NaN : sign * Number.POSITIVE_INFINITY
    return power === 0
      ? (sign * rest * 2 ** (1 - bias)) / scale
      : sign * (1 + rest / scale) * 2 ** (power - bias)
  }

/** E4M3 has no infinities, and gives their place to numbers. Source: Micikevicius et al., "FP8 formats for deep learning" (2022). */
const e4m3 = (bits: number): number => {
  const magnitude = bits & 0x7f
  const sign = bits & 0x80 ? -1 : 1
  if (magnitude === 0x7f) return Number.NaN
  return magnitude < 0x78 ? small(4, 3)(bits) : sign * (1 + (magnitude & 7) / 8) * 256
}

/** The dtypes of the format that have a place in Nabla; files keep them in little-endian order, as typed arrays do. */
export const stored: Readonly<Record<string, Stored>> = {
  F64: as('float64', Float64Array),
  F32: as('float32', Float32Array),
  F16: looked(Uint16Array, 16, small(5, 10)),
  BF16: looked(Uint16Array, 16, small(8, 7)),
  F8_E5M2: looked(Uint8Array, 8, small(5, 2)),
  F8_E4M3: looked(Uint8Array, 8, e4m3),
  U64: narrowed('uint32', BigUint64Array),
  I64: narrowed('int32', BigInt64Array),
  U32: as('uint32', Uint32Array),
  I32: as('int32', Int32Array),
  U16: widened(Uint16Array, 16),
  I16: widened(Int16Array, 16),
  U8: widened(Uint8Array, 8),
  I8: widened(Int8Array, 8),
  BOOL: as('bool', Uint8Array),
}

/** What each dtype is written as; wide elements go first, so that all are aligned. */
export const storedAs: Readonly<Record<DType, string>> = {
  float64: 'F64',
  float32: 'F32',
  uint32: 'U32',
  int32: 'I32',
  bool: 'BOOL',
}
