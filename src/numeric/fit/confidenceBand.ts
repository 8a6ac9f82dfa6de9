import { checkOptions } from '../../options.ts'
import { jacobian } from '../difference/jacobian.ts'
import { NumericArgumentError } from '../errors.ts'
import type { LeastSquaresResult } from './leastSquares.ts'
import { errorDegrees } from './statistics.ts'
import { studentQuantile } from './studentT.ts'

/** A fitted curve with its limits, point by point. */
export interface ConfidenceBand {
  readonly value: number[]
  readonly lower: number[]
  readonly upper: number[]
}

/** Options of `confidenceBand`. */
export interface ConfidenceBandOptions {
  /** 0.95 by default. */
  readonly level?: number | undefined
  /** `mean` for where the curve lies, `prediction` for where a new observation would. */
  readonly kind?: 'mean' | 'prediction' | undefined
  /** For `prediction`, the sigma of a new observation, where the observations were fitted with sigmas; 1 by default. */
  readonly sigma?: number | undefined
}

/**
 * Pointwise confidence limits of a curve whose parameters were fitted, to first order: value +- t sqrt(g' C g), with g
 * the gradient of the curve by its parameters (by differences) and C their covariance. Combinations of parameters that the data
 * do not determine (`rank`) widen nothing: where the curve depends on them, it has no limits that data could give.
 *
 * @example confidenceBand(fit, ([a, k]) => grid.map((t) => a! * Math.exp(-k! * t)))
 */
export function confidenceBand(
  fit: Pick<
    LeastSquaresResult,
    'x' | 'covariance' | 'degreesOfFreedom' | 'residualStandardDeviation' | 'absoluteSigma'
  >,
  curve: (x: number[]) => ArrayLike<number>,
  options: ConfidenceBandOptions = {},
): ConfidenceBand {
  checkOptions('confidenceBand', options, ['level', 'kind', 'sigma'])
  const level = options.level ?? 0.95
  if (!(level > 0 && level < 1)) {
    throw new NumericArgumentError(
      'confidenceBand',
      'level',
      `level is ${level}; it must lie between 0 and 1.`,
    )
  }
  const { kind = 'mean', sigma = 1 } = options
  if (!(sigma > 0))
    throw new NumericArgumentError(
      'confidenceBand',
      'sigma',
      `sigma is ${sigma}; it must be a number above 0.`,
    )
  if (kind !== 'mean' && kind !== 'prediction') {
    throw new NumericArgumentError(
      'confidenceBand',
      'kind',
      `there is no kind ${JSON.stringify(kind)}; it is mean or prediction.`,
    )
  }
  const degrees = errorDegrees(fit)
  if (!(degrees > 0)) {
    throw new NumericArgumentError(
      'confidenceBand',
      'fit',
      'the fit has no degrees of freedom left; a band needs more observations than parameters.',
    )
  }
  const value = Array.from(curve(fit.x.slice()))
  const slopes = jacobian(curve, fit.x, { method: 'central', estimateError: false }).value
  const t = studentQuantile(level, degrees)
  const spread = fit.absoluteSigma ? 1 : fit.residualStandardDeviation
  const own = kind === 'prediction' ? (sigma * spread) ** 2 : 0
  const half = slopes.map((g) => {
    let variance = own
    for (let i = 0; i < g.length; i++)
      for (let j = 0; j < g.length; j++) variance += g[i]! * fit.covariance[i]![j]! * g[j]!
    return t * Math.sqrt(Math.max(0, variance))
  })
  return { value, lower: value.map((v, i) => v - half[i]!), upper: value.map((v, i) => v + half[i]!) }
}
