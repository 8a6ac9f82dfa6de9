import type { LeastSquaresSvd } from '../linear/svd.ts'
import { norm } from '../linear/vectors.ts'

/** A solution of the trust-region problem of least squares. */
export interface TrustStep {
  readonly step: Float64Array
  /** The damping; 0 where the Gauss-Newton step fits. */
  readonly lambda: number
}

/**
 * Minimises |A p + b|^2 over |p| <= radius, from the SVD of A and U'b: p(lambda) = -V (s U'b / (s^2 + lambda)), with
 * lambda the root of |p(lambda)| = radius by Newton's method on 1/|p|, safeguarded.
 *
 * Source: J. Moré, "The Levenberg-Marquardt algorithm: implementation and theory" (1978).
 */
export function trustStep({ s, v, ub }: LeastSquaresSvd, radius: number, guess: number): TrustStep {
  const n = s.length
  const length = (lambda: number): readonly [number, number] => {
    let [square, slope] = [0, 0]
    for (let k = 0; k < n; k++) {
      if (s[k] === 0) continue
      const below = s[k]! * s[k]! + lambda
      const term = (s[k]! * ub[k]!) / below
      square += term * term
      slope -= (term * term) / below
    }
    const size = Math.sqrt(square)
    return [size, slope / size]
  }
  const full = s[n - 1]! > n * Number.EPSILON * s[0]!
  if (full && length(0)[0] <= radius * 1.0001) return { step: combine(0), lambda: 0 }
  // bounds of lambda: |A'b| / radius is large enough
  let high = Math.sqrt(s.reduce((sum, sk, k) => sum + (sk * ub[k]!) ** 2, 0)) / radius
  if (high === 0) return { step: new Float64Array(n), lambda: 0 }
  let low = 0
  if (full) {
    const [size, slope] = length(0)
    low = -(size - radius) / slope
  }
  let lambda = guess > low && guess < high ? guess : Math.max(1e-3 * high, Math.sqrt(low * high))
  for (let k = 0; k < 30; k++) {
    const [size, slope] = length(lambda)
    if (Math.abs(size - radius) <= 1e-2 * radius) break
    if (size < radius) high = lambda
    else low = Math.max(low, lambda)
    const next = lambda - ((size / radius) * (size - radius)) / slope
    lambda = next > low && next < high ? next : Math.max(1e-3 * high, Math.sqrt(low * high))
    if (!(lambda > 1e-300)) break
  }
  const step = combine(lambda)
  const size = norm(step)
  if (size > radius) for (let i = 0; i < step.length; i++) step[i]! *= radius / size
  return { step, lambda }

  function combine(lambda: number): Float64Array {
    const step = new Float64Array(v[0]?.length ?? 0)
    for (let k = 0; k < n; k++) {
      if (s[k] === 0) continue
      const weight = (-s[k]! * ub[k]!) / (s[k]! * s[k]! + lambda)
      for (let i = 0; i < step.length; i++) step[i]! += weight * v[k]![i]!
    }
    return step
  }
}
