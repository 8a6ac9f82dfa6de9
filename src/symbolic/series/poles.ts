import { constant, fraction, integer, isIntegerNumber } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { sqrt } from '../build/product.ts'
import { scale } from '../build/sum.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import type { Expr } from '../expr.ts'
import { add, half, multiply, Rational, signOf } from '../number/rational.ts'
import { own } from '../own.ts'
import { ellipticAtOne } from './elliptic.ts'
import { factorial } from './factorial.ts'
import { incompleteAtZero } from './incomplete-gamma.ts'
import { lambertAtBranch } from './lambert.ts'
import { type ExpandOptions, logarithm, NotRealError } from './parts.ts'
import { polylogAtOne } from './polylog.ts'
import {
  addSeries,
  inverse,
  leading,
  monomial,
  multiplySeries,
  onePlusPower,
  type Puiseux,
  relativeRest,
  shift,
} from './puiseux.ts'

/** A call near a finite point where its argument u is `at`, and how other calls are expanded. */
export interface Near {
  readonly e: Expr
  /** Which argument u is. */
  readonly index: number
  readonly u: Puiseux
  readonly at: Expr
  readonly cut: Rational
  readonly options: ExpandOptions
  readonly expandCall: (e: Expr, arg: Puiseux) => Puiseux
}

/** Expansions at finite singular points: branch points of asin, poles of the gamma family; undefined elsewhere. */
export function atPole(near: Near): Puiseux | undefined {
  const { e, index, u, at, cut, options } = near
  if (index === 0 && e.name === 'LambertW') return lambertAtBranch(e, u, at, cut, options)
  return index === e.args.length - 1 ? own(rules, e.name)?.(near) : undefined
}

type Rule = (near: Near) => Puiseux | undefined

const isAt = (at: Expr, n: number): boolean => at.kind === 'number' && at.value.d === 1 && at.value.n === n

/** asin u = pi/2 - 2 asin(sqrt((1 - u)/2)), and asin(-u) = -asin u */
const arcsine: Rule = ({ e, u, at, cut, options, expandCall }) => {
  const sign = isAt(at, 1) ? 1 : isAt(at, -1) ? -1 : undefined
  if (sign === undefined) return undefined
  const quarter = monomial(scale(constant('pi'), Rational.of(sign, 2)))
  const gap = addSeries([monomial(fraction(1, 2)), shift(u, Rational.of(0), fraction(-sign, 2))])
  const first = leading(gap)
  if (first === undefined) return quarter
  if (options.sign(first.coefficient) === -1) throw new NotRealError('series', `${e} is not real there`, e)
  const root = shift(
    onePlusPower(relativeRest(gap, first), fraction(1, 2), cut),
    multiply(first.exponent, half),
    sqrt(first.coefficient),
  )
  return addSeries([quarter, shift(expandCall(e, root), Rational.of(0), integer(-2 * sign))])
}

/** EulerGamma + log(u) + an entire function of u, with a sign. */
const integralWithLogarithm =
  (entire: string, sign: 1 | -1): Rule =>
  ({ e, u, at, cut, options, expandCall }) => {
    const first = isAt(at, 0) ? leading(u) : undefined
    if (first === undefined) return undefined
    const turned = shift(u, Rational.of(0), integer(-1))
    const size = e.name === 'Ei' && options.sign(first.coefficient) === -1 ? turned : u
    const rest = expandCall(call(entire, integer(0)), e.name === 'E1' ? turned : u)
    const all = addSeries([monomial(constant('EulerGamma')), logarithm(size, cut, options, e), rest])
    return shift(all, Rational.of(0), integer(sign))
  }

/** 1/(u - 1) and an entire function of u - 1. */
const zeta: Rule = ({ u, at, cut, expandCall }) => {
  const gap = addSeries([u, monomial(integer(-1))])
  if (!isAt(at, 1) || leading(gap) === undefined) return undefined
  return addSeries([inverse(gap, cut), expandCall(call(' entire zeta', integer(0)), gap)])
}

const [mostPoles, mostOrder] = [50, 40]

