import { isFloat } from '../../graph/dtype.ts'
import { normalizeAxes, ShapeError } from '../../graph/shape.ts'
import { optionsOf } from '../../options.ts'
import { floatNode, getDefaultDtype, type TensorLike, toTensor } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { clip } from './arithmetic.ts'
import { matmul } from './contraction.ts'
import { diagonal } from './diagonal.ts'
import { add, astype, divide, equal, multiply, sqrt, square, subtract, where } from './elementwise.ts'
import { type Axes, firstOf, mean, perElement, type ReduceOptions, sum } from './reduction.ts'
import { expandDims, squeeze, transpose } from './shape.ts'

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
  const source = toTensor(x)
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

/** The square root of the variance; its gradient on constant data is 0. */
export const std = (x: TensorLike, axis?: Axes, options?: VarianceOptions): Tensor =>
  sqrtOrZero(moments('std', x, axis, options).variance)

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
  return [sqrtOrZero(found), center]
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
  const given = new Tensor(floatNode(x))
  if (given.ndim > 2)
    throw new ShapeError(
      'cov',
      [given.shape],
      `x has ${given.ndim} axes: give [variables, observations] or a vector.`,
    )
  const data = given.ndim === 2 ? given : expandDims(given, given.ndim === 0 ? [0, 1] : 0)
  const { correction, fweights, aweights } = optionsOf('cov', options, {
    correction: 1,
    fweights: undefined,
    aweights: undefined,
  })
  if (fweights === undefined && aweights === undefined) {
    const centered = subtract(data, mean(data, 1, { keepdims: true }))
    return collapse(
      divide(matmul(centered, transpose(centered)), Math.max(0, data.shape[1]! - correction)),
      given.ndim,
    )
  }
  let weights = toTensor(fweights ?? aweights!)
  if (fweights !== undefined && aweights !== undefined) weights = multiply(weights, aweights)
  const total = sum(weights)
  const center = divide(sum(multiply(data, weights), 1, { keepdims: true }), total)
  const centered = subtract(data, center)
  const lost =
    aweights === undefined
      ? correction
      : multiply(correction, divide(sum(multiply(weights, aweights)), total))
  return collapse(
    divide(matmul(multiply(centered, weights), transpose(centered)), subtract(total, lost)),
    given.ndim,
  )
}

const collapse = (matrix: Tensor, ndim: number): Tensor => (ndim === 2 ? matrix : squeeze(matrix))

/** The matrix of correlation coefficients; see `cov`. */
export function corrcoef(x: TensorLike): Tensor {
  const covariance = cov(x)
  if (covariance.ndim === 0) return divide(covariance, covariance)
  const deviation = sqrt(diagonal(covariance))
  return clip(divide(divide(covariance, expandDims(deviation, 1)), expandDims(deviation, 0)), -1, 1)
}
