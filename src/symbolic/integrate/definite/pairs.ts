import { constant, fraction, integer, isIntegerNumber, isValue } from '../../build/atoms.ts'
import { call } from '../../build/call.ts'
import { divide, exp, multiplyAll, power, sqrt } from '../../build/product.ts'
import { negate, scale, subtract, sum } from '../../build/sum.ts'
import { dependsOn } from '../../calculus/depends.ts'
import type { Expr } from '../../expr.ts'
import { half, Rational } from '../../number/rational.ts'
import { gamma, pi } from './kernels.ts'
import { infinite, less, monomialOf, sideOf, type Transform } from './transform.ts'

/*
 * Mellin transforms of exp(-a x^p) times a wave or a Bessel function of x^q.
 * Source: DLMF 10.22.49, 10.32.10; Erdelyi et al., Tables of Integral Transforms I, 1954, chapter 4.
 */

type Pair = (nu: Expr, a: Expr, b: Expr) => (s: Expr) => Expr | undefined
const square = (e: Expr): Expr => power(e, integer(2))
const length = (a: Expr, b: Expr): Expr => sum(square(a), square(b))

/** exp(-a t) sin(b t): gamma(s) sin(s atan(b/a))/(a^2 + b^2)^(s/2), and with cos. */
const damped =
  (wave: string): Pair =>
  (_, a, b) =>
  (s) => {
    const angle = multiplyAll([s, call('atan', divide(b, a))])
    const front = power(length(a, b), scale(s, Rational.of(-1, 2)))
    // the first two without gamma and atan: b/(a^2 + b^2), a/(a^2 + b^2); 2 a b/(a^2 + b^2)^2, ...
    if (isValue(s, 1)) return divide(wave === 'sin' ? b : a, length(a, b))
    if (isValue(s, 0)) return wave === 'sin' ? call('atan', divide(b, a)) : constant('zoo')
    if (isIntegerNumber(s))
      return divide(
        multiplyAll([gamma(s), complexPower(a, b, Number(s.value.n), wave)]),
        power(length(a, b), s),
      )
    return multiplyAll([gamma(s), front, call(wave, angle)])
  }

/** The imaginary (for sin) or real part of (a + i b)^n. */
function complexPower(a: Expr, b: Expr, n: number, wave: string): Expr {
  const terms: Expr[] = []
  let binomial = 1
  for (let k = 0; k <= n; k++) {
    if (k % 2 === (wave === 'sin' ? 1 : 0)) {
      const sign = Math.floor(k / 2) % 2 === 0 ? 1 : -1
      terms.push(multiplyAll([integer(sign * binomial), power(a, integer(n - k)), power(b, integer(k))]))
    }
    binomial = (binomial * (n - k)) / (k + 1)
  }
  return sum(...terms)
}

/** exp(-a t) J_nu(b t), for s = 1, nu + 1 and nu + 2. */
const dampedBessel: Pair = (nu, a, b) => (s) => {
  const r = sqrt(length(a, b))
  if (isValue(s, 1)) return divide(power(divide(subtract(r, a), b), nu), r)
  const above = subtract(s, nu)
  const front = (k: number, more: Expr): Expr =>
    divide(
      multiplyAll([more, power(scale(b, Rational.of(2)), nu), gamma(sum(nu, fraction(k, 2)))]),
      multiplyAll([sqrt(pi()), power(length(a, b), sum(nu, fraction(k, 2)))]),
    )
  if (isValue(above, 1)) return front(1, integer(1))
  return isValue(above, 2) ? front(3, scale(a, Rational.of(2))) : undefined
}

/** exp(-a t^2) cos(b t) for odd s and sin for even s: exp(-b^2/(4a)) times a polynomial of b. */
const gaussianWave =
  (wave: string): Pair =>
  (_, a, b) =>
  (s) => {
    const odd = wave === 'sin' ? 1 : 0
    if (
      !isIntegerNumber(s) ||
      Number(s.value.n) < 1 ||
      Number(s.value.n) % 2 === odd ||
      Number(s.value.n) > 24
    )
      return undefined
    // Hermite polynomials: the (s-1)-th derivative of exp(-b^2/(4a)) by b
    const n = Number(s.value.n) - 1
    const terms: Expr[] = []
    let c = Rational.of(1)
    for (let k = 0; 2 * k <= n; k++) {
      const sign = Math.floor(n / 2) % 2 === k % 2 ? 1 : -1
      terms.push(
        scale(
          multiplyAll([power(b, integer(n - 2 * k)), power(scale(a, Rational.of(2)), integer(k - n))]),
          Rational.of(BigInt(sign) * BigInt(c.n)),
        ),
      )
      // n!/(k! 2^k (n - 2k)!) to the next k
      c = Rational.of((BigInt(c.n) * BigInt((n - 2 * k) * (n - 2 * k - 1))) / BigInt(2 * (k + 1)))
    }
    return multiplyAll([
      scale(sqrt(divide(pi(), a)), half),
      exp(negate(divide(square(b), scale(a, Rational.of(4))))),
      sum(...terms),
    ])
  }

