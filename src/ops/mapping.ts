import type { TypedArray } from '../graph/dtype.ts'

export type Scalar = (a: number, b: number, c: number) => number

/**
 * Applies a scalar function to every place of dense arrays of one size. A loop that meets one kind of array only is several
 * times as fast, so the common kinds have loops of their own.
 */
export function map(f: Scalar, inputs: readonly TypedArray[], out: TypedArray): TypedArray {
  if (out instanceof Float32Array && inputs.every((x) => x instanceof Float32Array))
    return mapFloat32(f, inputs, out)
  if (out instanceof Float64Array && inputs.every((x) => x instanceof Float64Array))
    return mapFloat64(f, inputs, out)
  const [a, b, c] = inputs as [TypedArray, TypedArray, TypedArray]
  const size = out.length
  if (inputs.length === 1) for (let i = 0; i < size; i++) out[i] = f(a[i]!, 0, 0)
  else if (inputs.length === 2) for (let i = 0; i < size; i++) out[i] = f(a[i]!, b[i]!, 0)
  else for (let i = 0; i < size; i++) out[i] = f(a[i]!, b[i]!, c[i]!)
  return out
}

function mapFloat32(f: Scalar, [a, b]: readonly Float32Array[], out: Float32Array): TypedArray {
  const size = out.length
  if (b) for (let i = 0; i < size; i++) out[i] = f(a![i]!, b[i]!, 0)
  else for (let i = 0; i < size; i++) out[i] = f(a![i]!, 0, 0)
  return out
}

function mapFloat64(f: Scalar, [a, b]: readonly Float64Array[], out: Float64Array): TypedArray {
  const size = out.length
  if (b) for (let i = 0; i < size; i++) out[i] = f(a![i]!, b[i]!, 0)
  else for (let i = 0; i < size; i++) out[i] = f(a![i]!, 0, 0)
  return out
}
