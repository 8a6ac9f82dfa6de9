import { named, requireWithin } from '../../errors.ts'
import { normalizeAxes } from '../../graph/shape.ts'
import { optionsOf } from '../../options.ts'
import { floatNode, met, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import {
  abs,
  add,
  astype,
  divide,
  equal,
  maximum,
  multiply,
  notEqual,
  square,
  stopGradient,
  subtract,
  where,
} from './elementwise.ts'
import { power } from './power.ts'
import { amax, amin, any, upperBound } from './reduction.ts'
import { expandDims } from './shape.ts'
import { sqrtOrZero } from './statistics.ts'
import { type Axes, type ReduceOptions, sum } from './sum.ts'

export interface NormOptions extends ReduceOptions {
  /** The order p: any number, Infinity and -Infinity included. 2 if left out. */
  readonly ord?: number
}

/**
 * The norm of vectors along axes: (sum |x|^p)^(1/p); the largest |x| for Infinity, the smallest for -Infinity, and the
 * number of elements other than 0 for 0. At the kinks (0, and elements that are 0) the gradient is 0.
 *
 * @example
 * vectorNorm(tensor([3, 4])).item() // 5
 */
export function vectorNorm(x: TensorLike, axis?: Axes, options?: NormOptions): Tensor {
  const { ord, keepdims } = optionsOf('vectorNorm', options, { ord: 2, keepdims: false })
  requireWithin('vectorNorm', 'ord', ord, Infinity, -Infinity)
  const given = new Tensor(floatNode(x, 'vectorNorm'))
  // norm(x, 2) and norm(x, 'fro') are told how the order is given
  const axes = normalizeAxes('vectorNorm(x, axis, { ord })', axis, given.ndim)
  if (ord === 2) return sqrtOrZero(sum(square(given), axes, { keepdims }))
  const size = abs(given)
  if (ord === 1) return sum(size, axes, { keepdims })
  if (ord === Infinity) return amax(size, axes, { keepdims })
  if (ord === -Infinity) return amin(size, axes, { keepdims })
  if (ord === 0) return sum(astype(notEqual(given, 0), given.dtype), axes, { keepdims })
  return powerNorm(size, axes, ord, { keepdims })
}
/** The same as `vectorNorm`. */
export const norm = /* @__PURE__ */ named('norm', vectorNorm)

/** Scaled by the largest element, a constant that the result does not depend on, so that no power overflows. */
function powerNorm(size: Tensor, axes: Axes, ord: number, options: ReduceOptions): Tensor {
  const largest = stopGradient(upperBound(size, axes, { keepdims: true }))
  const ordinary = notEqual(multiply(largest, 0), 0)
  const scale = where(ordinary, 1, where(equal(largest, 0), 1, largest))
  const zero = equal(size, 0)
  const powers = power(divide(where(zero, 1, size), scale), ord)
  const total = sum(where(zero, 0, powers), axes, options)
  const nothing = ord < 0 ? any(zero, axes, options) : equal(total, 0)
  const root = power(where(nothing, 1, total), 1 / ord)
  const dropped = options.keepdims ? scale : sum(scale, axes)
  return where(nothing, 0, multiply(root, dropped))
}

/** x divided by its norm along axes, or by `eps` where the norm is smaller. */
export const normalize = /* @__PURE__ */ named(
  'normalize',
  (x: TensorLike, axis: Axes = -1, options?: { readonly ord?: number; readonly eps?: number }): Tensor => {
    const { ord, eps } = optionsOf('', options, { ord: 2, eps: 1e-12 })
    return divide(x, maximum(vectorNorm(x, axis, { ord, keepdims: true }), eps))
  },
)

/**
 * The p-norm of every difference between a row of `a` and a row of `b`; the gradient at coinciding rows is 0.
 * Shapes: [..., m, d] x [..., n, d] -> [..., m, n]
 */
export const cdist = /* @__PURE__ */ named(
  'cdist',
  (a: TensorLike, b: TensorLike, options?: { readonly p?: number }): Tensor => {
    const { p } = optionsOf('', options, { p: 2 })
    // differences of integers would wrap around
    const [x, y] = met('', true, expandDims(a, -2), expandDims(b, -3))
    return vectorNorm(subtract(x, y), -1, { ord: p })
  },
)

/** The p-norm of a - b + eps along the last axis. */
export const pairwiseDistance = /* @__PURE__ */ named(
  'pairwiseDistance',
  (
    a: TensorLike,
    b: TensorLike,
    options?: { readonly p?: number; readonly eps?: number; readonly keepdims?: boolean },
  ): Tensor => {
    const { p, eps, keepdims } = optionsOf('', options, { p: 2, eps: 1e-6, keepdims: false })
    const [x, y] = met('', true, a, b)
    return vectorNorm(add(subtract(x, y), eps), -1, { ord: p, keepdims })
  },
)

/** a.b/(|a| |b|) along an axis; squared norms below eps^2 count as eps^2. Shapes: operands broadcast. */
export const cosineSimilarity = /* @__PURE__ */ named(
  'cosineSimilarity',
  (a: TensorLike, b: TensorLike, options?: { readonly axis?: number; readonly eps?: number }): Tensor => {
    const { axis, eps } = optionsOf('', options, { axis: 1, eps: 1e-8 })
    const [x, y] = met('', true, a, b)
    const along = x.ndim === 1 && axis === 1 ? 0 : axis
    const lengths = multiply(maximum(vectorNorm(x, along), eps), maximum(vectorNorm(y, along), eps))
    return divide(sum(multiply(x, y), along), lengths)
  },
)
