/** x + t*d */
export const add = (x: Float64Array, d: Float64Array, t: number): Float64Array =>
  x.map((value, i) => value + t * d[i]!)
export const scaled = (x: Float64Array, t: number): Float64Array => x.map((value) => value * t)

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
/** The largest magnitude; NaN if there is one. */
export const largest = (x: Float64Array): number =>
  x.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
/** The sum of magnitudes. */
export const magnitude = (x: Float64Array): number => x.reduce((sum, value) => sum + Math.abs(value), 0)
