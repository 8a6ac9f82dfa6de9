import { named } from '../../errors.ts'
import { isFloat } from '../../graph/dtype.ts'
import { optionsOf } from '../../options.ts'
import { tensorsApart } from '../apart.ts'
import { floatNode, met, type TensorLike, toTensor } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { fmod } from './elementary.ts'
import {
  abs,
  add,
  astype,
  divide,
  equal,
  exp2,
  floor,
  greater,
  greaterEqual,
  isfinite,
  isinf,
  isnan,
  less,
  lessEqual,
  log1p,
  log2,
  logicalAnd,
  logicalOr,
  maximum,
  minimum,
  multiply,
  negative,
  notEqual,
  reciprocal,
  round,
  sign,
  square,
  stopGradient,
  subtract,
  trunc,
  where,
} from './elementwise.ts'
import { power } from './power.ts'
import { all, amax, amin } from './reduction.ts'
import type { Binary, Unary } from './rows.ts'

/** The tensor itself. */
export const positive = (x: TensorLike): Tensor => toTensor(x, 'positive')
/** The same as `amax`. */
export const max = /* @__PURE__ */ named('max', amax)
/** The same as `amin`. */
export const min = /* @__PURE__ */ named('min', amin)
/** The same as `divide`. */
export const trueDivide: Binary = /* @__PURE__ */ named('trueDivide', divide)
/** The square of the difference, (a - b)^2. */
export const squaredDifference = /* @__PURE__ */ named(
  'squaredDifference',
  (a: TensorLike, b: TensorLike): Tensor => square(subtract(a, b)),
)
/** a^b in floating point, whatever the operands are. */
export const floatPower = (a: TensorLike, b: TensorLike): Tensor => power(...met('floatPower', true, a, b))

/** Limits for `clip`; a bound that is left out does not bind. */
export interface ClipOptions {
  readonly min?: TensorLike | undefined
  readonly max?: TensorLike | undefined
}

/**
 * The nearest number in [min, max]. The gradient goes to `x` where it lies inside or on a bound, else to the bound.
 * NaN stays NaN.
 *
 * @example
 * clip(tensor([-2, 0.5, 9]), -1, 1) // [-1, 0.5, 1]
 */
export const clip = /* @__PURE__ */ named(
  'clip',
  (x: TensorLike, min?: TensorLike | ClipOptions | null, max?: TensorLike | ClipOptions | null): Tensor => {
    const [[low, high], how] = tensorsApart<ClipOptions>(min, max, undefined)
    const bounds = optionsOf('', how, { min: low, max: high })
    const given = toTensor(x)
    let inside: Tensor | undefined
    let limited = stopGradient(given)
    if (bounds.min !== undefined) {
      inside = greaterEqual(given, bounds.min)
      limited = maximum(limited, bounds.min)
    }
    if (bounds.max !== undefined) {
      const below = lessEqual(given, bounds.max)
      inside = inside ? logicalAnd(inside, below) : below
      limited = minimum(limited, bounds.max)
    }
    return inside ? where(inside, given, limited) : given
  },
)
/** The same as `clip`. */
export const clamp = /* @__PURE__ */ named('clamp', clip)

/** Whether a remainder that is not 0 and the divisor have different signs. */
const opposed = (rest: Tensor, b: Tensor): Tensor => logicalAnd(rest, notEqual(less(rest, 0), less(b, 0)))

/** The remainder with the sign of the divisor, as Python's % and NumPy's mod: a - b*floor(a/b). */
export function remainder(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = met('remainder', false, a, b)
  const rest = fmod(x, y)
  return where(opposed(rest, y), add(rest, y), rest)
}
/** The same as `remainder`. */
export const mod = /* @__PURE__ */ named('mod', remainder)

/**
 * floor(a/b), without the rounding of a/b: 1 holds 9 times 0.1, which is a little more than a tenth. Integers keep their
 * dtype: -2147483648 by -1 wraps around to itself, as NumPy's; by 0 there is the largest integer, the smallest, or 0.
 */
