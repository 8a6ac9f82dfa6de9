import { Decimal } from 'decimal.js'
import { integer, isConstant, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { type ExprLike, subs, toExpr } from '../build/subs.ts'
import { negate } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { resolve, type Variable } from '../calculus/derivative.ts'
import { diff } from '../calculus/diff.ts'
import { asZero } from '../calculus/implicit.ts'
import { NotFoundError, requireSearchable } from '../calculus/not-found.ts'
import { EvaluationError } from '../evaluate/errors.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import { lambdify } from '../evaluate/lambdify.ts'
import type { Expr } from '../expr.ts'
import { fromFloat, parseDecimal } from '../number/decimal.ts'
import { signOf } from '../number/rational.ts'
import { isZero } from '../series/decide.ts'
import { freeSymbols, walk } from '../traverse.ts'
import { search } from '../work.ts'
import {
  changesBetweenPoles,
  mostRoots,
  rootsOnFineGrid,
  type Sampled,
  signChanges,
  vanishes,
} from './numeric-roots.ts'
import { sampled } from './sampled.ts'

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
    const e = asZero(equation)
    requireSearchable('nsolve', e)
    const x = resolve(e, variable)
    if (isConstant(e, 'true') || isZero(e))
      throw new NotFoundError('nsolve', `every ${variable} solves ${equation}`, equation)
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
    let found = realRootsOf(e, x, a, b)
    if (options.near !== undefined) {
      const place = evaluate(toExpr(options.near))
      found = found.sort((p, q) => Math.abs(p - place) - Math.abs(q - place)).slice(0, 1)
    }
    const digits = options.digits ?? 16
    return found.map((root) => (digits <= 16 ? decimalOf(String(root)) : refined(e, x, root, digits)))
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

/** Sizes below which float64 does not tell a root from a value that is too small for it, such as exp(-1000). */
const smallest = 1e-290

/** Beyond this a value with many digits takes too long, and a value of 0 is one that is too small. */
const farthest = 1e4

/** Whether a place at which float64 gives 0 is a root: it is smaller there than beside it, by more digits and any exponent. */
function holds(e: Expr, x: Expr, f: Sampled, root: number): boolean {
  if (isFlat(e, x, f, root)) throw flat(e, x, root)
  if (Math.abs(f.value(root)) > smallest || f.size(root) > smallest) return true
  const step = 1e-9 * Math.max(Math.abs(root), 1e-3)
  const beside = [root - step, root + step]
  if (beside.every((t) => Math.abs(f.value(t)) > smallest)) return true
  if (Math.abs(root) > farthest) return false
  try {
    const size = (t: number): Decimal =>
      new Decimal(evaluate(e, { [x.name]: String(t) }, { digits: 20 })).abs()
    const here = size(root)
    const sizes = beside.map(size)
    const apart = 0.01 * Math.max(1, Math.abs(root))
    if (here.isZero() && [root - apart, root + apart].some((t) => f.value(t) === 0 && size(t).isZero()))
      throw flat(e, x, root)
    return here.isZero() || sizes.some((other) => here.lessThan(other.times(1e-3)))
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error
    return false
  }
}

const flat = (e: Expr, x: Expr, root: number): NotFoundError =>
  new NotFoundError('nsolve', `${e} is 0 all along an interval beside ${x} = ${root}`, e)

/** Whether it is exactly 0 some way beside a root too. */
function isFlat(e: Expr, x: Expr, f: Sampled, root: number): boolean {
  const apart = 0.01 * Math.max(1, Math.abs(root))
  return [root - apart, root + apart].some(
    (t) => f.size(t) > smallest && vanishes(f, t) && isZeroAtPlace(e, x, t),
  )
}

function isZeroAtPlace(e: Expr, x: Expr, t: number): boolean {
  try {
    return isZero(subs(e, new Map([[x, rational(fromFloat(t))]])))
  } catch (error) {
    if (error instanceof NotFoundError) return false
    throw error
  }
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

/** One step of Newton's method, where it comes closer; whole numbers that solve exactly. */
function polished(f: Sampled, root: number): number {
  const whole = Math.round(root)
  if (Math.abs(whole - root) < 1e-9 && f.value(whole) === 0) return whole === 0 ? 0 : whole
  const next = root - f.value(root) / f.slope(root)
  return Math.abs(f.value(next)) < Math.abs(f.value(root)) ? next : root
}

/** A decimal text as the exact number that it is, which prints as it was written. */
export function decimalOf(text: string): Expr {
  if (text === '0') return integer(0)
  return text.startsWith('-') ? negate(rational(parseDecimal(text.slice(1)))) : rational(parseDecimal(text))
}

/** Newton's method with as many digits as are asked for, and some more. */
function refined(e: Expr, x: Expr, root: number, digits: number): Expr {
  const D = Decimal.clone({ precision: digits + 20, defaults: true })
  const slope = diff(e, x)
  let at = new D(root)
  for (let i = 0; i < 60; i++) {
    const place = { [x.name]: at.toString() }
    const step = new D(evaluate(e, place, { digits: digits + 5 })).div(
      evaluate(slope, place, { digits: digits + 5 }),
    )
    if (!step.isFinite()) break
    at = at.minus(step)
    if (step.isZero() || step.e < at.e - digits - 2) break
  }
  return decimalOf(at.toSignificantDigits(digits).toString())
}
