import { product as multiply } from './contraction.ts'
import { solveInPlace } from './linalgTriangular.ts'

/** The coefficients of the diagonal Pade approximant of order 13 of exp, from the last, which is 1. */
const pade = [1]
for (let k = 13; k > 0; k--) pade.unshift((pade[0]! * k * (27 - k)) / (14 - k))
/** The largest 1-norm for which the approximant is exact to float64. */
const largest = 5.371920351148152

function product(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n)
  multiply(a, b, n, n, n, out)
  return out
}

function norm1(a: Float64Array, n: number): number {
  let most = 0
  for (let j = 0; j < n; j++) {
    let sum = 0
    for (let i = 0; i < n; i++) sum += Math.abs(a[i * n + j]!)
    if (!(sum <= most)) most = sum
  }
  return most
}

/**
 * exp(A) of one row-major matrix by scaling and squaring.
 * Source: Higham, The scaling and squaring method for the matrix exponential revisited (2005).
 */
export function matrixExponential(given: Float64Array, n: number): Float64Array {
  const norm = norm1(given, n)
  if (!Number.isFinite(norm)) return new Float64Array(n * n).fill(NaN)
  const squarings = Math.max(0, Math.ceil(Math.log2(norm / largest)))
  const a = given.map((x) => x * 2 ** -squarings)
  const a2 = product(a, a, n)
  const a4 = product(a2, a2, n)
  const a6 = product(a4, a2, n)
  /** c6 A^6 + c4 A^4 + c2 A^2 + c0 I, and A^6 times such a sum before it. */
  const even = (first: number): Float64Array => {
    const high = a6.map(
      (x, i) => pade[first + 12]! * x + pade[first + 10]! * a4[i]! + pade[first + 8]! * a2[i]!,
    )
    const sum = product(a6, high, n)
    for (let i = 0; i < n * n; i++)
      sum[i]! += pade[first + 6]! * a6[i]! + pade[first + 4]! * a4[i]! + pade[first + 2]! * a2[i]!
    for (let i = 0; i < n; i++) sum[i * n + i]! += pade[first]!
    return sum
  }
  const odd = product(a, even(1), n)
  const rest = even(0)
  let result: Float64Array = rest.map((x, i) => x + odd[i]!)
  solveInPlace(
    rest.map((x, i) => x - odd[i]!),
    result,
    n,
    n,
    false,
  )
  for (let i = 0; i < squarings; i++) result = product(result, result, n)
  return result
}