export function floorDivide(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = met('floorDivide', false, a, b)
  const rest = fmod(x, y)
  const { dtype } = rest
  // the quotient of integers of 32 bits is further from a whole number than float64 rounds, unless it is one
  if (!isFloat(dtype))
    return where(equal(y, -1), negative(x), astype(floor(divide(astype(x, 'float64'), y)), dtype))
  const whole = subtract(round(divide(subtract(x, rest), y)), opposed(rest, y))
  // by 0 it is infinite, and 0 has the sign of the quotient
  const quotient = stopGradient(divide(x, y))
  return where(equal(y, 0), quotient, where(whole, whole, multiply(quotient, 0)))
}

/** [floor(a/b), a - b*floor(a/b)], which fit together: a is b times the first, plus the second. */
export const divmod = /* @__PURE__ */ named('divmod', (a: TensorLike, b: TensorLike): [Tensor, Tensor] => [
  floorDivide(a, b),
  remainder(a, b),
])

const numberFirst = (operation: string, better: Binary): Binary =>
  named(operation, (a, b) => where(logicalOr(better(a, b), isnan(b)), a, b))
/** The larger of two; a NaN loses against a number. */
export const fmax = /* @__PURE__ */ numberFirst('fmax', greaterEqual)
/** The smaller of two; a NaN loses against a number. */
export const fmin = /* @__PURE__ */ numberFirst('fmin', lessEqual)

/** True for negative numbers, -0 included. */
export function signbit(x: TensorLike): Tensor {
  const given = toTensor(x, 'signbit')
  return less(where(equal(given, 0), reciprocal(given), given), 0)
}

/** |a| with the sign of b (-0 counts as negative). */
export function copysign(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = met('copysign', true, a, b)
  const size = abs(x)
  return where(signbit(y), negative(size), size)
}

/** 0 for negative x, 1 for positive, `atZero` at 0. */
export const heaviside: Binary = /* @__PURE__ */ named('heaviside', (x, atZero) => {
  const node = floatNode(x)
  const step = astype(greater(x, 0), node.dtype)
  return where(isnan(x), x, where(equal(x, 0), atZero, step))
})

/** The fraction that is left when `trunc` is taken off; it has the sign of x. */
export const frac: Unary = /* @__PURE__ */ named('frac', (x) => subtract(x, trunc(x)))

/** Numbers in place of NaN and the infinities; those elements have no gradient. */
export function nanToNum(
  x: TensorLike,
  options?: { readonly nan?: number; readonly posinf?: number; readonly neginf?: number },
): Tensor {
  const given = toTensor(x, 'nanToNum')
  if (!isFloat(given.dtype)) return given
  const largest = given.dtype === 'float64' ? Number.MAX_VALUE : 3.4028234663852886e38
  const { nan, posinf, neginf } = optionsOf('nanToNum', options, {
    nan: 0,
    posinf: largest,
    neginf: -largest,
  })
  const finite = where(equal(given, Infinity), posinf, where(equal(given, -Infinity), neginf, given))
  return where(isnan(given), nan, finite)
}

/** log2(2^a + 2^b): the larger, plus log2(1 + 2^d) with the difference d of the smaller and the larger. */
export function logaddexp2(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = met('logaddexp2', true, a, b)
  // selected, not |x - y| and the maximum: they have kinks where both are the same, which the sum has not
  const ordered = less(x, y)
  const [larger, smaller] = [where(ordered, y, x), where(ordered, x, y)]
  const difference = where(logicalAnd(equal(x, y), isinf(x)), 0, subtract(smaller, larger))
  return add(larger, divide(log1p(exp2(difference)), Math.LN2))
}

const scaled = (name: string, by: number): Unary => named(name, (x) => multiply(x, by))

/** Degrees to radians: pi x/180. */
export const deg2rad = /* @__PURE__ */ scaled('deg2rad', Math.PI / 180)
/** Radians to degrees: 180 x/pi. */
export const rad2deg = /* @__PURE__ */ scaled('rad2deg', 180 / Math.PI)
/** The same as `deg2rad`. */
export const radians = /* @__PURE__ */ scaled('radians', Math.PI / 180)
/** The same as `rad2deg`. */
export const degrees = /* @__PURE__ */ scaled('degrees', 180 / Math.PI)

