import { allocate, type DType, isFloat, type NumericArray, type TypedArray } from '../graph/dtype.ts'

/** The nearest integer towards zero inside the type's range; NaN becomes 0. */
function saturate(x: number, low: number, high: number): number {
  if (Number.isNaN(x)) return 0
  return x <= low ? low : x >= high ? high : Math.trunc(x)
}

/** Elements in another dtype: floats saturate to integers, integers wrap among themselves, bool is `!= 0`. */
export function convertElements(x: NumericArray, dtype: DType): TypedArray {
  const out = allocate(dtype, x.length)
  const float = x instanceof Float32Array || x instanceof Float64Array
  if (dtype === 'bool') for (let i = 0; i < x.length; i++) out[i] = x[i] === 0 ? 0 : 1
  else if (float && !isFloat(dtype)) {
    const [low, high] = dtype === 'int32' ? [-(2 ** 31), 2 ** 31 - 1] : [0, 2 ** 32 - 1]
    for (let i = 0; i < x.length; i++) out[i] = saturate(x[i]!, low, high)
  } else out.set(x)
  return out
}

/** The same bits read as another dtype of the same width. */
export function bitcast(x: TypedArray, dtype: DType): TypedArray {
  const out = allocate(dtype, x.length)
  new Uint8Array(out.buffer).set(new Uint8Array(x.buffer, x.byteOffset, x.byteLength))
  return out
}
