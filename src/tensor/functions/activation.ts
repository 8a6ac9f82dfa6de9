import { named } from '../../errors.ts'
import { normalizeAxis, ShapeError } from '../../graph/shape.ts'
import { checkWord, optionsOf } from '../../options.ts'
import { alike, nodeOf, type TensorLike } from '../operands.ts'
import { repeating } from '../repeating.ts'
import type { Tensor } from '../tensor.ts'
import {
  abs,
  add,
  divide,
  expm1,
  greater,
  greaterEqual,
  less,
  lessEqual,
  log1pexp,
  multiply,
  negative,
  sigmoid,
  square,
  subtract,
  tanh,
  where,
} from './elementwise.ts'
import { tensorSplit } from './joining.ts'
import { ndtr } from './normalDistribution.ts'
import { reshape } from './shape.ts'

/** max(x, 0); the gradient at 0 is 0. */
export const relu = /* @__PURE__ */ named(
  'relu',
  (x: TensorLike): Tensor => repeating.build('relu', [x], (x) => [where(lessEqual(x, 0), 0, x)])[0]!,
)

/** x limited to [minVal, maxVal] ([-1, 1]); the gradient on the bounds is 0. */
export const hardtanh = /* @__PURE__ */ named(
  'hardtanh',
  (x: TensorLike, options?: { readonly minVal?: number; readonly maxVal?: number }): Tensor => {
    const { minVal, maxVal } = optionsOf('', options, { minVal: -1, maxVal: 1 })
    return where(lessEqual(x, minVal), minVal, where(greaterEqual(x, maxVal), maxVal, x))
  },
)
/** min(max(x, 0), 6) */
export const relu6 = /* @__PURE__ */ named(
  'relu6',
  (x: TensorLike): Tensor => hardtanh(x, { minVal: 0, maxVal: 6 }),
)

/** x where it is positive, else negativeSlope*x (0.01). */
export const leakyRelu = /* @__PURE__ */ named(
  'leakyRelu',
  (x: TensorLike, options?: { readonly negativeSlope?: number }): Tensor => {
    const { negativeSlope } = optionsOf('', options, { negativeSlope: 0.01 })
    return where(greater(x, 0), x, multiply(x, negativeSlope))
  },
)

interface Alpha {
  readonly alpha?: number
}

/** x where it is positive, else alpha*(exp(x) - 1). */
export const elu = /* @__PURE__ */ named('elu', (x: TensorLike, options?: Alpha): Tensor => {
  const { alpha } = optionsOf('', options, { alpha: 1 })
  return where(greater(x, 0), x, multiply(expm1(x), alpha))
})

/**
 * The elu that keeps mean 0 and variance 1 from layer to layer: scale * elu(x, alpha).
 * Source: Klambauer et al., Self-normalizing neural networks (2017).
 */
export const selu = /* @__PURE__ */ named(
  'selu',
  (x: TensorLike): Tensor => multiply(elu(x, { alpha: 1.6732632423543772 }), 1.0507009873554805),
)

/** x where it is positive, else alpha*(exp(x/alpha) - 1): smooth for every alpha. */
export const celu = /* @__PURE__ */ named('celu', (x: TensorLike, options?: Alpha): Tensor => {
  const { alpha } = optionsOf('', options, { alpha: 1 })
  return where(greater(x, 0), x, multiply(expm1(divide(x, alpha)), alpha))
})

/**
 * x times the normal distribution function of x; `approximate: 'tanh'` is the formula with tanh.
 * Source: Hendrycks and Gimpel, Gaussian error linear units (2016).
 */
export const gelu = /* @__PURE__ */ named(
  'gelu',
  (x: TensorLike, options?: { readonly approximate?: 'none' | 'tanh' }): Tensor => {
    const { approximate } = optionsOf('', options, { approximate: 'none' })
    checkWord('', 'approximate', approximate, ['none', 'tanh'])
    if (approximate === 'none') return multiply(x, ndtr(x))
    const inner = multiply(Math.sqrt(2 / Math.PI), multiply(x, add(1, multiply(0.044715, square(x)))))
    // (1 + tanh(z))/2 = logistic(2z), which keeps its digits in the left tail
    return multiply(x, sigmoid(multiply(2, inner)))
  },
)