/** x * 2^n; in three steps, since 2^n alone may be too large, or too small, where the product is not. */
export function ldexp(x: TensorLike, n: TensorLike): Tensor {
  const [base, exponent] = met('ldexp', true, x, n)
  // three of these take all but 0 out of range, and 0 times an infinite 2^n is NaN for an infinite n only
  const most = base.dtype === 'float32' ? 127 : 999
  const bounded = (y: Tensor): Tensor => clip(y, -most, most)
  const third = bounded(floor(divide(exponent, 3)))
  const step = exp2(third)
  const rest = bounded(subtract(exponent, multiply(third, 2)))
  return multiply(multiply(multiply(base, step), step), exp2(where(isfinite(exponent), rest, exponent)))
}

/** start + weight*(end - start), exact at both ends. */
export function lerp(start: TensorLike, end: TensorLike, weight: TensorLike): Tensor {
  const [from, to, part] = met('lerp', false, start, end, weight)
  const step = subtract(to, from)
  return where(
    less(abs(part), 0.5),
    add(from, multiply(part, step)),
    subtract(to, multiply(step, subtract(1, part))),
  )
}

export interface ScaleOptions {
  readonly value?: number
}

/** x + value*a*b */
export const addcmul = (x: TensorLike, a: TensorLike, b: TensorLike, options?: ScaleOptions): Tensor => {
  const { value } = optionsOf('addcmul', options, { value: 1 })
  const [sum, p, q] = met('addcmul', false, x, a, b)
  return add(sum, multiply(value, multiply(p, q)))
}
/** x + value*a/b */
export const addcdiv = (x: TensorLike, a: TensorLike, b: TensorLike, options?: ScaleOptions): Tensor => {
  const { value } = optionsOf('addcdiv', options, { value: 1 })
  const [sum, p, q] = met('addcdiv', false, x, a, b)
  return add(sum, multiply(value, divide(p, q)))
}

export interface CloseOptions {
  readonly rtol?: number
  readonly atol?: number
  /** NaN is close to NaN. */
  readonly equalNan?: boolean
}

/** |a - b| <= atol + rtol*|b|; equal infinities are close. */
export function isclose(a: TensorLike, b: TensorLike, options?: CloseOptions): Tensor {
  const { rtol, atol, equalNan } = optionsOf('isclose', options, {
    rtol: 1e-5,
    atol: 1e-8,
    equalNan: false,
  })
  const [x, y] = met('isclose', false, a, b)
  const size = abs(y)
  const bound = add(atol, multiply(rtol, size))
  const near = logicalAnd(lessEqual(abs(subtract(x, y)), bound), less(size, Infinity))
  const close = logicalOr(equal(x, y), near)
  return equalNan ? logicalOr(close, logicalAnd(isnan(x), isnan(y))) : close
}

/** Are all elements close? See `isclose`. Returns a JavaScript boolean, so the values are computed. */
export const allclose = /* @__PURE__ */ named(
  'allclose',
  (a: TensorLike, b: TensorLike, options?: CloseOptions): boolean => all(isclose(a, b, options)).item() === 1,
)

/** The exponent and fraction of base 2: x = mantissa * 2^exponent with 1/2 <= |mantissa| < 1. */
export function frexp(x: TensorLike): { mantissa: Tensor; exponent: Tensor } {
  const given = new Tensor(floatNode(x, 'frexp'))
  const absolute = stopGradient(abs(given))
  const ordinary = logicalAnd(absolute, isfinite(absolute))
  const size = where(ordinary, absolute, 1)
  const rough = add(floor(log2(size)), 1)
  // log2 rounds: near a power of two the guess may be one too large or too small.
  const scaled = ldexp(size, negative(rough))
  const fixed = subtract(add(rough, greaterEqual(scaled, 1)), less(scaled, 0.5))
  const exponent = where(ordinary, fixed, 0)
  return { mantissa: ldexp(given, negative(exponent)), exponent: astype(exponent, 'int32') }
}

/** sign(x): -1, 0 or 1; PyTorch's name for real numbers. */
export const sgn = /* @__PURE__ */ named('sgn', sign)
/** True where x is +infinity. */
export const isposinf: Unary = /* @__PURE__ */ named('isposinf', (x) => equal(x, Infinity))
/** Where x is -infinity. */
export const isneginf: Unary = /* @__PURE__ */ named('isneginf', (x) => equal(x, -Infinity))