/** How far a pole of the gamma family is from 1; undefined where there is none, or too far. */
function fromOne({ u, at }: Near): number | undefined {
  if (!isIntegerNumber(at) || signOf(at.value) > 0) return undefined
  const m = 1 - Number(at.value.n)
  const moves = u.order !== undefined || u.terms.some((term) => term.exponent.n !== 0)
  return m <= mostPoles && moves ? m : undefined
}

const moved = (u: Puiseux, by: number): Puiseux => addSeries([u, monomial(integer(by))])
/** u, u + 1, ..., u + m - 1 */
const ascending = (u: Puiseux, m: number): Puiseux[] => Array.from({ length: m }, (_, i) => moved(u, i))

/** gamma(u) = gamma(u + m)/(u (u + 1) ... (u + m - 1)) */
const gamma: Rule = (near) => {
  const m = fromOne(near)
  if (m === undefined) return undefined
  const more = add(near.cut, Rational.of(1))
  const regular = near.expandCall(near.e, moved(near.u, m))
  return ascending(near.u, m).reduce((s, f) => multiplySeries(s, inverse(f, more), more), regular)
}

/** lgamma(u) = lgamma(u + m) - sum log|u + i| */
const logGamma: Rule = (near) => {
  const { e, u, cut, options, expandCall } = near
  const m = fromOne(near)
  if (m === undefined) return undefined
  const size = (s: Puiseux): Puiseux =>
    options.sign(leading(s)!.coefficient) === -1 ? shift(s, Rational.of(0), integer(-1)) : s
  const log = (f: Puiseux): Puiseux => logarithm(size(f), add(cut, Rational.of(1)), options, e)
  return addSeries([
    expandCall(e, moved(u, m)),
    ...ascending(u, m).map((f) => shift(log(f), Rational.of(0), integer(-1))),
  ])
}

/** digamma(u) = digamma(u + m) - sum 1/(u + i) */
const digamma: Rule = (near) => {
  const { e, u, cut, expandCall } = near
  const m = fromOne(near)
  if (m === undefined) return undefined
  const pole = (f: Puiseux): Puiseux =>
    shift(inverse(f, add(cut, Rational.of(1))), Rational.of(0), integer(-1))
  return addSeries([expandCall(e, moved(u, m)), ...ascending(u, m).map(pole)])
}

/** psi_n(u) = psi_n(u + m) - (-1)^n n! (1/u^(n+1) + ... + 1/(u + m - 1)^(n+1)) */
const polygamma: Rule = (near) => {
  const { e, u, cut, expandCall } = near
  const n = e.name === 'trigamma' ? 1 : isIntegerNumber(e.args[0]!) ? Number(e.args[0]!.value.n) : 0
  const m = fromOne(near)
  if (m === undefined || leading(u) === undefined) return undefined
  if (n < 1 || n > mostOrder) throw new NotFoundError('series', `nothing is known of ${e} at its poles`, e)
  const more = add(cut, Rational.of(n + 2))
  const weight = integer((n % 2 === 0 ? -1n : 1n) * factorial(n))
  const poles = ascending(u, m).map((f) => {
    const one = inverse(f, more)
    let raised = one
    for (let k = 0; k < n; k++) raised = multiplySeries(raised, one, more)
    return shift(raised, Rational.of(0), weight)
  })
  return addSeries([expandCall(e, moved(u, m)), ...poles])
}

const rules: Readonly<Record<string, Rule>> = {
  asin: arcsine,
  Ci: integralWithLogarithm(' entire Ci', 1),
  Chi: integralWithLogarithm(' entire Chi', 1),
  Ei: integralWithLogarithm(' entire Ei', 1),
  E1: integralWithLogarithm(' entire Ei', -1),
  zeta,
  gamma,
  lgamma: logGamma,
  digamma,
  trigamma: polygamma,
  polygamma,
  elliptic_k: ellipticAtOne,
  elliptic_e: ellipticAtOne,
  polylog: polylogAtOne,
  uppergamma: incompleteAtZero,
  lowergamma: incompleteAtZero,
}
