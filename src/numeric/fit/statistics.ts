import { leastSquaresSvd } from '../linear/svd.ts'
import { norm } from '../linear/vectors.ts'

/** What the Jacobian at the solution says of the parameters. */
export interface FitStatistics {
  /** Observations minus the parameter combinations that they determine (R's df.residual). */
  readonly degreesOfFreedom: number
  /** sqrt(value / degreesOfFreedom); NaN where nothing is left over. */
  readonly residualStandardDeviation: number
  /** Whether the residuals were given with their true standard deviation, 1: then nothing is estimated from them. */
  readonly absoluteSigma: boolean
  /** Covariance of the parameters, s^2 (J'J)^-1 (a pseudo-inverse where J is rank-deficient); s is 1 where `absoluteSigma`. */
  readonly covariance: number[][]
  /** Square roots of its diagonal; 0 for parameters that their bounds hold, Infinity for those that the data do not determine. */
  readonly standardErrors: number[]
  /** Number of parameter combinations that the data determine. */
  readonly rank: number
}

/**
 * Statistics of a fit, from the (rescaled) Jacobian by columns and the sum of squares. A parameter that is held has one value
 * that is possible: it is a constant of the model, not one of its unknowns.
 */
export function fitStatistics(
  all: readonly Float64Array[],
  observations: number,
  value: number,
  isHeld: (parameter: number) => boolean,
  /** Relative error of the entries of the Jacobian. */
  precision: number,
  /** The standard deviation of the residuals, where it is known. */
  known?: number,
): FitStatistics {
  const free = [...all.keys()].filter((j) => !isHeld(j))
  const columns = free.map((j) => all[j]!)
  const n = columns.length
  // columns of length 1, so that the rank does not depend on the units of the parameters
  const scale = columns.map((column) => norm(column) || 1)
  const { s, v } = leastSquaresSvd(
    columns.map((column, j) => column.map((c) => c / scale[j]!)),
    new Float64Array(observations),
  )
  const threshold = Math.max(Math.max(observations, n) * Number.EPSILON, precision) * (s[0] ?? 0)
  const rank = s.filter((sk) => sk > threshold).length
  const degreesOfFreedom = observations - rank
  const estimated = degreesOfFreedom > 0 ? value / degreesOfFreedom : Number.NaN
  const deviation = known ?? Math.sqrt(estimated)
  const ofFree = columns.map((_, i) =>
    columns.map((_, j) => {
      let sum = 0
      for (let k = 0; k < rank; k++) sum += (v[k]![i]! / s[k]!) * (v[k]![j]! / s[k]!)
      return (deviation / scale[i]!) * sum * (deviation / scale[j]!)
    }),
  )
  const lost = (j: number) => v.slice(rank).some((vk) => Math.abs(vk[j]!) > 1e-8)
  const covariance = all.map(() => all.map(() => 0))
  const standardErrors = all.map(() => 0)
  free.forEach((j, at) => {
    free.forEach((k, other) => {
      covariance[j]![k] = ofFree[at]![other]!
    })
    // not the root of the covariance: its square may overflow or vanish
    const weights = v.slice(0, rank).map((vk, k) => vk[at]! / s[k]!)
    const error = Math.hypot(...weights) * (deviation / scale[at]!)
    standardErrors[j] = lost(at) ? Number.POSITIVE_INFINITY : error
  })
  return {
    degreesOfFreedom,
    residualStandardDeviation: Math.sqrt(estimated),
    absoluteSigma: known !== undefined,
    covariance,
    standardErrors,
    rank,
  }
}

/** Degrees of freedom of Student's distribution of estimate / error: endless where the errors follow from a given sigma. */
export const errorDegrees = (fit: Pick<FitStatistics, 'absoluteSigma' | 'degreesOfFreedom'>): number =>
  fit.absoluteSigma ? Number.POSITIVE_INFINITY : fit.degreesOfFreedom
