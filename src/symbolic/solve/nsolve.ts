import { Decimal } from 'decimal.js'
import { checkOptions } from '../../options.ts'
import { isConstant } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { type ExprLike, toExpr } from '../build/subs.ts'
import { dependsOn } from '../calculus/depends.ts'
import { resolve, type Variable } from '../calculus/derivative.ts'
import { diff } from '../calculus/diff.ts'
import { asZero } from '../calculus/implicit.ts'
import { NotFoundError, requireSearchable } from '../calculus/not-found.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import { lambdify } from '../evaluate/lambdify.ts'
import type { Expr } from '../expr.ts'
import { signOf } from '../number/rational.ts'
import { isZero } from '../series/decide.ts'
import { freeSymbols, walk } from '../traverse.ts'
import { search } from '../work.ts'
import { holds } from './holds.ts'
import {
  changesBetweenPoles,
  mostRoots,
  rootsOnFineGrid,
  type Sampled,
  signChanges,
} from './numeric-roots.ts'
import { sampled } from './sampled.ts'
import { decimalOf } from './verify.ts'

export interface NumericOptions {
  /** The interval that is searched; the whole line if not given. */
  readonly from?: ExprLike
  readonly to?: ExprLike
  /** Only the root that is nearest to this place. */
  readonly near?: ExprLike
  /** Significant digits, 16 if not given; more are computed for the functions that `evaluate` knows to many digits. */
  readonly digits?: number
}

/**
 * The real roots of an equation, or of an expression that is to be 0, as decimal numbers. They are searched for on a grid
 * of some ten thousand points, by changes of sign and by extrema that touch 0, and refined to the last digit: two roots that
 * are closer together than the grid may be missed. `solve` gives exact ones where it has a method.
 *
 * Throws: NotFoundError where there seem to be infinitely many, or some closer together than the grid: give an interval
 * then; and where every number of an interval is one.
 *
 * @example
 * nsolve(parse('cos(x) == x'), 'x')                          // [0.7390851332151607]
 * nsolve(parse('tan(x) == x'), 'x', { from: 1, to: 10 })     // [4.493409457909064, 7.725251836937707]
 * nsolve(parse('cos(x) == x'), 'x', { digits: 30 })          // [0.739085133215160641655312087674]
 */
export function nsolve(equation: Expr, variable: Variable, options: NumericOptions = {}): Expr[] {
  return search('nsolve', () => {
    checkOptions('nsolve', options, ['from', 'to', 'near', 'digits'])
    const e = asZero(equation)
    requireSearchable('nsolve', e)
    const x = resolve(e, variable)
    if (isConstant(e, 'true') || isZero(e))
      throw new NotFoundError(
        'nsolve',
        `every ${variable} solves ${isConstant(equation, 'true') ? 'the equation' : equation}`,
        equation,
      )
    if (x === undefined || !dependsOn(e, x)) return []
    const others = freeSymbols(e).filter((s) => s !== x)
    if (others.length > 0)
      throw new NotFoundError(
        'nsolve',
        `${equation} has other symbols (${others.join(', ')}); substitute numbers first`,
        equation,
      )
    const [a, b] = [
      endOf(options.from, Number.NEGATIVE_INFINITY),
      endOf(options.to, Number.POSITIVE_INFINITY),
    ]
    const partOf = new Map<number, Expr>()
    for (const part of simpleZeros(e, x))
      for (const root of realRootsOf(part, x, a, b))
        if (part === e || isInDomain(e, x, root)) partOf.set(root, part)
    let found = [...partOf.keys()].sort((p, q) => p - q)
    if (options.near !== undefined) {
      const place = evaluate(toExpr(options.near))
      found = found.sort((p, q) => Math.abs(p - place) - Math.abs(q - place)).slice(0, 1)
    }
    const digits = options.digits ?? 16
    return found.map((root) =>
      digits <= 16 ? decimalOf(String(root)) : refined(partOf.get(root)!, x, root, digits),
    )
  })
}