/** x * logistic(x), also called swish. */
export const silu = /* @__PURE__ */ named('silu', (x: TensorLike): Tensor => multiply(x, sigmoid(x)))
/** The same as `silu`. */
export const swish = /* @__PURE__ */ named('swish', silu)

/** x * tanh(softplus(x)) */
export const mish = /* @__PURE__ */ named('mish', (x: TensorLike): Tensor => multiply(x, tanh(log1pexp(x))))

/** log(1 + exp(beta*x))/beta; above `threshold` (of beta*x) it is taken for x. Exact unless a threshold is given. */
export const softplus = /* @__PURE__ */ named(
  'softplus',
  (x: TensorLike, options?: { readonly beta?: number; readonly threshold?: number | undefined }): Tensor => {
    const { beta, threshold } = optionsOf('', options, { beta: 1, threshold: undefined })
    const scaled = beta === 1 ? x : multiply(x, beta)
    const ramp = log1pexp(scaled)
    const smooth = beta === 1 ? ramp : divide(ramp, beta)
    return threshold === undefined ? smooth : where(greater(scaled, threshold), x, smooth)
  },
)

/** log(logistic(x)) = -softplus(-x) */
export const logSigmoid = /* @__PURE__ */ named(
  'logSigmoid',
  (x: TensorLike): Tensor => negative(log1pexp(negative(x))),
)

interface Lambda {
  readonly lambda?: number
}

/** x drawn towards 0 by lambda, and 0 within lambda of it. */
export const softshrink = /* @__PURE__ */ named('softshrink', (x: TensorLike, options?: Lambda): Tensor => {
  const { lambda } = optionsOf('', options, { lambda: 0.5 })
  return where(
    greater(x, lambda),
    subtract(x, lambda),
    where(less(x, -lambda), add(x, lambda), multiply(x, 0)),
  )
})

/** x, and 0 within lambda of 0. */
export const hardshrink = /* @__PURE__ */ named('hardshrink', (x: TensorLike, options?: Lambda): Tensor => {
  const { lambda } = optionsOf('', options, { lambda: 0.5 })
  return where(lessEqual(abs(x), lambda), 0, x)
})

/** relu6(x + 3)/6 */
export const hardsigmoid = /* @__PURE__ */ named(
  'hardsigmoid',
  (x: TensorLike): Tensor => divide(relu6(add(x, 3)), 6),
)

/** x * relu6(x + 3)/6 */
export const hardswish = /* @__PURE__ */ named(
  'hardswish',
  (x: TensorLike): Tensor =>
    where(less(x, -3), 0, where(lessEqual(x, 3), multiply(x, divide(add(x, 3), 6)), x)),
)

/** x where it exceeds the limit, else `value`. */
export const threshold = /* @__PURE__ */ named(
  'threshold',
  (x: TensorLike, limit: number, value: number): Tensor => where(lessEqual(x, limit), value, x),
)

/** leakyRelu with a learned slope: one for all, or one for each channel (axis 1). */
export const prelu = /* @__PURE__ */ named('prelu', (x: TensorLike, slope: TensorLike): Tensor => {
  const [[given, weight]] = alike('', false, [x, slope])
  const channels = weight.shape[0] ?? 1
  const per = given.shape[1] ?? 1
  if (weight.ndim > 1 || (channels !== 1 && channels !== per))
    throw new ShapeError(
      'prelu',
      [given.shape, weight.shape],
      `x is ${given.node}, the slope ${weight.node}: it must be one number, or ${per}, one a channel.`,
    )
  const beside = reshape(
    weight,
    given.shape.map((_, axis) => (axis === 1 ? channels : 1)),
  )
  return where(greater(given, 0), given, multiply(given, beside))
})

/** The first half along an axis times the logistic function of the second half. */
export function glu(x: TensorLike, axis = -1): Tensor {
  const node = nodeOf(x, 'glu')
  const at = normalizeAxis('glu', axis, node.shape.length)
  const extent = node.shape[at]!
  if (extent % 2)
    throw new ShapeError(
      'glu',
      [node.shape],
      `axis ${at} of ${node} has ${extent} elements: it must have an even number.`,
    )
  const [value, gate] = tensorSplit(x, 2, at)
  return multiply(value, sigmoid(gate))
}
