/*
 * Values of elementwise operations that JavaScript has no function for, at one place.
 */

/** Half to even, as IEEE 754's default and NumPy's round. */
export function roundNearestEven(x: number): number {
  const rounded = Math.round(x)
  return Math.abs(x % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : x < 0 && rounded === 0 ? -0 : rounded
}

/** cosh and sinh overflow before their reciprocals vanish. */
export function sech(x: number): number {
  const e = Math.exp(-Math.abs(x))
  return (2 * e) / (1 + e * e)
}
export const csch = (x: number): number =>
  Math.abs(x) > 20 ? 2 * Math.sign(x) * Math.exp(-Math.abs(x)) : 1 / Math.sinh(x)

export const logistic = (x: number): number => {
  if (x >= 0) return 1 / (1 + Math.exp(-x))
  const e = Math.exp(x)
  return e / (1 + e)
}

/** Near 1/2 the quotient is near 1, where log alone would lose the digits. */
export const logit = (x: number): number =>
  Math.abs(x - 0.5) < 0.25 ? Math.log1p((2 * x - 1) / (1 - x)) : Math.log(x / (1 - x))

/** log(1 + exp(x)) */
export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))

/** x - tanh(x); near 0, where the difference cancels, by the continued fraction tanh(x) = x/(1 + x^2/(3 + x^2/(5 + ...))). */
export function tanhshrink(x: number): number {
  if (!(Math.abs(x) < 1)) return x - Math.tanh(x)
  const square = x * x
  let tail = 21
  for (let n = 19; n >= 3; n -= 2) tail = n + square / tail
  // x - x/(1 + q) = x*q/(1 + q) with q = x^2/tail
  const q = square / tail
  return (x * q) / (1 + q)
}

export const logaddexp = (a: number, b: number): number =>
  a === b ? a + Math.LN2 : Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)))

/** As C99 has it: 1 wherever the base is 1, or -1 with an infinite exponent, where JavaScript has no number. */
export const power = (x: number, y: number): number =>
  x === 1 || y === 0 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y

export function integerPower(x: number, y: number): number {
  if (y < 0) return x === 1 ? 1 : x === -1 ? (y % 2 ? -1 : 1) : 0
  let result = 1
  for (let base = x, n = y; n > 0; n = Math.floor(n / 2)) {
    if (n % 2) result = Math.imul(result, base)
    base = Math.imul(base, base)
  }
  return result
}