const endOf = (end: ExprLike | undefined, otherwise: number): number =>
  end === undefined || end === 'oo' || end === '-oo' ? otherwise : evaluate(toExpr(end))

/** So many roots beyond this place, up to which the grid is dense, are taken for infinitely many. */
const far = 30
const mostFar = 6

/** What is 0 where a part of it has a pole. */
function divisorsOf(e: Expr, x: Expr): Expr[] {
  const found = new Set<Expr>()
  walk(e, (node) => {
    if (!dependsOn(node, x)) return
    const u = node.args[0]!
    if (node.kind === 'power' && node.args[1]!.kind === 'number' && signOf(node.args[1]!.value) < 0)
      found.add(u)
    if (node.kind !== 'call') return
    if (node.name === 'tan' || node.name === 'sec') found.add(call('cos', u))
    if (node.name === 'cot' || node.name === 'csc') found.add(call('sin', u))
  })
  return [...found]
}

/** Beyond this the grid is looked at only where there are few roots before: functions that turn for ever cost most there. */
const outer = 300

const odd = new Set('abs sinh tanh asinh asin atan atanh erf erfi cbrt expm1 log1p Si Shi'.split(' '))

/** Parts that are 0 where e is, but for gaps of its domain, and as simply so as may be: u for u^2 and abs(u). */
function simpleZeros(e: Expr, x: Expr): Expr[] {
  if (!dependsOn(e, x)) return []
  if (e.kind === 'product') return [...new Set(e.args.flatMap((a) => simpleZeros(a, x)))]
  const [u, n] = e.args
  if (e.kind === 'power' && n!.kind === 'number' && signOf(n!.value) > 0) return simpleZeros(u!, x)
  return e.kind === 'call' && odd.has(e.name) ? simpleZeros(u!, x) : [e]
}

/** Whether it is close to 0 at a root of a part of it, or just beside: its domain may end there, and rounding miss it. */
function isInDomain(e: Expr, x: Expr, root: number): boolean {
  const f = lambdify(e, [x]) as (t: number) => number
  const step = 1e-12 * Math.abs(root)
  return [root, root - step, root + step].some((t) => Number.isFinite(f(t)))
}

/** The roots in float64 between two places, either of them infinite. */
function realRootsOf(e: Expr, x: Expr, from: number, to: number): number[] {
  const f = sampled(e, x)
  const divisors = divisorsOf(e, x).map((q) => lambdify(q, [x]) as (t: number) => number)
  // what is steep beside poles slips through a grid without them
  const grid = besidePoles(gridOf(from, to), divisors)
  const endless = !Number.isFinite(from) || !Number.isFinite(to)
  const refuse = (root: number): never => {
    throw new NotFoundError(
      'nsolve',
      `${e} = 0 has solutions close to each other beside ${x} = ${root}; give an interval without it: nsolve(equation, '${x}', { from: 1, to: 2 })`,
      e,
    )
  }
  const on = (points: readonly number[]): number[] =>
    points.length < 2
      ? []
      : rootsOnFineGrid(f, points, refuse).filter((r) => r >= from && r <= to && holds(e, x, f, r))
  const turns = (): boolean => {
    const changes = (a: number, b: number): number =>
      divisors.length === 0 ? 0 : changesBetweenPoles((t) => f.value(t), divisors, evenly(a, b, 1000))
    return (
      (to === Number.POSITIVE_INFINITY && changes(far, 2 * far) > mostFar) ||
      (from === Number.NEGATIVE_INFINITY && changes(-2 * far, -far) > mostFar)
    )
  }
  const check = (roots: readonly number[]): void => {
    if (
      (endless && roots.length > mostFar && turns()) ||
      (endless && roots.filter((r) => Math.abs(r) > far).length > mostFar) ||
      roots.length > mostRoots
    )
      throw new NotFoundError(
        'nsolve',
        `${e} = 0 seems to have infinitely many solutions; give an interval: nsolve(equation, '${x}', { from: 0, to: 10 })`,
        e,
      )
  }
  const [low, high] = endless
    ? [grid.findIndex((t) => t >= -outer), grid.findLastIndex((t) => t <= outer)]
    : [-1, -1]
  if (low < 0 || high < 0) {
    const roots = on(grid)
    check(roots)
    return [...new Set(roots.map((r) => polished(f, r)))]
  }
  const middle = on(grid.slice(low, high + 1))
  check(middle)
  const roots = [...on(grid.slice(0, low + 1)), ...middle, ...on(grid.slice(high))]
  check(roots)
  return [...new Set(roots.map((r) => polished(f, r)))]
}

