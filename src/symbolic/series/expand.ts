import { constant, integer, isValue, rational, splitCoefficient } from '../build/atoms.ts'
import { isRootSum } from '../build/forms.ts'
import { power } from '../build/product.ts'
import { linear, scale } from '../build/sum.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import { rootPolynomial, rootSum } from '../calculus/root-sum.ts'
import type { Expr } from '../expr.ts'
import { add, isInteger, minusOne, multiply, one, Rational, signOf } from '../number/rational.ts'

import { expand } from '../simplify/rational.ts'
import { walk } from '../traverse.ts'
import { angleOf } from './angle.ts'
import { asymptotic } from './asymptotic.ts'
import { besselAtZero } from './bessel.ts'
import { signOfConstant } from './decide.ts'
import { kinked } from './kinks.ts'
import {
  type ExpandOptions,
  exponential,
  growingWave,
  logarithm,
  NotRealError,
  OscillationError,
  splitConstant,
} from './parts.ts'
import { atPole } from './poles.ts'
import {
  addSeries,
  compose,
  gather,
  leading,
  monomial,
  multiplySeries,
  NeedsMoreTerms,
  onePlusPower,
  type Puiseux,
  relativeRest,
  shift,
} from './puiseux.ts'
import { taylorCoefficients } from './taylor.ts'

const plainSign: Pick<ExpandOptions, 'sign'> = { sign: signOfConstant }

/**
 * The expansion in powers of w as w tends to 0 from above, with terms from w^cut on left out; it may have fewer terms
 * where some cancel. The expression is one that `elementary` made.
 */
export function expandAtZero(root: Expr, w: Expr, cut: number, options: ExpandOptions): Puiseux {
  const limit = Rational.of(cut)
  const values = new Map<Expr, Puiseux>()
  const of = (e: Expr): Puiseux => values.get(e) ?? withoutW(e)
  const known = { has: (e: Expr) => (e.mask & w.mask) === 0 || values.has(e) }
  if (known.has(root)) return monomial(root)
  walk(
    root,
    (e) => {
      values.set(e, expandNode(e, w, of, limit, options))
    },
    known,
  )
  return values.get(root)!
}

/** What does not depend on w. 0^sin(w) is exp(sin(w)*zoo), of which no term is a number. */
function withoutW(e: Expr): Puiseux {
  if (e.kind === 'constant' && endless.has(e.name))
    throw new NotFoundError('series', `${e.name} stands in it`, e)
  return monomial(e)
}

const endless = new Set(['oo', '-oo', 'zoo', 'undefined'])

/** The expansion with a leading term, the order raised ever faster until there is one; exact 0 gives no terms. */
export function expandUntil<T>(attempt: (cut: number) => T, start: number, last: number): T {
  for (let [cut, more] = [start, Math.max(2, start)]; ; cut += more, more *= 2) {
    try {
      return attempt(cut)
    } catch (error) {
      if (!(error instanceof NeedsMoreTerms)) throw error
      if (cut + more > last) throw new NotFoundError('series', `the first ${cut} terms cancel`)
    }
  }
}

function expandNode(
  e: Expr,
  w: Expr,
  of: (e: Expr) => Puiseux,
  cut: Rational,
  options: ExpandOptions,
): Puiseux {
  switch (e.kind) {
    case 'symbol':
      return e === w ? monomial(integer(1), integer(1).value) : monomial(e)
    case 'number':
    case 'constant':
      return monomial(e)
    case 'sum': {
      const parts = e.args.map((arg, i) => shift(of(arg), integer(0).value, rational(e.weights[i]!)))
      return addSeries([monomial(rational(e.value)), ...parts])
    }
    case 'product': {
      let result = monomial(rational(e.value))
      const parts = e.args.map(of)
      for (const part of parts) result = multiplySeries(result, part, cutFor(parts, cut))
      return gather(result.terms, result.order)
    }
    case 'power':
      return powerOf(of(e.args[0]!), e.args[1]!, of(e.args[1]!), cut, options, e)
    case 'call':
      return isRootSum(e) ? overRoots(e, of(e.args[0]!)) : callOf(e, e.args.map(of), cut, options)
    default: {
      const made = kinked(e, of, options)
      if (made === undefined) throw new NotFoundError('series', `no series of ${e.name || e.kind}`, e)
      return made
    }
  }
}

/** A sum over roots is linear in its body, whose coefficients hold the root. */
function overRoots(e: Expr, body: Puiseux): Puiseux {
  const p = rootPolynomial(e)
  if (p === undefined) throw new NotFoundError('series', `no series of ${e}`, e)
  const over = (part: Expr): Expr => {
    const [factor, rest] = splitCoefficient(part)
    return scale(rootSum(rest, e.args[1]!, p), factor)
  }
  const terms = body.terms.map(({ coefficient, exponent }) => {
    const c = expand(coefficient)
    return {
      exponent,
      coefficient:
        c.kind === 'sum'
          ? linear([...c.args.map(over), over(rational(c.value))], [...c.weights, one])
          : over(c),
    }
  })
  return gather(terms, body.order)
}

