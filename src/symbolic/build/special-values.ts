import type { Expr } from '../expr.ts'
import { absolute, add, isZero, minusOne, multiply, negate, Rational } from '../number/rational.ts'
import { constant, fraction, integer, isConstant, isValue, node, rational } from './atoms.ts'
import { divide, multiplyAll, power } from './product.ts'
import { scale, sum } from './sum.ts'

/** The exact value of a function at arguments, or undefined where it has nothing to say. */
export type ValueRule = (x: Expr, args: readonly Expr[]) => Expr | undefined

const pi = (): Expr => constant('pi')
const at =
  (point: number, value: () => Expr): ValueRule =>
  (x) =>
    isValue(x, point) ? value() : undefined
const atZero = (value: number): ValueRule => at(0, () => integer(value))

/** zeta(2n) = (-1)^(n+1) B_2n (2 pi)^(2n) / (2 (2n)!) and zeta(-n) = -B_(n+1)/(n+1), for the Bernoulli numbers B. */
const zeta: ValueRule = (s) => {
  if (isValue(s, 1)) return constant('zoo')
  if (isConstant(s, 'oo')) return integer(1)
  if (s.kind !== 'number' || s.value.d !== 1 || Math.abs(Number(s.value.n)) > 60) return undefined
  const n = Number(s.value.n)
  if (n === 0) return fraction(-1, 2)
  if (n < 0) return n % 2 === 0 ? integer(0) : rational(divideNumbers(negate(bernoulli(1 - n)), 1 - n))
  if (n % 2 === 1) return undefined
  let c = absolute(bernoulli(n))
  for (let k = 1; k <= n; k++) c = multiply(c, Rational.of(2, k))
  return scale(power(pi(), s), multiply(c, Rational.small(1, 2)))
}
const divideNumbers = (a: Rational, n: number): Rational => multiply(a, Rational.of(1, n))

/** The Bernoulli number B_n, by the triangle of Akiyama and Tanigawa (with B_1 = 1/2). */
function bernoulli(n: number): Rational {
  const row: Rational[] = []
  for (let m = 0; m <= n; m++) {
    row[m] = Rational.of(1, m + 1)
    for (let j = m; j >= 1; j--) row[j - 1] = multiply(Rational.of(j), add(row[j - 1]!, negate(row[j]!)))
  }
  return row[0]!
}

/** start (start + step) ... with count factors, or undefined where that is not small or whole. */
function factors(start: Expr, count: Expr | undefined, step: number): Expr | undefined {
  if (count?.kind !== 'number' || count.value.d !== 1) return undefined
  const n = Number(count.value.n)
  if (Math.abs(n) > (start.kind === 'number' ? 3000 : 16)) return undefined
  const terms: Expr[] = []
  for (let k = 0; k < Math.abs(n); k++) terms.push(sum(start, integer(n > 0 ? k * step : -(k + 1) * step)))
  const value = multiplyAll(terms)
  return n >= 0 ? value : power(value, integer(-1))
}

const doubleFactorial: ValueRule = (x) => {
  if (x.kind !== 'number' || x.value.d !== 1 || x.value.n < -1 || x.value.n > 3000) return undefined
  let value = 1n
  for (let k = BigInt(x.value.n); k > 1n; k -= 2n) value *= k
  return integer(value)
}

const harmonic: ValueRule = (x) => {
  if (x.kind !== 'number' || x.value.d !== 1 || x.value.n < 0 || x.value.n > 1000) return undefined
  let value = Rational.of(0)
  for (let k = 1; k <= x.value.n; k++) value = add(value, Rational.of(1, k))
  return rational(value)
}

/** Exact values of the special functions. */
export const specialValues: Readonly<Record<string, ValueRule>> = {
  factorial2: doubleFactorial,
  harmonic,
  risingfactorial: (x, [, n]) => factors(x, n, 1),
  fallingfactorial: (x, [, n]) => factors(x, n, -1),
  polygamma: (n, [, x]) =>
    isValue(n, 0)
      ? node('call', 'digamma', [x!])
      : isValue(n, 1)
        ? node('call', 'trigamma', [x!])
        : undefined,
  trigamma: at(1, () => scale(power(pi(), integer(2)), Rational.small(1, 6))),
  erfi: atZero(0),
  erfinv: atZero(0),
  Si: atZero(0),
  Shi: atZero(0),
  fresnels: atZero(0),
  fresnelc: atZero(0),
  ...Object.fromEntries(['relu', 'gelu', 'silu', 'mish', 'elu', 'softsign'].map((name) => [name, atZero(0)])),
  LambertW: (x, [, k]) =>
    k !== undefined
      ? isValue(k, 0)
        ? node('call', 'LambertW', [x])
        : undefined
      : isValue(x, 0)
        ? x
        : isConstant(x, 'E')
          ? integer(1)
          : undefined,
  zeta,
  polylog: (s, [, x]) =>
    x !== undefined && isValue(x, 0)
      ? x
      : isValue(s, 1)
        ? scale(node('call', 'log', [sum(integer(1), scale(x!, minusOne))]), minusOne)
        : isValue(s, 0)
          ? divide(x!, sum(integer(1), scale(x!, minusOne)))
          : undefined,
  besselj: (n, [, x]) =>
    x !== undefined && isValue(x, 0) && n.kind === 'number' && n.value.d === 1
      ? integer(isZero(n.value) ? 1 : 0)
      : undefined,
  besseli: (n, [, x]) =>
    x !== undefined && isValue(x, 0) && n.kind === 'number' && n.value.d === 1
      ? integer(isZero(n.value) ? 1 : 0)
      : undefined,
  elliptic_k: at(0, () => scale(pi(), Rational.small(1, 2))),
  elliptic_e: (m) =>
    isValue(m, 0) ? scale(pi(), Rational.small(1, 2)) : isValue(m, 1) ? integer(1) : undefined,
}
