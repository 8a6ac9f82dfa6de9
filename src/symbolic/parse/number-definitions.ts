import { constant, fraction, integer } from '../build/atoms.ts'
import { call, derivativeCall } from '../build/call.ts'
import { relation, where } from '../build/logic.ts'
import { divide, multiplyAll, power, sqrt } from '../build/product.ts'
import { negate, scale, subtract, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { bernoulli } from '../number/bernoulli.ts'
import { isInteger, Rational, signOf } from '../number/rational.ts'
import { nameByCount } from './names.ts'

/*
 * Sequences of numbers and of polynomials, functions of statistics and of mechanics that are ours by a formula. A
 * sequence at a symbol is the function that continues it.
 */

type Definition = (...args: Expr[]) => Expr | undefined

const one = (): Expr => integer(1)
const isZero = (e: Expr): boolean => e === integer(0)
const log = (x: Expr): Expr => call('log', x)
const zeta = (s: Expr, a?: Expr): Expr =>
  a === undefined ? call('zeta', s) : call(nameByCount('zeta', 2), s, a)

/** Longest number or polynomial that is written out. */
const longest = 400
const wholeOf = (e: Expr): number | undefined =>
  e.kind === 'number' && isInteger(e.value) && signOf(e.value) >= 0 && e.value.n <= longest
    ? Number(e.value.n)
    : undefined

/** (phi^n -+ cos(pi n) phi^-n), over sqrt(5) for the Fibonacci numbers. */
function golden(n: Expr, sign: 1 | -1): Expr {
  const phi = divide(sum(one(), sqrt(integer(5))), integer(2))
  const turn = call('cos', multiplyAll([constant('pi'), n]))
  return sum(power(phi, n), scale(multiplyAll([turn, power(phi, negate(n))]), Rational.of(sign)))
}

function recurrent(n: number, a: bigint, b: bigint): Expr {
  for (let k = 0; k < n; k++) [a, b] = [b, a + b]
  return integer(a)
}

const binomial = (n: number, k: number): bigint => {
  let value = 1n
  for (let i = 0; i < k; i++) value = (value * BigInt(n - i)) / BigInt(i + 1)
  return value
}

/** B_n(x) = sum of binomial(n, k) B_k x^(n-k) */
const bernoulliPolynomial = (n: number, x: Expr): Expr =>
  sum(
    ...Array.from({ length: n + 1 }, (_, k) =>
      multiplyAll([power(x, integer(n - k)), scale(integer(binomial(n, k)), bernoulli(k))]),
    ),
  )

/** E_n(x) = 2/(n+1) (B_(n+1)(x) - 2^(n+1) B_(n+1)(x/2)) */
const eulerPolynomial = (n: number, x: Expr): Expr => {
  const half = bernoulliPolynomial(n + 1, scale(x, Rational.of(1, 2)))
  const difference = subtract(
    bernoulliPolynomial(n + 1, x),
    multiplyAll([integer(1n << BigInt(n + 1)), half]),
  )
  return call('multiply', difference, fraction(2, n + 1))
}

/** x^n times the step, and for negative n the derivatives of the step: Macaulay's brackets of beam theory. */
function singularity(x: Expr, a: Expr, n: Expr): Expr | undefined {
  const u = subtract(x, a)
  if (n.kind !== 'number' || !isInteger(n.value)) return undefined
  const order = Number(n.value.n)
  if (order >= 0) return multiplyAll([power(u, n), call('heaviside', u)])
  return order === -1 ? call('dirac', u) : derivativeCall('dirac', [u], [-order - 1])
}

export const numberDefinitions: Readonly<Record<string, Definition>> = {
  fibonacci: (n, more) => {
    if (n === undefined || more !== undefined) return undefined
    const k = wholeOf(n)
    return k === undefined ? divide(golden(n, -1), sqrt(integer(5))) : recurrent(k, 0n, 1n)
  },
  lucas: (n) => {
    const k = wholeOf(n!)
    return k === undefined ? golden(n!, 1) : recurrent(k, 2n, 1n)
  },
  bernoulli: (n, x) => {
    const k = wholeOf(n!)
    // as SymPy: B_1 = 1/2 for the numbers, -1/2 for the polynomials
    if (k === undefined) return multiplyAll([negate(n!), zeta(subtract(one(), n!), x)])
    return bernoulliPolynomial(k, x ?? one())
  },
  euler: (n, x) => {
    const k = wholeOf(n!)
    if (k === undefined) return undefined
    if (x !== undefined) return eulerPolynomial(k, x)
    return multiplyAll([integer(1n << BigInt(k)), eulerPolynomial(k, fraction(1, 2))])
  },
  // 1 + 2^-m + ... + n^-m
  harmonic: (n, m) => {
    if (m === undefined || m === one()) return m && call('harmonic', n!)
    const k = wholeOf(n!)
    if (k === undefined) return subtract(zeta(m), zeta(m, sum(n!, one())))
    return sum(...Array.from({ length: k }, (_, i) => power(integer(i + 1), negate(m))))
  },
  multigamma: (x, p) => {
    const count = p === undefined ? undefined : wholeOf(p)
    if (count === undefined) return undefined
    const factors = Array.from({ length: count }, (_, k) => call('gamma', sum(x!, fraction(-k, 2))))
    return multiplyAll([power(constant('pi'), fraction(count * (count - 1), 4)), ...factors])
  },
  riemann_xi: (s) =>
    multiplyAll([
      fraction(1, 2),
      s!,
      subtract(s!, one()),
      call('gamma', divide(s!, integer(2))),
      zeta(s!),
      power(constant('pi'), scale(s!, Rational.of(-1, 2))),
    ]),
  SingularityFunction: (x, a, n) => (n === undefined ? undefined : singularity(x!, a!, n)),
  KroneckerDelta: (i, j) => (j === undefined ? undefined : where(relation('==', i!, j), one(), integer(0))),
  spence: (x) => call('polylog', integer(2), subtract(one(), x!)),
  exprel: (x) => where(relation('==', x!, integer(0)), one(), divide(call('expm1', x!), x!)),
  entr: (x) => negate(call('xlogy', x!, x!)),
  rel_entr: (x, y) => (y === undefined ? undefined : call('xlogy', x!, divide(x!, y))),
  kl_div: (x, y) => (y === undefined ? undefined : sum(call('xlogy', x!, divide(x!, y)), negate(x!), y)),
  boxcox: (x, p) => {
    if (p === undefined) return undefined
    if (isZero(p)) return log(x!)
    return divide(subtract(power(x!, p), one()), p)
  },
  pseudo_huber: (d, x) => {
    if (x === undefined) return undefined
    const ratio = power(divide(x, d!), integer(2))
    return multiplyAll([power(d!, integer(2)), subtract(sqrt(sum(one(), ratio)), one())])
  },
}
