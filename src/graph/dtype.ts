import { NablaError, OutOfMemoryError, shown } from '../errors.ts'

/** The types of a tensor's elements. `bool` is stored as 0 or 1 in a byte. */
export type DType = 'float32' | 'float64' | 'int32' | 'uint32' | 'bool'

/** The plain arrays that hold the elements, one kind a dtype (`Uint8Array` for bool). */
export type TypedArray = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array

/** Arrays of plain numbers that tensors are made of: these five kinds and the smaller integers, which become int32. */
export type NumericArray = TypedArray | Int8Array | Int16Array | Uint16Array | Uint8ClampedArray

/** A dtype that an operation does not take, or two that do not go together. */
export class DTypeError extends NablaError {
  protected override get kind(): string {
    return 'DTypeError'
  }
  readonly operation: string
  readonly dtypes: readonly DType[]
  constructor(operation: string, dtypes: readonly DType[], message: string) {
    super(`${operation}: ${message}`)
    this.operation = operation
    this.dtypes = dtypes
  }
}

type Facts = { short: string; bytes: number; kind: 'bool' | 'integer' | 'float' }

/** What the passes need to know of each dtype, in the order of promotion. */
const facts: Readonly<Record<DType, Facts>> = {
  bool: { short: 'bool', bytes: 1, kind: 'bool' },
  uint32: { short: 'u32', bytes: 4, kind: 'integer' },
  int32: { short: 'i32', bytes: 4, kind: 'integer' },
  float32: { short: 'f32', bytes: 4, kind: 'float' },
  float64: { short: 'f64', bytes: 8, kind: 'float' },
}

/** The dtypes that there are, in the order of promotion. */
export const dtypes = Object.keys(facts) as readonly DType[]

/** Refuses what names no dtype. */
export function checkDType(operation: string, name: DType): DType {
  if (dtypes.includes(name)) return name
  throw new DTypeError(
    operation,
    [],
    `there is no dtype ${shown(name)}: it must be one of ${dtypes.join(', ')}.`,
  )
}
export const isFloat = (dtype: DType): boolean => facts[dtype].kind === 'float'
export const kindOf = (dtype: DType): Facts['kind'] => facts[dtype].kind
export const bytesOf = (dtype: DType): number => facts[dtype].bytes
export const shortName = (dtype: DType): string => facts[dtype].short

/** The dtype that two tensors meet in: bool < uint32 < int32 < float32 < float64. */
export const promote = (a: DType, b: DType): DType => (rankOf(a) >= rankOf(b) ? a : b)
const rankOf = (dtype: DType): number => dtypes.indexOf(checkDType('promote', dtype))

/** A new array for `size` elements: zeros, or what `from` gives, elements to copy or a buffer to take. Throws: OutOfMemoryError. */
export function allocate(
  dtype: DType,
  size: number,
  from: () => number | TypedArray | ArrayBuffer = () => size,
): TypedArray {
  try {
    return arrayFrom(dtype, from() as number)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new OutOfMemoryError(`a tensor of ${size} ${dtype}`, size * facts[dtype].bytes, 0, 0)
  }
}

function arrayFrom(dtype: DType, from: number): TypedArray {
  switch (dtype) {
    case 'float32':
      return new Float32Array(from)
    case 'float64':
      return new Float64Array(from)
    case 'int32':
      return new Int32Array(from)
    case 'uint32':
      return new Uint32Array(from)
    case 'bool':
      return new Uint8Array(from)
  }
}
