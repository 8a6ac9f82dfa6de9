import { constant, fraction, integer, isIntegerNumber } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { power, sqrt } from '../build/product.ts'
import { scale } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { bernoulli } from '../number/bernoulli.ts'
import { add, half, minusOne, multiply, Rational, signOf } from '../number/rational.ts'
import { hankelCoefficient } from './bessel.ts'
import { lambertAtBranch, wright } from './lambert.ts'
import { type ExpandOptions, logarithm } from './parts.ts'
import {
  addSeries,
  compose,
  inverse,
  leading,
  monomial,
  multiplySeries,
  onePlusPower,
  type Puiseux,
  relativeRest,
  shift,
} from './puiseux.ts'
import { tailCoefficient } from './tails.ts'

/** Expansions where the argument grows without bound (its leading exponent is negative). */
export function asymptotic(e: Expr, u: Puiseux, cut: Rational, options: ExpandOptions): Puiseux | undefined {
  const first = leading(u)!
  const sign = options.sign(first.coefficient)
  if (sign === undefined) return undefined
  const small = inverse(u, cut)
  if (options.flat === true && (e.name === 'tanh' || e.name === 'coth' || e.name === 'erf'))
    return addSeries([monomial(integer(sign)), { terms: [], order: cut }])
  switch (e.name) {
    case ' wright':
    case ' lower wright':
      return sign < 0 ? undefined : wright(e, u, small, cut, options, e.name === ' lower wright')
    case 'atan': {
      // atan u = +-pi/2 - atan(1/u)
      const odd = (k: number): Expr => (k % 2 === 0 ? integer(0) : fraction(k % 4 === 1 ? -1 : 1, k))
      return addSeries([monomial(scale(constant('pi'), Rational.small(sign, 2))), compose(odd, small, cut)])
    }
    case 'lgamma':
    case ' stirling': {
      if (sign < 0) return undefined
      // log gamma(u) = (u - 1/2) log u - u + log(2 pi)/2 + sum B_2k/(2k (2k - 1) u^(2k - 1))
      const rest = compose(
        (k) =>
          k % 2 === 0
            ? integer(0)
            : scale(integer(1), multiply(bernoulli(k + 1), Rational.of(1, k * (k + 1)))),
        small,
        cut,
      )
      if (e.name === ' stirling') return rest
      const log = logarithm(u, add(cut, multiply(first.exponent, minusOne)), options, e)
      const main = multiplySeries(addSeries([u, monomial(fraction(-1, 2))]), log, cut)
      const constantPart = scale(call('log', scale(constant('pi'), Rational.of(2))), half)
      return addSeries([main, shift(u, Rational.of(0), integer(-1)), monomial(constantPart), rest])
    }
    case 'digamma': {
      if (sign < 0) return undefined
      const log = logarithm(u, cut, options, e)
      const tail = compose(
        (k) =>
          k === 0
            ? integer(0)
            : k === 1
              ? fraction(-1, 2)
              : scale(integer(-1), multiply(bernoulli(k), Rational.of(1, k))),
        small,
        cut,
      )
      return addSeries([log, tail])
    }
    case 'trigamma':
    case 'polygamma': {
      // (-1)^(n-1) ((n-1)!/u^n + n!/(2 u^(n+1)) + sum B_2k (2k + n - 1)!/((2k)! u^(2k + n)))
      const n = e.name === 'trigamma' ? integer(1) : e.args[0]!
      if (sign < 0 || !isIntegerNumber(n) || Number(n.value.n) < 1 || Number(n.value.n) > 40) return undefined
      const order = Number(n.value.n)
      const turned = order % 2 === 1 ? 1n : -1n
      return compose(
        (j) => {
          const k = j - order
          if (k < 0 || (k > 1 && k % 2 === 1)) return integer(0)
          if (k === 0) return integer(turned * factorial(order - 1))
          if (k === 1) return fraction(turned * factorial(order), 2)
          return scale(fraction(turned * factorial(k + order - 1), factorial(k)), bernoulli(k))
        },
        small,
        cut,
      )
    }
    case ' hankelp':
    case ' hankelq': {
      // P = 1 - a2/u^2 + ..., Q = a1/u - a3/u^3 + ... with the coefficients a of Hankel's expansions
      const odd = e.name === ' hankelq' ? 1 : 0
      if (sign < 0) return undefined
      return compose(
        (k) =>
          k % 2 === odd
            ? scale(hankelCoefficient(e.args[0]!, k), Rational.of((k - odd) % 4 === 0 ? 1 : -1))
            : integer(0),
        small,
        cut,
      )
    }
    case ' besselk':
      return sign < 0 ? undefined : compose((k) => hankelCoefficient(e.args[0]!, k), small, cut)
    case ' besseli':
      return sign < 0
        ? undefined
        : compose(
            (k) => scale(hankelCoefficient(e.args[0]!, k), Rational.of(k % 2 === 0 ? 1 : -1)),
            small,
            cut,
          )
    case ' erfcx': {
      // exp(u^2) erfc(u) = 1/(sqrt(pi) u) (1 - 1/(2u^2) + 1*3/(2u^2)^2 - ...)
      if (sign < 0) return undefined
      const tail = compose(
        (k) => {
          if (k % 2 === 0) return integer(0)
          let c = Rational.of(1)
          for (let j = 1; j < k; j += 2) c = multiply(c, Rational.of(-j, 2))
          return scale(power(constant('pi'), fraction(-1, 2)), c)
        },
        small,
        cut,
      )
      return tail
    }
    default:
      if (sign < 0 || tailCoefficient(e.name, 0) === undefined) return undefined
      return compose((k) => tailCoefficient(e.name, k)!, small, cut)
  }
}

