import { constant, fraction, integer, isIntegerNumber } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { power } from '../build/product.ts'
import { scale } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { bernoulli } from '../number/bernoulli.ts'
import { add, half, minusOne, multiply, Rational } from '../number/rational.ts'
import { own } from '../own.ts'
import { hankelCoefficient } from './bessel.ts'
import { factorial } from './factorial.ts'
import { gammaTail } from './incomplete-gamma.ts'
import { wright } from './lambert.ts'
import { type ExpandOptions, logarithm } from './parts.ts'
import {
  addSeries,
  compose,
  inverse,
  leading,
  monomial,
  multiplySeries,
  type Puiseux,
  shift,
} from './puiseux.ts'
import { tailCoefficient } from './tails.ts'

/** A call whose argument u grows without bound, with that sign; `small` is 1/u. */
interface Far {
  readonly e: Expr
  readonly u: Puiseux
  readonly small: Puiseux
  readonly sign: 1 | -1
  readonly cut: Rational
  readonly options: ExpandOptions
}

/** Expansions where the argument grows without bound (its leading exponent is negative). */
export function asymptotic(e: Expr, u: Puiseux, cut: Rational, options: ExpandOptions): Puiseux | undefined {
  const sign = options.sign(leading(u)!.coefficient)
  if (sign === undefined) return undefined
  const far: Far = { e, u, small: inverse(u, cut), sign, cut, options }
  if (options.flat === true && saturating.has(e.name))
    return addSeries([monomial(integer(sign)), { terms: [], order: cut }])
  if (e.name === 'atan') return arctangent(far)
  return sign < 0 ? undefined : (own(upwards, e.name) ?? byTail)(far)
}

const saturating = new Set(['tanh', 'coth', 'erf'])

type Rule = (far: Far) => Puiseux | undefined

/** atan u = +-pi/2 - atan(1/u) */
function arctangent({ small, sign, cut }: Far): Puiseux {
  const odd = (k: number): Expr => (k % 2 === 0 ? integer(0) : fraction(k % 4 === 1 ? -1 : 1, k))
  return addSeries([monomial(scale(constant('pi'), Rational.small(sign, 2))), compose(odd, small, cut)])
}

/** The sum of B_2k/(2k (2k - 1) u^(2k - 1)). */
const stirling: Rule = ({ small, cut }) =>
  compose(
    (k) =>
      k % 2 === 0 ? integer(0) : scale(integer(1), multiply(bernoulli(k + 1), Rational.of(1, k * (k + 1)))),
    small,
    cut,
  )

/** log gamma(u) = (u - 1/2) log u - u + log(2 pi)/2 + Stirling's sum */
const logGamma: Rule = (far) => {
  const { e, u, cut, options } = far
  const log = logarithm(u, add(cut, multiply(leading(u)!.exponent, minusOne)), options, e)
  const main = multiplySeries(addSeries([u, monomial(fraction(-1, 2))]), log, cut)
  const constantPart = scale(call('log', scale(constant('pi'), Rational.of(2))), half)
  return addSeries([main, shift(u, Rational.of(0), integer(-1)), monomial(constantPart), stirling(far)!])
}

/** log u - 1/(2 u) - sum of B_2k/(2k u^2k) */
const digamma: Rule = ({ e, u, small, cut, options }) => {
  const coefficient = (k: number): Expr => {
    if (k === 0) return integer(0)
    return k === 1 ? fraction(-1, 2) : scale(integer(-1), multiply(bernoulli(k), Rational.of(1, k)))
  }
  return addSeries([logarithm(u, cut, options, e), compose(coefficient, small, cut)])
}

const mostOrder = 40

/** (-1)^(n-1) ((n-1)!/u^n + n!/(2 u^(n+1)) + sum B_2k (2k + n - 1)!/((2k)! u^(2k + n))) */
const polygamma: Rule = ({ e, small, cut }) => {
  const n = e.name === 'trigamma' ? integer(1) : e.args[0]!
  if (!isIntegerNumber(n) || Number(n.value.n) < 1 || Number(n.value.n) > mostOrder) return undefined
  const order = Number(n.value.n)
  const turned = order % 2 === 1 ? 1n : -1n
  const coefficient = (j: number): Expr => {
    const k = j - order
    if (k < 0 || (k > 1 && k % 2 === 1)) return integer(0)
    if (k === 0) return integer(turned * factorial(order - 1))
    if (k === 1) return fraction(turned * factorial(order), 2)
    return scale(fraction(turned * factorial(k + order - 1), factorial(k)), bernoulli(k))
  }
  return compose(coefficient, small, cut)
}

/** P = 1 - a2/u^2 + ..., Q = a1/u - a3/u^3 + ... with the coefficients a of Hankel's expansions. */
const hankel =
  (odd: 0 | 1): Rule =>
  ({ e, small, cut }) => {
    const sign = (k: number): Rational => Rational.of((k - odd) % 4 === 0 ? 1 : -1)
    return compose(
      (k) => (k % 2 === odd ? scale(hankelCoefficient(e.args[0]!, k), sign(k)) : integer(0)),
      small,
      cut,
    )
  }

const modifiedBessel =
  (turn: 1 | -1): Rule =>
  ({ e, small, cut }) =>
    compose((k) => scale(hankelCoefficient(e.args[0]!, k), Rational.of(k % 2 === 0 ? 1 : turn)), small, cut)

/** exp(u^2) erfc(u) = 1/(sqrt(pi) u) (1 - 1/(2u^2) + 1*3/(2u^2)^2 - ...) */
const scaledErrorFunction: Rule = ({ small, cut }) => {
  const coefficient = (k: number): Expr => {
    if (k % 2 === 0) return integer(0)
    let c = Rational.of(1)
    for (let j = 1; j < k; j += 2) c = multiply(c, Rational.of(-j, 2))
    return scale(power(constant('pi'), fraction(-1, 2)), c)
  }
  return compose(coefficient, small, cut)
}

/** u^(1 - s) exp(u) times the upper incomplete gamma function: 1 + (s - 1)/u + (s - 1)(s - 2)/u^2 + ... */
const incompleteGamma: Rule = ({ e, small, cut }) => compose((k) => gammaTail(e.args[0]!, k), small, cut)

const byTail: Rule = ({ e, small, cut }) =>
  tailCoefficient(e.name, 0) === undefined
    ? undefined
    : compose((k) => tailCoefficient(e.name, k)!, small, cut)

const upwards: Readonly<Record<string, Rule>> = {
  ' wright': ({ e, u, small, cut, options }) => wright(e, u, small, cut, options, false),
  ' lower wright': ({ e, u, small, cut, options }) => wright(e, u, small, cut, options, true),
  lgamma: logGamma,
  ' stirling': stirling,
  digamma,
  trigamma: polygamma,
  polygamma,
  ' hankelp': hankel(0),
  ' hankelq': hankel(1),
  ' besselk': modifiedBessel(1),
  ' besseli': modifiedBessel(-1),
  ' erfcx': scaledErrorFunction,
  ' uppergamma': incompleteGamma,
}