/** Factors with negative powers of w need as many more terms of the others. */
function cutFor(parts: readonly Puiseux[], cut: Rational): Rational {
  let total = cut
  for (const p of parts) {
    const first = p.terms[0]?.exponent
    if (first !== undefined && signOf(first) < 0) total = add(total, multiply(first, minusOne))
  }
  return total
}

function powerOf(
  base: Puiseux,
  exponent: Expr,
  exponents: Puiseux,
  cut: Rational,
  options: ExpandOptions,
  e: Expr,
): Puiseux {
  const first = leading(base)
  if (exponents.order !== undefined || exponents.terms.some((t) => t.exponent.n !== 0))
    throw new NotFoundError('series', `the exponent of ${e} is not constant`, e)
  if (first === undefined) {
    if (exponent.kind === 'number' && signOf(exponent.value) > 0) return base
    throw new NotFoundError('series', `${e} divides by 0`, e)
  }
  // (-1)^floor(x) with the whole number that the exponent is there
  const value = exponents.terms.length === 0 ? integer(0) : exponents.terms[0]!.coefficient
  if (exponent.kind !== 'number' && exponents.terms.length <= 1 && value.kind === 'number') exponent = value
  const { exponent: v, coefficient: c } = first
  if (v.n !== 0 && exponent.kind !== 'number')
    throw new NotFoundError('series', `the power ${e} has no rational exponent`, e)
  const whole = exponent.kind === 'number' && isInteger(exponent.value)
  if (!(whole && signOf(exponent.value) > 0)) options.checkBase?.(c)
  if (!whole && options.sign(c) === -1) throw new NotRealError('series', `${e} is not real there`, e)
  const up = exponent.kind === 'number' ? multiply(v, exponent.value) : v
  const rest = onePlusPower(
    relativeRest(base, first),
    exponent,
    add(cut, signOf(up) < 0 ? multiply(up, minusOne) : integer(0).value),
  )
  return shift(rest, up, power(c, exponent))
}

function callOf(e: Expr, args: readonly Puiseux[], cut: Rational, options: ExpandOptions): Puiseux {
  const u = args[0]!
  if (e.weights.length === 0) {
    if (e.name === 'log') return logarithm(u, cut, options, e)
    if (e.name === 'exp') return exponential(u, cut, options, e)
    if (e.name === 'atan2')
      return angleOf(e, u, args[1]!, cut, options, (other, arg) => callOf(other, [arg], cut, options))
    const kink = kinked(e, (arg) => args[e.args.indexOf(arg)]!, options)
    if (kink !== undefined) return kink
  }
  const moving = args.flatMap((s, i) =>
    s.order !== undefined || s.terms.some((t) => t.exponent.n !== 0) ? [i] : [],
  )
  const values = args.map((s) => splitConstant(s))
  if (moving.length > 1) throw new NotFoundError('series', `several arguments of ${e} vary`, e)
  const index = moving[0] ?? 0
  const value = values[index]
  const again = (other: Expr, t: Expr, order: number): Puiseux =>
    expandAtZero(other, t, order, { ...plainSign, logW: constant('undefined') })
  if (value === undefined) {
    const made = e.weights.length === 0 ? asymptotic(e, args[index]!, cut, options) : undefined
    if (made !== undefined) return made
    const wave =
      e.weights.length === 0
        ? growingWave(e, args[index]!, cut, options, (other, arg) => callOf(other, [arg], cut, options))
        : undefined
    if (wave !== undefined) return wave
    if (e.name === 'sin' || e.name === 'cos') throw new OscillationError('series', `${e} oscillates`, e)
    throw new NotFoundError('series', `no expansion of ${e} where its argument grows`, e)
  }
  const bessel =
    e.weights.length === 0 && index === 1 && isValue(value.constant, 0)
      ? besselAtZero(e, value.rest, cut, options)
      : undefined
  if (bessel !== undefined) return bessel
  const special =
    e.weights.length === 0
      ? atPole({
          e,
          index,
          u: args[index]!,
          at: value.constant,
          cut,
          options,
          expandCall: (other, arg) =>
            callOf(other, [...other.args.slice(0, -1).map((a) => monomial(a)), arg], cut, options),
        })
      : undefined
  if (special !== undefined) return special
  const constants = values.map((v) => v!.constant)
  return compose(taylorCoefficients(e, constants, index, again), value.rest, cut)
}