const factorial = (n: number): bigint => (n < 2 ? 1n : BigInt(n) * factorial(n - 1))

const logarithmicAtZero: Readonly<Record<string, { entire: string; sign: 1 | -1 }>> = {
  Ci: { entire: ' entire Ci', sign: 1 },
  Chi: { entire: ' entire Chi', sign: 1 },
  Ei: { entire: ' entire Ei', sign: 1 },
  E1: { entire: ' entire E1', sign: -1 },
}

/** Expansions at finite singular points: branch points of asin, poles of the gamma family. */
export function atPole(
  e: Expr,
  u: Puiseux,
  at: Expr,
  cut: Rational,
  options: ExpandOptions,
  expandCall: (e: Expr, arg: Puiseux) => Puiseux,
): Puiseux | undefined {
  const branch = lambertAtBranch(e, u, at, cut, options)
  if (branch !== undefined) return branch
  if (e.name === 'asin' && at.kind === 'number' && at.value.d === 1 && Math.abs(Number(at.value.n)) === 1) {
    // asin u = pi/2 - 2 asin(sqrt((1 - u)/2)), and asin(-u) = -asin u
    const sign = Number(at.value.n)
    const gap = addSeries([monomial(fraction(1, 2)), shift(u, Rational.of(0), fraction(-sign, 2))])
    const first = leading(gap)
    if (first === undefined) return monomial(scale(constant('pi'), Rational.of(sign, 2)))
    if (options.sign(first.coefficient) === -1) return undefined
    const root = shift(
      onePlusPower(relativeRest(gap, first), fraction(1, 2), cut),
      multiply(first.exponent, half),
      sqrt(first.coefficient),
    )
    const arc = expandCall(e, root)
    return addSeries([
      monomial(scale(constant('pi'), Rational.of(sign, 2))),
      shift(arc, Rational.of(0), integer(-2 * sign)),
    ])
  }
  if (Object.hasOwn(logarithmicAtZero, e.name) && at.kind === 'number' && at.value.n === 0) {
    if (leading(u) === undefined) return undefined
    // EulerGamma + log(u) + an entire function of u, with a sign
    const { entire, sign } = logarithmicAtZero[e.name]!
    const first = leading(u)!
    const size =
      options.sign(first.coefficient) === -1 && e.name === 'Ei' ? shift(u, Rational.of(0), integer(-1)) : u
    const argument = entire === ' entire E1' ? shift(u, Rational.of(0), integer(-1)) : u
    const rest = expandCall(call(entire === ' entire E1' ? ' entire Ei' : entire, integer(0)), argument)
    return shift(
      addSeries([monomial(constant('EulerGamma')), logarithm(size, cut, options, e), rest]),
      Rational.of(0),
      integer(sign),
    )
  }
  if (e.name === 'zeta' && at.kind === 'number' && at.value.n === 1 && at.value.d === 1) {
    const gap = addSeries([u, monomial(integer(-1))])
    if (leading(gap) === undefined) return undefined
    return addSeries([inverse(gap, cut), expandCall(call(' entire zeta', integer(0)), gap)])
  }
  if ((e.name === 'trigamma' || e.name === 'polygamma') && isIntegerNumber(at) && signOf(at.value) <= 0) {
    // psi_n(u) = psi_n(u + m) - (-1)^n n! (1/u^(n+1) + ... + 1/(u + m - 1)^(n+1))
    const n = e.name === 'trigamma' ? 1 : e.args[0]!.kind === 'number' ? Number(e.args[0]!.value.n) : 0
    const m = 1 - Number(at.value.n)
    if (m > 50 || n < 1 || n > 40 || leading(u) === undefined) return undefined
    const more = add(cut, Rational.of(n + 2))
    const weight = integer((n % 2 === 0 ? -1n : 1n) * factorial(n))
    const poles = Array.from({ length: m }, (_, i) => {
      const one = inverse(addSeries([u, monomial(integer(i))]), more)
      let power_ = one
      for (let k = 0; k < n; k++) power_ = multiplySeries(power_, one, more)
      return shift(power_, Rational.of(0), weight)
    })
    return addSeries([expandCall(e, addSeries([u, monomial(integer(m))])), ...poles])
  }
  if (['gamma', 'digamma', 'lgamma'].includes(e.name) && isIntegerNumber(at) && signOf(at.value) <= 0) {
    if (u.order === undefined && u.terms.every((term) => term.exponent.n === 0)) return undefined
    const m = 1 - Number(at.value.n)
    if (m > 50) return undefined
    // gamma(u) = gamma(u + m)/(u (u + 1) ... (u + m - 1)), digamma(u) = digamma(u + m) - sum 1/(u + i)
    const more = add(cut, Rational.of(1))
    const ascending = Array.from({ length: m }, (_, i) => addSeries([u, monomial(integer(i))]))
    const regular = expandCall(e, addSeries([u, monomial(integer(m))]))
    if (e.name === 'lgamma') {
      // lgamma(u) = lgamma(u + m) - sum log|u + i|
      const size = (s: Puiseux): Puiseux =>
        options.sign(leading(s)!.coefficient) === -1 ? shift(s, Rational.of(0), integer(-1)) : s
      return addSeries([
        regular,
        ...ascending.map((f) => shift(logarithm(size(f), more, options, e), Rational.of(0), integer(-1))),
      ])
    }
    if (e.name === 'gamma')
      return ascending.reduce((s, f) => multiplySeries(s, inverse(f, more), more), regular)
    return addSeries([regular, ...ascending.map((f) => shift(inverse(f, more), Rational.of(0), integer(-1)))])
  }
  return undefined
}
