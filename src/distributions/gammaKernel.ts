import {
  abs,
  add,
  customJvp,
  digamma,
  divide,
  greater,
  greaterEqual,
  less,
  lgamma,
  log,
  log1p,
  logicalAnd,
  multiply,
  negative,
  reciprocal,
  square,
  subtract,
  type Tensor,
  trigamma,
  where,
  xlogy,
} from '../tensor/core.ts'

/** c0 + c1 x + c2 x^2 + ... */
export const polynomial = (coefficients: readonly number[], x: Tensor): Tensor =>
  coefficients.reduceRight<Tensor>((rest, c) => add(multiply(rest, x), c), multiply(x, 0))

/** What Stirling's formula for log gamma(a) lacks, for a >= 10. */
export const stirlingRest = (a: Tensor): Tensor =>
  divide(
    polynomial([1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360], divide(1, square(a))),
    a,
  )

/** 1/3, 1/5, ... 1/37 */
const odd = Array.from({ length: 18 }, (_, k) => 1 / (2 * k + 3))

/** log(1 + u) - u for |u| <= 1/2 to the last digits: with s = u/(2 + u), log(1 + u) = 2 (s + s^3/3 + s^5/5 + ...). */
export function logExcess(u: Tensor): Tensor {
  const s = divide(u, add(u, 2))
  const series = u.dtype === 'float32' ? odd.slice(0, 8) : odd
  const rest = multiply(multiply(square(s), 2), polynomial(series, square(s)))
  return multiply(s, subtract(rest, u))
}

/** A series in 1/x from 16 on, where the difference of two functions would lose its digits. */
export function restOf(x: Tensor, far: (inverse: Tensor) => Tensor, near: (x: Tensor) => Tensor): Tensor {
  const isLarge = greater(x, 16)
  return where(isLarge, far(reciprocal(where(isLarge, x, 16))), near(where(isLarge, 1, x)))
}

/** The numbers of Bernoulli B_2, B_4, ... */
export const bernoulliNumbers = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510]

/** trigamma(x) - 1/x */
export const trigammaRest = (x: Tensor): Tensor =>
  restOf(
    x,
    (v) => multiply(square(v), add(0.5, multiply(v, polynomial(bernoulliNumbers, square(v))))),
    (x) => subtract(trigamma(x), reciprocal(x)),
  )

const integrated = bernoulliNumbers.map((b, k) => -b / (2 * k + 2))
/** digamma(x) - log x at x = 1/v from 10 on. */
export const digammaSeries = (v: Tensor): Tensor =>
  multiply(v, add(-0.5, multiply(v, polynomial(integrated, square(v)))))

/** digamma(x) - log x, of which that is the derivative */
export const digammaRest = (x: Tensor): Tensor =>
  restOf(x, digammaSeries, (x) => subtract(digamma(x), log(x)))

/** log(x/a) for away = x - a. */
export function logRatio(a: Tensor, x: Tensor, away: Tensor): Tensor {
  const off = divide(away, a)
  return where(less(abs(off), 0.5), log1p(off), log(divide(x, a)))
}

/** a log x - x - lgamma(a) for a >= 10 and away = x - a. */
const largeKernel = /* @__PURE__ */ customJvp(
  (a: Tensor, x: Tensor, away: Tensor): Tensor => {
    const off = divide(away, a)
    const isNear = less(abs(off), 0.5)
    const excess = where(isNear, logExcess(where(isNear, off, 0)), subtract(log(divide(x, a)), off))
    const root = multiply(log(divide(a, 2 * Math.PI)), 0.5)
    return subtract(add(root, multiply(a, excess)), stirlingRest(a))
  },
  ([a, x, away], [da, dx]) => {
    const byA = subtract(logRatio(a, x, away), digammaSeries(reciprocal(a)))
    return subtract(multiply(byA, da), multiply(divide(away, x), dx))
  },
)

/** log(x p(x)) = a log x - x - lgamma(a) of the gamma distribution, without loss for large a. `away` is x - a. */
export function logKernel(a: Tensor, x: Tensor, away: Tensor = subtract(x, a)): Tensor {
  const isSmall = less(a, 10)
  const little = where(isSmall, a, 1)
  const direct = subtract(subtract(xlogy(little, x), x), lgamma(little))
  return where(isSmall, direct, largeKernel(where(isSmall, 10, a), x, away))
}

/** lgamma(a) - a log a + a */
export const lgammaRest = (a: Tensor): Tensor => negative(logKernel(a, a, multiply(a, 0)))

/** `direct`, but where x is near a large a `ofKernel` of log(x p(x)): there differences of large numbers would lose digits. */
export function steady(
  a: Tensor,
  x: Tensor,
  direct: Tensor,
  ofKernel: (logKernel: Tensor) => Tensor,
): Tensor {
  const isNear = logicalAnd(greaterEqual(a, 10), less(abs(subtract(x, a)), divide(a, 2)))
  const [p, z] = [where(isNear, a, 10), where(isNear, x, 10)]
  return where(isNear, ofKernel(largeKernel(p, z, subtract(z, p))), direct)
}