/** exp(-a t^2) J_nu(b t) for s = nu + 2. */
const gaussianBessel: Pair = (nu, a, b) => (s) =>
  isValue(subtract(s, nu), 2)
    ? multiplyAll([
        divide(power(b, nu), power(scale(a, Rational.of(2)), sum(nu, integer(1)))),
        exp(negate(divide(square(b), scale(a, Rational.of(4))))),
      ])
    : undefined

const linearPairs: Readonly<Record<string, Pair>> = {
  sin: damped('sin'),
  cos: damped('cos'),
  besselj: dampedBessel,
}
const squarePairs: Readonly<Record<string, Pair>> = {
  sin: gaussianWave('sin'),
  cos: gaussianWave('cos'),
  besselj: gaussianBessel,
}

/** The transform of a product of two functions, one an exponential, or of exp(-a x^p - b/x^p). */
export function pairTransform(factors: readonly Expr[], x: Expr): Transform | undefined {
  const decay = factors.find((f) => f.kind === 'call' && f.name === 'exp')
  if (decay === undefined) return undefined
  if (factors.length === 1) return twoWays(decay.args[0]!, x)
  const other = factors.find((f) => f !== decay)!
  if (factors.length > 2 || other.kind !== 'call' || other.weights.length > 0) return undefined
  const outer = monomialOf(decay.args[0]!, x)
  const inner = monomialOf(other.args.at(-1)!, x)
  if (outer === undefined || inner === undefined) return undefined
  const ratio = divide(outer.p, inner.p)
  const table = isValue(ratio, 1) ? linearPairs : isValue(ratio, 2) ? squarePairs : undefined
  const pair = table !== undefined && Object.hasOwn(table, other.name) ? table[other.name] : undefined
  const nu = other.args.length > 1 ? other.args[0]! : integer(0)
  const a = negate(outer.c)
  const conditions = less(integer(0), a)
  if (pair === undefined || conditions === undefined || sideOf(inner.p) !== 1 || dependsOn(nu, x))
    return undefined
  const needs = other.name === 'besselj' && sideOf(inner.c) !== 1 ? less(integer(0), inner.c) : []
  if (needs === undefined) return undefined
  const of = pair(nu, a, inner.c)
  return {
    at: (s) => {
      const made = of(divide(s, inner.p))
      return made === undefined ? undefined! : divide(made, inner.p)
    },
    low: multiplyAll([other.name === 'sin' ? integer(-1) : negate(nu), inner.p]),
    high: infinite(),
    conditions: [...conditions, ...needs],
  }
}

/** exp(-a x^p - b/x^p): 2 (b/a)^(s/2) K_s(2 sqrt(a b)), over p. */
function twoWays(exponent: Expr, x: Expr): Transform | undefined {
  if (exponent.kind !== 'sum') return undefined
  const terms = exponent.args.flatMap((term, i) =>
    dependsOn(term, x) ? [monomialOf(scale(term, exponent.weights[i]!), x)] : [],
  )
  const [one, two] = terms
  if (terms.length !== 2 || one === undefined || two === undefined) return undefined
  if (!isValue(divide(one.p, two.p), -1)) return undefined
  const [up, down] = sideOf(one.p) === 1 ? [one, two] : [two, one]
  const [a, b] = [negate(up.c), negate(down.c)]
  const conditions = [less(integer(0), a), less(integer(0), b)]
  if (conditions.some((c) => c === undefined)) return undefined
  const rest = exp(
    subtract(
      exponent,
      sum(...exponent.args.flatMap((t, i) => (dependsOn(t, x) ? [scale(t, exponent.weights[i]!)] : []))),
    ),
  )
  return {
    at: (s) => {
      const order = divide(s, up.p)
      return multiplyAll([
        divide(scale(rest, Rational.of(2)), up.p),
        power(divide(b, a), scale(order, half)),
        call('besselk', order, scale(sqrt(multiplyAll([a, b])), Rational.of(2))),
      ])
    },
    low: negate(infinite()),
    high: infinite(),
    conditions: conditions.flatMap((c) => c!),
  }
}
