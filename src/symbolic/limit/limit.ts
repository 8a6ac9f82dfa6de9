import { constant, fraction, integer, isConstant, rational, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, exp, multiplyAll, power, sqrt } from '../build/product.ts'
import { mapExpr, rebuild } from '../build/rebuild.ts'
import { type ExprLike, subs, toExpr } from '../build/subs.ts'
import { negate, scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { resolve, type Variable } from '../calculus/derivative.ts'
import { NotFoundError, requireSearchable } from '../calculus/not-found.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { half, Rational } from '../number/rational.ts'
import { text } from '../print/text.ts'
import { isZero } from '../series/decide.ts'
import { NotRealError, OscillationError } from '../series/parts.ts'
import { elementary } from '../series/rewrite.ts'
import { integralTail } from '../series/tails.ts'
import { simplify } from '../simplify/simplify.ts'
import { freeSymbols, nodeCount, walk } from '../traverse.ts'
import { search } from '../work.ts'
import { Gruntz } from './gruntz.ts'
import { restoreIrrationals } from './irrational.ts'
import { openLogs } from './open-logs.ts'

export type Side = 'both' | '+' | '-'

/**
 * The limit of an expression as a variable tends to a point: a constant, `oo`, `-oo`, or the constant `undefined`
 * where there is no limit: the two sides differ, or the function oscillates without settling. Where the function is
 * real on one side of the point only, the limit is taken on that side.
 *
 * Throws: NotFoundError where the method does not decide.
 * Source: D. Gruntz, On Computing Limits in a Symbolic Manipulation System, 1996.
 *
 * @example
 * limit(parse('sin(x)/x'), 'x', 0)        // 1
 * limit(parse('(1 + 1/x)^x'), 'x', 'oo')  // E
 * limit(parse('abs(x)/x'), 'x', 0)        // undefined
 * limit(parse('abs(x)/x'), 'x', 0, '-')   // -1
 */
export function limit(e: Expr, variable: Variable, point: ExprLike, side: Side = 'both'): Expr {
  return search('limit', () => {
    requireSearchable('limit', e)
    const x = resolve(e, variable)
    if (x === undefined || !dependsOn(e, x)) return e
    const at = point === 'oo' || point === '-oo' ? constant(point) : toExpr(point)
    try {
      if (isConstant(at, 'oo') || isConstant(at, '-oo') || side !== 'both') return oneSided(e, x, at, side)
      return twoSided(e, x, at)
    } catch (error) {
      if (error instanceof OscillationError) return constant('undefined')
      if (!(error instanceof NotFoundError)) throw error
      throw new NotFoundError('limit', `${text(e)} as ${x} tends to ${at}: ${error.reason.trim()}`, e)
    }
  })
}

function twoSided(e: Expr, x: Expr, at: Expr): Expr {
  const real = (side: Side): Expr | undefined => {
    try {
      return oneSided(e, x, at, side)
    } catch (error) {
      if (error instanceof NotRealError) return undefined
      throw error
    }
  }
  const right = real('+')
  const left = real('-')
  if (right === undefined || left === undefined) return right ?? left ?? constant('undefined')
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
  for (const [b] of gruntz.bounded)
    if (dependsOn(value, b)) {
      if (!isZero(subtract(subs(value, new Map([[b, integer(1)]])), subs(value, new Map([[b, integer(0)]])))))
        throw gruntz.bounded.size === 1
          ? oscillation(e, value, b, gruntz.bounded.get(b)!)
          : new NotFoundError('limit', 'several parts oscillate', e)
    }
  return nodeCount(value) < 200 ? simplify(value) : value
}

/** The error for a value that is linear in what oscillates between two numbers. */
function oscillation(e: Expr, value: Expr, s: Expr, range: readonly [number, number]): OscillationError {
  const error = new OscillationError('limit', 'the function oscillates', e)
  const at = (v: number): Expr =>
    simplify(subs(value, new Map([[s, rational(Rational.of(Math.round(2 * v), 2))]])))
  const [a, b] = [at(range[0]), at(range[1])]
  const middle = at((range[0] + range[1]) / 2)
  if (isZero(subtract(scale(middle, Rational.of(2)), sum(a, b))) && freeSymbols(subtract(b, a)).length === 0)
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
    const at = point === 'oo' || point === '-oo' ? constant(point) : toExpr(point)
    try {
      const value = oneSided(e, x, at, side)
      return [value, value]
    } catch (error) {
      if (error instanceof OscillationError && error.bounds !== undefined) return error.bounds
      throw error
    }
  })
}

const unbounded = (e: Expr): boolean => isConstant(e, 'oo') || isConstant(e, '-oo')

/** Functions of arguments that grow without bound, by those of which the growth is known; bounded ones by a symbol. */
function prepare(root: Expr, gruntz: Gruntz): Expr {
  const t = gruntz.x
  const values = new Map<Expr, Expr>()
  const known = { has: (e: Expr) => (e.mask & t.mask) === 0 || values.has(e) }
  const of = (e: Expr): Expr => values.get(e) ?? e
  walk(
    root,
    (e) => {
      const made = decided(rebuild(e, e.args.map(of)), gruntz)
      values.set(e, made.kind === 'call' && made.weights.length === 0 ? grown(made, gruntz) : made)
    },
    known,
  )
  return of(root)
}

