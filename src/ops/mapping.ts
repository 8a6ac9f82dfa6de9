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
  // comparisons of floats, and choices between them by a condition
  if (out instanceof Uint8Array && a instanceof Float32Array && b instanceof Float32Array)
    return compareFloat32(f, a, b, out)
  if (out instanceof Uint8Array && a instanceof Float64Array && b instanceof Float64Array)
    return compareFloat64(f, a, b, out)
  if (out instanceof Float32Array && a instanceof Uint8Array && c instanceof Float32Array)
    return selectFloat32(f, a, b as Float32Array, c, out)
  if (out instanceof Float64Array && a instanceof Uint8Array && c instanceof Float64Array)
    return selectFloat64(f, a, b as Float64Array, c, out)
  if (inputs.length === 1) for (let i = 0; i < size; i++) out[i] = f(a[i]!, 0, 0)
  else if (inputs.length === 2) for (let i = 0; i < size; i++) out[i] = f(a[i]!, b[i]!, 0)
  else for (let i = 0; i < size; i++) out[i] = f(a[i]!, b[i]!, c[i]!)
  return out
}

function compareFloat32(f: Scalar, a: Float32Array, b: Float32Array, out: Uint8Array): TypedArray {
  for (let i = 0; i < out.length; i++) out[i] = f(a[i]!, b[i]!, 0)
  return out
}

function selectFloat32(
  f: Scalar,
  condition: Uint8Array,
  a: Float32Array,
  b: Float32Array,
  out: Float32Array,
): TypedArray {
  for (let i = 0; i < out.length; i++) out[i] = f(condition[i]!, a[i]!, b[i]!)
  return out
}

function compareFloat64(f: Scalar, a: Float64Array, b: Float64Array, out: Uint8Array): TypedArray {
  for (let i = 0; i < out.length; i++) out[i] = f(a[i]!, b[i]!, 0)
  return out
}

function selectFloat64(
  f: Scalar,
  condition: Uint8Array,
  a: Float64Array,
  b: Float64Array,
  out: Float64Array,
): TypedArray {
  for (let i = 0; i < out.length; i++) out[i] = f(condition[i]!, a[i]!, b[i]!)
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
