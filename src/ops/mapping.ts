import type { TypedArray } from '../graph/dtype.ts'

export type Scalar = (a: number, b: number, c: number) => number
type Floats = Float32Array | Float64Array

const isFloats = (x: TypedArray): x is Floats => x instanceof Float32Array || x instanceof Float64Array

/**
 * Applies a scalar function to every place of dense arrays of one size. A loop that meets one kind of array only is several
 * times as fast, so the common kinds have loops of their own; few programs mix float32 and float64.
 */
export function map(f: Scalar, inputs: readonly TypedArray[], out: TypedArray): TypedArray {
  const [a, b, c] = inputs as [TypedArray, TypedArray, TypedArray]
  if (isFloats(out) && inputs.every(isFloats)) return mapFloats(f, inputs, out)
  // comparisons of floats, and choices between them by a condition
  if (out instanceof Uint8Array && isFloats(a) && isFloats(b)) return compareFloats(f, a, b, out)
  if (isFloats(out) && a instanceof Uint8Array && isFloats(c)) return selectFloats(f, a, b as Floats, c, out)
  const size = out.length
  if (inputs.length === 1) for (let i = 0; i < size; i++) out[i] = f(a[i]!, 0, 0)
  else if (inputs.length === 2) for (let i = 0; i < size; i++) out[i] = f(a[i]!, b[i]!, 0)
  else for (let i = 0; i < size; i++) out[i] = f(a[i]!, b[i]!, c[i]!)
  return out
}

function compareFloats(f: Scalar, a: Floats, b: Floats, out: Uint8Array): TypedArray {
  for (let i = 0; i < out.length; i++) out[i] = f(a[i]!, b[i]!, 0)
  return out
}

function selectFloats(f: Scalar, condition: Uint8Array, a: Floats, b: Floats, out: Floats): TypedArray {
  for (let i = 0; i < out.length; i++) out[i] = f(condition[i]!, a[i]!, b[i]!)
  return out
}

function mapFloats(f: Scalar, [a, b]: readonly Floats[], out: Floats): TypedArray {
  const size = out.length
  if (b) for (let i = 0; i < size; i++) out[i] = f(a![i]!, b[i]!, 0)
  else for (let i = 0; i < size; i++) out[i] = f(a![i]!, 0, 0)
  return out
}