/** A comparison whose truth for all large t is known, as that truth. */
function decided(e: Expr, gruntz: Gruntz): Expr {
  if (e.kind !== 'relation' || !dependsOn(e, gruntz.x)) return e
  const gap = subtract(e.args[0]!, e.args[1]!)
  try {
    const sign = isZero(gap) ? 0 : gruntz.sign(gap)
    const holds = e.name === '<' ? sign < 0 : e.name === '<=' ? sign <= 0 : (sign === 0) === (e.name === '==')
    return constant(holds ? 'true' : 'false')
  } catch (error) {
    if (error instanceof NotFoundError) return e
    throw error
  }
}

const interesting = new Set(
  'sin cos floor ceil trunc gamma lgamma erf erfi dawson sign heaviside Si Ci Ei E1 li Shi Chi fresnels fresnelc zeta LambertW'.split(
    ' ',
  ),
)

function grown(e: Expr, gruntz: Gruntz): Expr {
  if (e.name.startsWith('bessel') || e.name.startsWith('airy')) return grownBessel(e, gruntz)
  const u = e.args[0]!
  if (!interesting.has(e.name) || !dependsOn(u, gruntz.x)) return e
  const end = gruntz.limit(u)
  if (!unbounded(end)) return e
  const up = isConstant(end, 'oo')
  const bounded = (low: number, high: number): Expr => {
    const s = symbol(` bounded ${e.id}`)
    gruntz.bounded.set(s, [low, high])
    return s
  }
  switch (e.name) {
    case 'sin':
    case 'cos':
      return bounded(-1, 1)
    case 'floor':
      return subtract(u, bounded(0, 1))
    case 'ceil':
      return sum(u, bounded(0, 1))
    case 'trunc':
      return up ? subtract(u, bounded(0, 1)) : sum(u, bounded(0, 1))
    case 'gamma':
      return up ? exp(logGamma(u)) : e
    case 'lgamma':
      return up ? logGamma(u) : e
    case 'erf': {
      // erf(u) = 1 - exp(-u^2) erfcx(u)
      const v = up ? u : negate(u)
      const tail = multiplyAll([exp(negate(power(v, integer(2)))), call(' erfcx', v)])
      return up ? subtract(integer(1), tail) : subtract(tail, integer(1))
    }
    case 'sign':
      return integer(up ? 1 : -1)
    case 'zeta': {
      // 1 + 2^-u + what is between 3^-u and 2*3^-u
      if (!up) return e
      const below = (n: number): Expr => exp(negate(multiplyAll([u, call('log', integer(n))])))
      return sum(integer(1), below(2), multiplyAll([below(3), bounded(1, 2)]))
    }
    case 'LambertW': {
      if (!up || e.args.length > 1) return e
      // W(u) = log u - log log u + what is less than twice their quotient
      const log = openLogs(call('log', u))
      const loglog = openLogs(call('log', log))
      return sum(log, negate(loglog), multiplyAll([divide(loglog, log), bounded(0, 2)]))
    }
    case 'li':
      return up ? grown(call('Ei', openLogs(call('log', u))), gruntz) : e
    case 'Si':
    case 'Ci':
    case 'Ei':
    case 'E1':
    case 'Shi':
    case 'Chi':
    case 'erfi':
    case 'dawson':
    case 'fresnels':
    case 'fresnelc': {
      const tail = integralTail(e.name, up ? u : negate(u), up)
      return tail === undefined
        ? e
        : mapExpr(tail, (node) =>
            node.kind === 'call' && (node.name === 'sin' || node.name === 'cos') ? grown(node, gruntz) : node,
          )
    }
    default:
      return integer(up ? 1 : 0)
  }
}

/** Bessel and Airy functions of arguments that grow, by Hankel's expansions: exponentials, or waves that die away. */
function grownBessel(e: Expr, gruntz: Gruntz): Expr {
  const u = e.args.at(-1)!
  if (!dependsOn(u, gruntz.x) || !isConstant(gruntz.limit(u), 'oo')) return e
  const pi = constant('pi')
  const nu = e.args[0]!
  switch (e.name) {
    case 'besselk':
      return multiplyAll([sqrt(divide(scale(pi, half), u)), exp(negate(u)), call(' besselk', nu, u)])
    case 'besseli':
      return multiplyAll([
        power(scale(multiplyAll([pi, u]), Rational.of(2)), fraction(-1, 2)),
        exp(u),
        call(' besseli', nu, u),
      ])
    case 'besselj':
    case 'bessely': {
      const s = symbol(` bounded ${e.id}`)
      gruntz.bounded.set(s, [-2, 2])
      return multiplyAll([power(u, fraction(-1, 2)), s])
    }
    case 'airyai':
    case 'airybi': {
      // Ai(u) = sqrt(u/3)/pi K_1/3(z), Bi(u) = sqrt(u/3) (I_-1/3(z) + I_1/3(z)) with z = 2 u^(3/2)/3
      const z = scale(power(u, fraction(3, 2)), Rational.of(2, 3))
      const front = sqrt(scale(u, Rational.of(1, 3)))
      const of = (name: string, n: number): Expr => grownBessel(call(name, fraction(n, 3), z), gruntz)
      return e.name === 'airyai'
        ? multiplyAll([front, power(pi, integer(-1)), of('besselk', 1)])
        : multiplyAll([front, sum(of('besseli', -1), of('besseli', 1))])
    }
    default:
      return e
  }
}

/** log gamma(u) = (u - 1/2) log(u) - u + log(2 pi)/2 + a remainder that tends to 0. */
function logGamma(u: Expr): Expr {
  return sum(
    multiplyAll([subtract(u, fraction(1, 2)), openLogs(call('log', u))]),
    negate(u),
    scale(call('log', scale(constant('pi'), Rational.of(2))), half),
    call(' stirling', u),
  )
}
