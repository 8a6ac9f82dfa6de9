import {
  abs,
  add,
  divide,
  less,
  lgamma,
  log,
  multiply,
  square,
  subtract,
  type Tensor,
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
  const rest = multiply(multiply(square(s), 2), polynomial(odd, square(s)))
  return multiply(s, subtract(rest, u))
}

/**
 * log(x p(x)) = a log x - x - lgamma(a) of the gamma distribution, without loss for large a. `away` is x - a.
 */
export function logKernel(a: Tensor, x: Tensor, away: Tensor = subtract(x, a)): Tensor {
  const isSmall = less(a, 10)
  const [little, large] = [where(isSmall, a, 1), where(isSmall, 10, a)]
  const direct = subtract(subtract(xlogy(little, x), x), lgamma(little))
  const off = divide(away, large)
  const isNear = less(abs(off), 0.5)
  const excess = where(isNear, logExcess(where(isNear, off, 0)), subtract(log(divide(x, large)), off))
  const root = multiply(log(divide(large, 2 * Math.PI)), 0.5)
  const uniform = subtract(add(root, multiply(large, excess)), stirlingRest(large))
  return where(isSmall, direct, uniform)
}
