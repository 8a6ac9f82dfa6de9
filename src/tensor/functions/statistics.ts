import { named, requireWithin } from '../../errors.ts'
import { isFloat } from '../../graph/dtype.ts'
import { normalizeAxes, ShapeError } from '../../graph/shape.ts'
import { optionsOf } from '../../options.ts'
import { alike, getDefaultDtype, type TensorLike, toTensor } from '../operands.ts'
import type { Tensor } from '../tensor.ts'
import { clip } from './arithmetic.ts'
import { matmul } from './contraction.ts'
import { diagonal } from './diagonal.ts'
import { add, astype, divide, equal, multiply, sqrt, square, subtract, where } from './elementwise.ts'
import { firstOf } from './reduction.ts'
import type { Unary } from './rows.ts'
import { atleast2d, expandDims, squeeze, transpose } from './shape.ts'
import { type Axes, mean, perElement, type ReduceOptions, sum } from './sum.ts'

export interface VarianceOptions extends ReduceOptions {
  /** What is taken off the count before dividing: 0 as NumPy (default), 1 for the unbiased estimate that PyTorch gives. */
  readonly correction?: number
}

/** The square root whose derivative at 0 is taken for 0, so that constant data do not give NaN. */
export function sqrtOrZero(x: Tensor): Tensor {
  const zero = equal(x, 0)
  return where(zero, 0, sqrt(where(zero, 1, x)))
}

function moments(
  name: string,
  x: TensorLike,
  axis: Axes,
  options: VarianceOptions | undefined,
): { variance: Tensor; center: Tensor } {
  const { correction, keepdims } = optionsOf(name, options, { correction: 0, keepdims: false })
  const source = toTensor(x, name)
  requireWithin(name, 'correction', correction, Infinity, -Infinity)
  // whole numbers, which float32 does not all have, are subtracted in float64
  const whole = !isFloat(source.dtype)
  const given = whole ? astype(source, 'float64') : source
  const rounded = (y: Tensor): Tensor => (whole ? astype(y, getDefaultDtype()) : y)
  const axes = normalizeAxes(name, axis, given.ndim)
  const first = firstOf(given, axes)
  const near = subtract(given, first)
  const beyond = mean(near, axes, { keepdims: true })
  const squares = sum(square(subtract(near, beyond)), axes, { keepdims })
  const found = perElement(squares, given.shape, axes, correction)
  const dropped = sum(add(first, beyond), axes, { keepdims })
  return { variance: rounded(found), center: rounded(dropped) }
}

/** The mean squared distance from the mean: sum((x - mean)^2)/(n - correction). Also exported as `var`. */
export const variance = (x: TensorLike, axis?: Axes, options?: VarianceOptions): Tensor =>
  moments('variance', x, axis, options).variance

/** The root of a variance; over nothing that is NaN, which nothing moves, and so is this. */
const rootOf = (found: Tensor, x: TensorLike): Tensor => (toTensor(x).size === 0 ? found : sqrtOrZero(found))

/** The square root of the variance; its gradient on constant data is 0. */
export const std = (x: TensorLike, axis?: Axes, options?: VarianceOptions): Tensor =>
  rootOf(moments('std', x, axis, options).variance, x)

/** [variance, mean] in one go. */
export function varMean(
  x: TensorLike,
  axis?: Axes,
  options?: VarianceOptions,
): [variance: Tensor, mean: Tensor] {
  const { variance: found, center } = moments('varMean', x, axis, options)
  return [found, center]
}
/** [standard deviation, mean] in one go. */
export function stdMean(x: TensorLike, axis?: Axes, options?: VarianceOptions): [std: Tensor, mean: Tensor] {
  const { variance: found, center } = moments('stdMean', x, axis, options)
  return [rootOf(found, x), center]
}

/**
 * The covariance matrix of variables (rows) over observations (columns).
 * Shapes: [variables, observations] -> [variables, variables]; a vector is one variable and gives a scalar.
 */
export function cov(
  x: TensorLike,
  options?: {
    readonly correction?: number
    readonly fweights?: TensorLike
    readonly aweights?: TensorLike
  },
): Tensor {
  const { correction, ...importance } = optionsOf('cov', options, {
    correction: 1,
    fweights: undefined,
    aweights: undefined,
  })
  requireWithin('cov', 'correction', correction, Infinity, -Infinity)
  const [[given], [counts, shares]] = alike('cov', true, [x], [importance.fweights, importance.aweights])
  if (given.ndim > 2)
    throw new ShapeError(
      'cov',
      [given.shape],
      `x has ${given.ndim} axes: give [variables, observations] or a vector.`,
    )
  const data = atleast2d(given)
  const weights = counts && shares ? multiply(counts, shares) : (counts ?? shares)
  const weighed = (y: Tensor): Tensor => (weights ? multiply(y, weights) : y)
  const total = weights ? sum(weights) : data.shape[1]!
  const centered = subtract(data, divide(sum(weighed(data), 1, { keepdims: true }), total))
  const lost = shares ? multiply(correction, divide(sum(weighed(shares)), total)) : correction
  const rest = typeof total === 'number' ? Math.max(0, total - correction) : subtract(total, lost)
  const matrix = divide(matmul(weighed(centered), transpose(centered)), rest)
  return given.ndim === 2 ? matrix : squeeze(matrix)
}

/** The matrix of correlation coefficients; see `cov`. */
export const corrcoef: Unary = /* @__PURE__ */ named('corrcoef', (x) => {
  const covariance = cov(x)
  if (covariance.ndim === 0) return divide(covariance, covariance)
  const deviation = sqrt(diagonal(covariance))
  return clip(divide(divide(covariance, expandDims(deviation, 1)), deviation), -1, 1)
})
