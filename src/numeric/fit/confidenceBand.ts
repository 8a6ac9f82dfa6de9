import { checkOptions } from '../../options.ts'
import { columns } from '../difference/jacobian.ts'
import { NumericArgumentError, showGiven, showWord } from '../errors.ts'
import { checkedFunction, vectorValue } from '../evaluate.ts'
import { leastSquaresSvd } from '../linear/svd.ts'
import { dot, norm, plain } from '../linear/vectors.ts'
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
 * the gradient of the curve by its parameters (by differences) and C their covariance. Where the curve depends on
 * combinations of parameters that the data do not determine (`rank`), its limits are infinite.
 *
 * @example confidenceBand(fit, ([a, k]) => grid.map((t) => a! * Math.exp(-k! * t)))
 */
export function confidenceBand(
  fit: Pick<
    LeastSquaresResult,
    'x' | 'covariance' | 'degreesOfFreedom' | 'residualStandardDeviation' | 'absoluteSigma'
  > &
    Partial<Pick<LeastSquaresResult, 'jacobian' | 'rank' | 'activeBounds'>>,
  curve: (x: number[]) => ArrayLike<number>,
  options: ConfidenceBandOptions = {},
): ConfidenceBand {
  checkOptions('confidenceBand', options, ['level', 'kind', 'sigma'])
  const level = options.level ?? 0.95
  if (!(typeof level === 'number' && level > 0 && level < 1)) {
    throw new NumericArgumentError(
      'confidenceBand',
      'level',
      `level is ${showGiven(level)}; it must lie between 0 and 1.`,
    )
  }
  const { kind = 'mean', sigma = 1 } = options
  if (!(typeof sigma === 'number' && sigma > 0))
    throw new NumericArgumentError(
      'confidenceBand',
      'sigma',
      `sigma is ${showGiven(sigma)}; it must be a number above 0.`,
    )
  if (kind !== 'mean' && kind !== 'prediction') {
    throw new NumericArgumentError(
      'confidenceBand',
      'kind',
      `there is no kind ${showWord(kind)}; it is mean or prediction.`,
    )
  }
  checkedFunction('confidenceBand', 'curve', curve)
  checkFit(fit)
  const degrees = errorDegrees(fit)
  if (!(degrees > 0)) {
    throw new NumericArgumentError(
      'confidenceBand',
      'fit',
      'the fit has no degrees of freedom left; a band needs more observations than parameters.',
    )
  }
  const value = plain(vectorValue('confidenceBand', curve(fit.x.slice()), fit.x, undefined, 'the curve'))
  const slopes = columns(
    'confidenceBand',
    curve,
    fit.x,
    { method: 'central', estimateError: false },
    {},
  ).value
  const t = studentQuantile(level, degrees)
  const spread = fit.absoluteSigma ? 1 : fit.residualStandardDeviation
  const own = kind === 'prediction' ? (sigma * spread) ** 2 : 0
  const lost = undetermined(fit)
  const half = slopes.map((g) => {
    if (lost(g)) return Number.POSITIVE_INFINITY
    let variance = own
    for (let i = 0; i < g.length; i++)
      for (let j = 0; j < g.length; j++) variance += g[i]! * fit.covariance[i]![j]! * g[j]!
    return t * Math.sqrt(Math.max(0, variance))
  })
  return { value, lower: value.map((v, i) => v - half[i]!), upper: value.map((v, i) => v + half[i]!) }
}

/** Throws: NumericArgumentError where a part that is needed of a fit is missing, or of another kind. */
function checkFit(fit: Parameters<typeof confidenceBand>[0]): void {
  const isNumber = (v: unknown): boolean => typeof v === 'number'
  const isList = (v: unknown, n: number): boolean => Array.isArray(v) && v.length === n && v.every(isNumber)
  const { x, covariance, degreesOfFreedom, residualStandardDeviation, jacobian, rank, activeBounds } =
    fit ?? {}
  const n = Array.isArray(x) ? x.length : 0
  const parts = {
    x: isList(x, n),
    covariance:
      Array.isArray(covariance) && covariance.length === n && covariance.every((row) => isList(row, n)),
    degreesOfFreedom: isNumber(degreesOfFreedom),
    residualStandardDeviation: isNumber(residualStandardDeviation),
    jacobian: jacobian === undefined || (Array.isArray(jacobian) && jacobian.every((row) => isList(row, n))),
    rank: rank === undefined || isNumber(rank),
    activeBounds: activeBounds === undefined || Array.isArray(activeBounds),
  }
  const wrong = Object.entries(parts).find(([, fits]) => !fits)?.[0]
  if (wrong !== undefined)
    throw new NumericArgumentError(
      'confidenceBand',
      'fit',
      `fit is ${showGiven(fit)} without a fitting ${wrong}; give what leastSquares or curveFit returned.`,
    )
}

/** Whether a value with a given gradient changes along a direction in which the residuals do not. */
function undetermined({
  jacobian: rows = [],
  rank,
  activeBounds = [],
}: Parameters<typeof confidenceBand>[0]): (g: readonly number[]) => boolean {
  const free = Array.from(rows[0] ?? [], (_, j) => j).filter((j) => activeBounds[j] !== 'both')
  if (rank === undefined || rank >= free.length) return () => false
  // in units that make the columns of length 1, as the rank was found
  const scaled = free.map((j) => Float64Array.from(rows, (row) => row[j]!))
  const unit = scaled.map((column) => norm(column) || 1)
  const { v } = leastSquaresSvd(
    scaled.map((column, k) => column.map((c) => c / unit[k]!)),
    new Float64Array(rows.length),
  )
  return (g) => {
    const slopes = Float64Array.from(free, (j, k) => g[j]! / unit[k]!)
    return v.slice(rank).some((direction) => Math.abs(dot(slopes, direction)) > 1e-6 * norm(slopes))
  }
}
