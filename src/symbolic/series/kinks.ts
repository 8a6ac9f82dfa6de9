import { constant, fraction, integer, isConstant, isIntegerNumber } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { isPositive } from '../build/known.ts'
import { scale, subtract } from '../build/sum.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { Rational, signOf } from '../number/rational.ts'
import { freeSymbols } from '../traverse.ts'
import { isZero } from './decide.ts'
import type { ExpandOptions } from './parts.ts'
import { addSeries, leading, monomial, NeedsMoreTerms, negative, type Puiseux } from './puiseux.ts'

/** The sign of a series for small positive w: 0 where it is exactly 0. */
export function signOfSeries(s: Puiseux, options: ExpandOptions, e: Expr): -1 | 0 | 1 {
  const first = leading(s)
  if (first === undefined) return 0
  const sign = options.sign(first.coefficient)
  if (sign === undefined)
    throw new NotFoundError('series', `the sign of ${first.coefficient} is not known`, e)
  return sign
}

const truth = (value: boolean): Puiseux => monomial(constant(value ? 'true' : 'false'))

/** Functions that are not smooth, conditions and pieces: which side of the kink w is on decides. */
export function kinked(e: Expr, of: (arg: Expr) => Puiseux, options: ExpandOptions): Puiseux | undefined {
  const [a, b] = e.args
  if (e.kind === 'relation') {
    const sign = signOfSeries(addSeries([of(a!), negative(of(b!))]), options, e)
    if (e.name === '<') return truth(sign < 0)
    if (e.name === '<=') return truth(sign <= 0)
    return truth((sign === 0) === (e.name === '=='))
  }
  const holds = (arg: Expr): boolean => {
    const value = of(arg).terms[0]?.coefficient
    return value !== undefined && isConstant(value, 'true')
  }
  if (e.kind === 'logic') {
    if (e.name === 'not') return truth(!holds(a!))
    return truth(e.name === 'and' ? e.args.every(holds) : e.args.some(holds))
  }
  if (e.kind === 'piecewise') {
    for (let i = 0; i < e.args.length; i += 2) if (holds(e.args[i + 1]!)) return of(e.args[i]!)
    throw new NotFoundError('series', `no piece of ${e} holds there`, e)
  }
  if (e.kind !== 'call') return undefined
  switch (e.name) {
    case 'abs': {
      const s = of(a!)
      return signOfSeries(s, options, e) < 0 ? negative(s) : s
    }
    case 'sign':
      return monomial(integer(signOfSeries(of(a!), options, e)))
    case 'heaviside': {
      const sign = signOfSeries(of(a!), options, e)
      return monomial(sign === 0 ? fraction(1, 2) : integer(sign > 0 ? 1 : 0))
    }
    case 'dirac':
      if (signOfSeries(of(a!), options, e) !== 0) return monomial(integer(0))
      return undefined
    case 'floor':
    case 'ceil':
    case 'trunc':
    case 'round':
      return rounded(e, of(a!), options)
    case 'maximum':
    case 'minimum': {
      const sign = signOfSeries(addSeries([of(a!), negative(of(b!))]), options, e)
      return sign >= 0 === (e.name === 'maximum') ? of(a!) : of(b!)
    }
    default:
      return undefined
  }
}

/** floor, ceil, trunc and round near a point: the whole number on the side where w is. */
function rounded(e: Expr, s: Puiseux, options: ExpandOptions): Puiseux {
  const first = s.terms[0]
  if (first === undefined && s.order !== undefined && signOf(s.order) <= 0) throw new NeedsMoreTerms()
  if (first !== undefined && signOf(first.exponent) < 0)
    throw new NotFoundError('series', `${e} jumps without end`, e)
  const found = first !== undefined && first.exponent.n === 0 ? first.coefficient : integer(0)
  if (freeSymbols(found).length > 0)
    throw new NotFoundError('series', `the value of ${found} is not known`, e)
  if (e.name === 'round') return nearest(e, s, found, options)
  const start = wholeNumber(found)
  if (start === undefined) {
    const value = Math[e.name as 'floor' | 'ceil' | 'trunc'](evaluate(found))
    return monomial(Number.isSafeInteger(value) ? integer(value) : call(e.name, found))
  }
  const side = signOfSeries(addSeries([s, negative(monomial(start))]), options, e)
  const down =
    e.name === 'floor' || (e.name === 'trunc' && (isPositive(start) || (start.value.n === 0 && side > 0)))
  const n = Number(start.value.n)
  if (side === 0 || side > 0 === down) return monomial(start)
  if (e.name === 'trunc' && n === 0) return monomial(integer(0))
  return monomial(integer(down ? n - 1 : n + 1))
}

/** A constant that is a whole number, as that. */
function wholeNumber(e: Expr): Expr | undefined {
  if (e.kind === 'number') return isIntegerNumber(e) ? e : undefined
  const value = evaluate(e)
  const near = Math.round(value)
  if (!Number.isSafeInteger(near) || Math.abs(value - near) > 1e-9 * Math.max(1, Math.abs(near)))
    return undefined
  return isZero(subtract(e, integer(near))) ? integer(near) : undefined
}

/** The nearest whole number; halfway, the side where w is decides, and the even one where it stays there. */
function nearest(e: Expr, s: Puiseux, start: Expr, options: ExpandOptions): Puiseux {
  const halves = wholeNumber(scale(start, Rational.of(2)))
  const at = evaluate(start)
  const low = Math.floor(at)
  if (halves === undefined || Number(halves.value.n) % 2 === 0) return monomial(integer(Math.round(at)))
  const side = signOfSeries(addSeries([s, negative(monomial(start))]), options, e)
  const even = low % 2 === 0 ? low : low + 1
  return monomial(integer(side === 0 ? even : side < 0 ? low : low + 1))
}