const evenly = (from: number, to: number, n: number): number[] =>
  Array.from({ length: n + 1 }, (_, i) => (i === n ? to : from + ((to - from) * i) / n))

/** The grid with points on both sides of each pole. */
function besidePoles(grid: readonly number[], divisors: readonly ((t: number) => number)[]): number[] {
  const beside = signChanges(divisors, grid).flatMap((pole) =>
    [-1, 1].map((side) => pole + side * 1e-10 * Math.max(1, Math.abs(pole))),
  )
  if (beside.length === 0) return [...grid]
  return [...grid, ...beside.filter((t) => t > grid[0]! && t < grid.at(-1)!)].sort((a, b) => a - b)
}

/** Evenly between finite ends; else dense around 0 and ever wider outwards. No point is a round number. */
function gridOf(from: number, to: number): number[] {
  if (Number.isFinite(from) && Number.isFinite(to)) return evenly(from, to, 6000)
  const points: number[] = []
  for (let i = 0; i <= 6000; i++) points.push(0.003137 + i * 0.01)
  for (let t = Math.log(points.at(-1)!); t < Math.log(1e9); t += 0.01) points.push(Math.exp(t))
  const near = [1e-12, 1e-10, 1e-8, 1e-6, 1e-5, 1e-4, 1e-3]
  const right = [...near, ...points]
  const origin = Number.isFinite(from) ? from : Number.isFinite(to) ? to : 0
  const list = Number.isFinite(from)
    ? [origin, ...right.map((p) => origin + p)]
    : Number.isFinite(to)
      ? [...right.map((p) => origin - p).reverse(), origin]
      : [...right.map((p) => -p).reverse(), 0, ...right]
  return list
}

/** The multiplicities that are told apart. */
const mostMultiple = 100

/** One step of Newton's method, where it comes closer; whole numbers that solve exactly. */
function polished(f: Sampled, root: number): number {
  const whole = Math.round(root)
  if (Math.abs(whole - root) < 1e-9 && f.value(whole) === 0) return whole === 0 ? 0 : whole
  const next = root - f.value(root) / f.slope(root)
  return Math.abs(f.value(next)) < Math.abs(f.value(root)) ? next : root
}

/** Newton's method, in steps of as many times the quotient as the root is multiple, with as many digits as are asked for and some more. */
function refined(e: Expr, x: Expr, root: number, digits: number): Expr {
  const D = Decimal.clone({ precision: digits + 20, defaults: true })
  const slope = diff(e, x)
  const bend = diff(slope, x)
  let at = new D(root)
  for (let i = 0; i < 60; i++) {
    const place = { [x.name]: at.toString() }
    const number = (u: Expr): Decimal => new D(evaluate(u, place, { digits: digits + 5 }))
    const y = number(e)
    if (y.isZero()) return decimalOf(at.toSignificantDigits(digits).toString())
    const s = number(slope)
    const newton = y.div(s)
    if (!newton.isFinite()) break
    // f/f' has the slope 1/m at a root of multiplicity m
    const multiplicity = Math.round(1 / (1 - newton.times(number(bend)).div(s).toNumber()))
    const step = newton.times(multiplicity >= 1 && multiplicity <= mostMultiple ? multiplicity : 1)
    at = at.minus(step)
    if (step.isZero() || step.e < at.e - digits - 2)
      return decimalOf(at.toSignificantDigits(digits).toString())
  }
  throw new NotFoundError('nsolve', `the root of ${e} beside ${x} = ${root} to ${digits} digits`, e)
}
