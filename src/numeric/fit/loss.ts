/** A loss rho(z) of a squared residual z, with its first two derivatives. */
export type Loss = (z: number) => readonly [rho: number, first: number, second: number]

/**
 * Losses that grow more slowly than the square, so that outliers pull less; `linear` is plain least squares.
 *
 * Source: B. Triggs et al., "Bundle adjustment: a modern synthesis" (2000); SciPy's least_squares has the same ones.
 */
export const losses = {
  linear: (z) => [z, 1, 0],
  huber: (z) => (z <= 1 ? [z, 1, 0] : [2 * Math.sqrt(z) - 1, 1 / Math.sqrt(z), -0.5 / (z * Math.sqrt(z))]),
  soft_l1: (z) => {
    const t = Math.sqrt(1 + z)
    return [2 * (z / (t + 1)), 1 / t, -0.5 / (t * t * t)]
  },
  cauchy: (z) => [Math.log1p(z), 1 / (1 + z), -1 / ((1 + z) * (1 + z))],
  arctan: (z) => [Math.atan(z), 1 / (1 + z * z), (-2 * z) / ((1 + z * z) * (1 + z * z))],
} satisfies Record<string, Loss>

/** The name of a loss. */
export type LossName = keyof typeof losses

/** scale^2 rho(r^2 / scale^2), summed. */
export function totalLoss(loss: Loss, scale: number, residuals: Float64Array): number {
  let sum = 0
  if (loss === losses.linear) {
    for (let i = 0; i < residuals.length; i++) sum += residuals[i]! * residuals[i]!
    return sum
  }
  for (let i = 0; i < residuals.length; i++) sum += loss((residuals[i]! / scale) ** 2)[0]
  return scale * scale * sum
}

/**
 * Rescales residuals and the rows of the Jacobian (columns given) so that plain least squares on them has the
 * gradient of the robust cost and its Gauss-Newton matrix.
 */
export function rescale(
  loss: Loss,
  scale: number,
  residuals: Float64Array,
  columns: readonly Float64Array[],
): void {
  if (loss === losses.linear) return
  for (let i = 0; i < residuals.length; i++) {
    const z = (residuals[i]! / scale) ** 2
    const [, first, second] = loss(z)
    const weight = Math.sqrt(Math.max(first + 2 * second * z, Number.EPSILON))
    residuals[i]! *= first / weight
    for (const column of columns) column[i]! *= weight
  }
}
