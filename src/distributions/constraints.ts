import {
  abs,
  add,
  all,
  cholesky,
  diagonal,
  equal,
  floor,
  greater,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  multiply,
  square,
  subtract,
  sum,
  type Tensor,
  type TensorLike,
  tril,
} from '../tensor/core.ts'
import { transposed } from './spread.ts'

/** What values are allowed. */
export interface Constraint {
  /** The rule in words, as an error tells it. */
  readonly text: string
  /** Where `x` keeps to it: a bool for each number, or for each event where events are vectors or matrices. */
  holds(x: Tensor): Tensor
  /** A value that keeps to it, or the number that each element of one may be, away from ends where a density has no slope. */
  readonly inner: TensorLike
}

/** Numbers, or whole numbers, between two bounds. */
export interface Interval extends Constraint {
  readonly lower: TensorLike
  readonly upper: TensorLike
  /** Whole numbers alone. */
  readonly whole: boolean
  /** Whether a plain number keeps to it, where the bounds are plain too. */
  admits(x: number): boolean
}

interface IntervalOptions {
  readonly open?: 'lower' | 'upper' | 'both' | undefined
  readonly whole?: boolean
  readonly inner?: TensorLike
}

/** The numbers from `lower` to `upper`; an infinite end is open. */
export function interval(
  text: string,
  lower: TensorLike,
  upper: TensorLike,
  { open, whole = false, inner = 0 }: IntervalOptions = {},
): Interval {
  const [aboveLower, belowUpper] = [open === 'lower' || open === 'both', open === 'upper' || open === 'both']
  return {
    text,
    lower,
    upper,
    inner,
    whole,
    holds(x) {
      const within = logicalAnd(
        (aboveLower ? greater : greaterEqual)(x, lower),
        (belowUpper ? less : lessEqual)(x, upper),
      )
      return whole ? logicalAnd(within, equal(x, floor(x))) : within
    },
    admits: (x) =>
      (aboveLower ? x > Number(lower) : x >= Number(lower)) &&
      (belowUpper ? x < Number(upper) : x <= Number(upper)) &&
      (!whole || Number.isInteger(x)),
  }
}

/** Finite numbers. */
export const real = /* @__PURE__ */ interval('finite', -Infinity, Infinity, { open: 'both' })
/** Finite numbers above 0. */
export const positive = /* @__PURE__ */ interval('finite and above 0', 0, Infinity, {
  open: 'both',
  inner: 1,
})
/** Finite numbers from 0 on. */
export const nonnegative = /* @__PURE__ */ interval('finite and not below 0', 0, Infinity, {
  open: 'upper',
  inner: 1,
})
/** Numbers from 0 to 1. */
export const unit = /* @__PURE__ */ interval('from 0 to 1', 0, 1, { inner: 0.5 })
/** Numbers between 0 and 1. */
export const openUnit = /* @__PURE__ */ interval('between 0 and 1', 0, 1, { open: 'both', inner: 0.5 })
/** 0, 1, 2, ... */
export const natural = /* @__PURE__ */ interval('a whole number from 0 on', 0, Infinity, {
  open: 'upper',
  whole: true,
})
/** 0 and 1. */
export const zeroOrOne = /* @__PURE__ */ interval('0 or 1', 0, 1, { whole: true })

/** Vectors of numbers that each keep to a rule, and as a whole to another. */
const vectors = (text: string, each: Interval, inner = 0, whole?: (x: Tensor) => Tensor): Constraint => ({
  text,
  inner,
  holds(x) {
    const kept = all(each.holds(x), -1)
    return whole ? logicalAnd(kept, whole(x)) : kept
  },
})

/** Vectors of finite numbers. */
export const realVector = /* @__PURE__ */ vectors('finite', real)
/** Vectors of n numbers from 0 on that add up to 1, within 1e-6 (in float32 1e-5). */
export const simplex = (n: number): Constraint =>
  vectors('not below 0 and of sum 1', unit, 1 / n, (x) =>
    less(abs(subtract(sum(x, -1), 1)), x.dtype === 'float64' ? 1e-6 : 1e-5),
  )
/** Vectors of one 1 among zeros. */
export const oneHotVector = /* @__PURE__ */ vectors('one 1 among zeros', zeroOrOne, 0, (x) =>
  equal(sum(x, -1), 1),
)
/** Vectors of counts that add up to `total`. */
export const countsOf = (total: number): Constraint =>
  vectors(`counts of sum ${total}`, natural, 0, (x) => equal(sum(x, -1), total))

/** Symmetric matrices (within 1e-6 of themselves, in float32 1e-5) with positive eigenvalues. */
export const positiveDefinite = (identity: Tensor): Constraint => ({
  text: 'symmetric, with eigenvalues above 0',
  inner: identity,
  holds(x) {
    const near = multiply(add(abs(x), abs(transposed(x))), x.dtype === 'float64' ? 1e-6 : 1e-5)
    const isSymmetric = all(lessEqual(abs(subtract(x, transposed(x))), near), [-2, -1])
    return logicalAnd(isSymmetric, all(greater(diagonal(cholesky(x), { axes: [-2, -1] }), 0), -1))
  },
})
/** Lower triangular matrices with a positive diagonal and rows of length 1 (within 1e-6, in float32 1e-5). */
export const correlationFactor = (identity: Tensor): Constraint => ({
  text: 'lower triangular, of rows of length 1, with a diagonal above 0',
  inner: identity,
  holds(x) {
    const away = abs(subtract(sum(square(x), -1), 1))
    const isUnit = all(less(away, x.dtype === 'float64' ? 1e-6 : 1e-5), -1)
    const isPositive = all(greater(diagonal(x, { axes: [-2, -1] }), 0), -1)
    return logicalAnd(logicalAnd(isUnit, isPositive), all(equal(x, tril(x)), [-2, -1]))
  },
})
