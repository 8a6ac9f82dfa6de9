import { constant, integer, isConstant, symbol } from '../build/atoms.ts'
import { endpoint } from '../build/endpoint.ts'
import { power } from '../build/product.ts'
import { type ExprLike, subs } from '../build/subs.ts'
import { negate, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { resolve, type Variable } from '../calculus/derivative.ts'
import { NotFoundError, requireSearchable } from '../calculus/not-found.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { text } from '../print/text.ts'
import { isZero } from '../series/decide.ts'
import { NotRealError, OscillationError } from '../series/parts.ts'
import { elementary } from '../series/rewrite.ts'
import { simplify } from '../simplify/simplify.ts'
import { freeSymbols, nodeCount } from '../traverse.ts'
import { search } from '../work.ts'
import { complexValue, isComplexBeside } from './complex-value.ts'
import { type Bounds, Gruntz, isLinear } from './gruntz.ts'
import { restoreIrrationals } from './irrational.ts'
import { openLogs } from './open-logs.ts'
import { prepare } from './prepare.ts'

export type Side = 'both' | '+' | '-'

/**
 * The limit of an expression as a variable tends to a point: a constant, `oo`, `-oo`, or the constant `undefined`
 * where there is no limit: the two sides differ, or the function oscillates without settling. Where the function is
 * real on one side of the point only, the limit is taken on that side; where on neither, it has one if it is continuous.
 *
 * Throws: NotFoundError where the method does not decide.
 * Source: D. Gruntz, On Computing Limits in a Symbolic Manipulation System, 1996.
 *
 * @example
 * limit(parse('sin(x)/x'), 'x', 0)        // 1
 * limit(parse('(1 + 1/x)^x'), 'x', 'oo')  // E
 * limit(parse('abs(x)/x'), 'x', 0)        // undefined
 * limit(parse('abs(x)/x'), 'x', 0, '-')   // -1
 * limit(parse('sqrt(x)'), 'x', -1)         // I
 */
export function limit(e: Expr, variable: Variable, point: ExprLike, side: Side = 'both'): Expr {
  return search('limit', () => {
    requireSearchable('limit', e)
    const x = resolve(e, variable)
    if (x === undefined || !dependsOn(e, x)) return e
    const at = endpoint(point)
    try {
      if (isConstant(at, 'oo') || isConstant(at, '-oo') || side !== 'both') return oneSided(e, x, at, side)
      return twoSided(e, x, at)
    } catch (error) {
      if (error instanceof OscillationError) return constant('undefined')
      if (!(error instanceof NotFoundError)) throw error
      const value =
        (error instanceof NotRealError ? complexValue(e, x, at, [side === '-' ? -1 : 1]) : undefined) ??
        (/ cancel$/.test(error.reason) && isProductOfZero(e)
          ? integer(0)
          : ofEitherSign(e, x, at, side, error))
      if (value !== undefined) return value
      const short = nodeCount(e) < 200 ? simplify(e, { work: 60_000 }) : e
      if (nodeCount(short) < nodeCount(e)) return limit(short, x, at, side)
      throw new NotFoundError('limit', `${text(e)} as ${x} tends to ${at}: ${readable(error.reason)}`, e)
    }
  })
}

/** A reason in which the names of the search are words: w is how far the variable is from the point, t is 1/w. */
function readable(reason: string): string {
  const named = reason
    .trim()
    .replaceAll('` x`', 't')
    .replace(/` bounded \d+`/g, 's')
    .replace(/` (\w+)[^`]*`/g, '$1')
  return named === reason.trim() || !/\bs\b/.test(named) || !/oscillat/.test(named)
    ? named
    : `${named.replace(/[.]$/, '')}, where s is a part that oscillates`
}

/** Whether it or a factor of it is 0 everywhere. */
const isProductOfZero = (e: Expr): boolean => (e.kind === 'product' ? e.args.some(isZero) : isZero(e))

/** The limit that is the same whichever sign the symbols of unknown sign have. */
function ofEitherSign(e: Expr, x: Expr, at: Expr, side: Side, error: NotFoundError): Expr | undefined {
  const open = freeSymbols(e).filter(
    (s) => s !== x && s.flags === 0 && !dependsOn(at, s) && !s.name.endsWith(' '),
  )
  if (!error.reason.startsWith('the sign of') || open.length === 0 || open.length > 2) return undefined
  let found: Expr | undefined
  for (let choice = 0; choice < 1 << open.length; choice++) {
    const known = open.map((s, i) => {
      const size = symbol(`${s.name} `, { positive: true })
      return [s, size, (choice >> i) & 1 ? negate(size) : size] as const
    })
    let value: Expr
    try {
      value = limit(subs(e, new Map(known.map(([s, , signed]) => [s, signed]))), x, at, side)
    } catch (failure) {
      // with the names that the user knows
      throw failure instanceof NotFoundError ? error : failure
    }
    const back = subs(value, new Map(known.map(([s, size], i) => [size, (choice >> i) & 1 ? negate(s) : s])))
    if (found !== undefined && back !== found) return undefined
    found = back
  }
  return found
}

function twoSided(e: Expr, x: Expr, at: Expr): Expr {
  const real = (side: Side): Expr | undefined => {
    try {
      return oneSided(e, x, at, side)
    } catch (error) {
      const unknown = error instanceof NotFoundError && !(error instanceof OscillationError)
      if (unknown && (error instanceof NotRealError || isComplexBeside(e, x, at, side === '+' ? 1 : -1)))
        return undefined
      throw error
    }
  }
  const right = real('+')
  const left = real('-')
  if (right === undefined || left === undefined)
    return right ?? left ?? complexValue(e, x, at, [1, -1]) ?? constant('undefined')
  if (right === left) return right
  const finite = (v: Expr): boolean => v.kind !== 'constant' || !['oo', '-oo', 'undefined'].includes(v.name)
  if (finite(right) && finite(left) && isZero(subtract(right, left)))
    return nodeCount(left) < nodeCount(right) ? left : right
  return constant('undefined')
}

function oneSided(e: Expr, x: Expr, at: Expr, side: Side): Expr {
  const gruntz = new Gruntz()
  const t = gruntz.x
  const small = power(t, integer(-1))
  const place = isConstant(at, 'oo')
    ? t
    : isConstant(at, '-oo')
      ? negate(t)
      : side === '-'
        ? subtract(at, small)
        : sum(at, small)
  const moved = subs(e, new Map([[x, place]]))
  const prepared = prepare(openLogs(elementary(moved, t)), gruntz)
  const value = restoreIrrationals(gruntz.limit(prepared), gruntz.irrational)
  const oscillating = [...gruntz.bounded.keys()].filter((b) => dependsOn(value, b))
  for (const b of oscillating) {
    if (!isZero(subtract(subs(value, new Map([[b, integer(1)]])), subs(value, new Map([[b, integer(0)]])))))
      throw oscillating.length === 1 && gruntz.bounded.get(b)!.swings
        ? oscillation(e, value, b, gruntz.bounded.get(b)!)
        : new NotFoundError('limit', 'it is not known how several parts oscillate, or whether one settles', e)
  }
  return nodeCount(value) < 200 ? simplify(value) : value
}

/** The error for a value that holds what oscillates, with its bounds where it is linear in that. */
function oscillation(e: Expr, value: Expr, s: Expr, { low, high }: Bounds): OscillationError {
  const error = new OscillationError('limit', 'the function oscillates', e)
  const [a, b] = [low, high].map((v) => simplify(subs(value, new Map([[s, v]])))) as [Expr, Expr]
  if (isLinear(value, s) && freeSymbols(subtract(b, a)).length === 0)
    error.bounds = evaluate(a) <= evaluate(b) ? [a, b] : [b, a]
  return error
}

/**
 * Between which values a function stays as a variable tends to a point from one side: twice the limit where there is
 * one, and the ends of its oscillation where it oscillates.
 *
 * Throws: NotFoundError where neither is found.
 *
 * @example
 * limitBounds(parse('2 + sin(1/x)'), 'x', 0, '+') // [1, 3]
 */
export function limitBounds(
  e: Expr,
  variable: Variable,
  point: ExprLike,
  side: '+' | '-' = '+',
): readonly [low: Expr, high: Expr] {
  return search('limitBounds', () => {
    requireSearchable('limit', e)
    const x = resolve(e, variable)
    if (x === undefined || !dependsOn(e, x)) return [e, e]
    const at = endpoint(point)
    try {
      const value = oneSided(e, x, at, side)
      return [value, value]
    } catch (error) {
      if (error instanceof OscillationError && error.bounds !== undefined) return error.bounds
      throw error
    }
  })
}
