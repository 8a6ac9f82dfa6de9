import { fraction, integer } from '../build/atoms.ts'
import { divide } from '../build/product.ts'
import { negate, scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { derivative, type Variable } from '../calculus/derivative.ts'
import { NotFoundError, requireSearchable } from '../calculus/not-found.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { half } from '../number/rational.ts'
import { walk } from '../traverse.ts'
import { search } from '../work.ts'
import { boundaryEquations, stepFunctions } from './boundaries.ts'
import { coefficientsOf } from './coefficients.ts'
import { variableOf } from './domain.ts'
import { lineOf, valueAtPoint } from './pieces.ts'
import { sideLimit } from './singularities.ts'
import { solutionSet } from './solve.ts'
import { sameNumber } from './verify.ts'

/** Points without a derivative: with a period one stands for itself and all that lie whole periods from it. */
export interface BrokenPoint {
  readonly at: Expr
  readonly period: Expr | undefined
  /** Points of the family at which there is a derivative all the same. */
  readonly except: readonly Expr[]
}

/** The members of a family that are looked at. */
const members = [-2, -1, 0, 1, 2, 3]

/**
 * The points where the derivative does not exist though the function does, on the whole line: kinks, jumps and vertical
 * tangents; infinitely many as families with a period.
 *
 * Throws: NotFoundError where they are not found.
 *
 * @example
 * brokenPoints(parse('abs(sin(x))'), 'x') // 0 with the period pi
 */
export function brokenPoints(e: Expr, variable: Variable): BrokenPoint[] {
  return search('brokenPoints', () => {
    const x = variableOf(e, variable)
    requireSearchable('analysis', e)
    // refuses other symbols
    lineOf(e, x)
    const slope = derivative(e, x)
    const found: BrokenPoint[] = []
    for (const { at, period } of candidates(e, x)) {
      if (found.some((b) => covers(b, at))) continue
      if (period === undefined) {
        if (isBroken(e, slope, x, at)) found.push({ at, period, except: [] })
        continue
      }
      const places = members.map((k) => sum(at, scale(period, integer(k).value)))
      const whole = places.filter((p) => !isBroken(e, slope, x, p))
      if (whole.length <= 2) found.push({ at, period, except: whole })
      else
        for (const p of places) if (!whole.includes(p)) found.push({ at: p, period: undefined, except: [] })
    }
    return merged(found.sort((a, b) => evaluate(a.at) - evaluate(b.at)))
  })
}

/** Two families half a period apart are one of half the period. */
function merged(list: BrokenPoint[]): BrokenPoint[] {
  const result: BrokenPoint[] = []
  for (const b of list) {
    const k = result.findIndex(
      (a) =>
        a.period !== undefined &&
        a.period === b.period &&
        Math.abs(Math.abs(evaluate(b.at) - evaluate(a.at)) / evaluate(a.period) - 0.5) < 1e-9,
    )
    const a = result[k]
    if (a?.period === undefined) result.push(b)
    else result[k] = { at: a.at, period: scale(a.period, half), except: [...a.except, ...b.except] }
  }
  return result
}

/**
 * The points where the derivative does not exist though the function does: kinks, jumps and vertical tangents. Of a
 * periodic family one member; `brokenPoints` gives the periods.
 */
export const nonDifferentiablePoints = (e: Expr, variable: Variable): Expr[] =>
  brokenPoints(e, variable).map(({ at }) => at)

/** Whether any function in it may have a kink, a jump or a vertical tangent. */
export function mayBreak(e: Expr, x: Expr): boolean {
  let found = false
  walk(e, (node) => {
    if (found || !dependsOn(node, x)) return
    if (node.kind === 'call') found = breaking.has(node.name)
    else if (node.kind === 'piecewise') found = true
    else if (node.kind === 'power')
      found = node.args[1]!.kind === 'number' && node.args[1]!.value.d !== 1 && node.args[1]!.value.n > 0
  })
  return found
}
const breaking = new Set(
  'abs sign heaviside floor ceil round trunc maximum minimum cbrt remainder asin acos atan2 dirac relu relu6 leaky_relu elu selu celu hardtanh softshrink hardshrink hardswish hardsigmoid'.split(
    ' ',
  ),
)

interface Candidate {
  readonly at: Expr
  readonly period: Expr | undefined
}

function candidates(e: Expr, x: Expr): Candidate[] {
  const list: Candidate[] = []
  for (const step of stepFunctions(e, x)) {
    const c = coefficientsOf(step.args[0]!, x)
    if (c?.length !== 2) throw new NotFoundError('analysis', `the jumps of ${step}`, e)
    // a x + b = 0, 1, 2, ...; halves between for what rounds to the nearest
    const first = step.name === 'round' ? sum(fraction(1, 2), negate(c[0]!)) : negate(c[0]!)
    const period = divide(integer(1), c[1]!)
    list.push({ at: divide(first, c[1]!), period: evaluate(period) < 0 ? negate(period) : period })
  }
  for (const equation of boundaryEquations(e, x, 'steps are known')) {
    const { solutions, periods } = solutionSet(equation, x)
    solutions.forEach((at, i) => {
      list.push({ at, period: periods[i] })
    })
  }
  return list
}

/** Whether a point belongs to a family already. */
function covers({ at, period }: BrokenPoint, point: Expr): boolean {
  const distance = evaluate(point) - evaluate(at)
  if (period === undefined) return Math.abs(distance) < 1e-9
  const turns = distance / evaluate(period)
  return Math.abs(turns - Math.round(turns)) < 1e-9
}

function isBroken(e: Expr, slope: Expr, x: Expr, at: Expr): boolean {
  const value = valueAtPoint(e, x, { value: at, at: evaluate(at) })
  if (value === undefined) return false
  const beside = (f: Expr, side: '+' | '-'): Expr | undefined => {
    const l = sideLimit(f, x, at, side)
    return l !== undefined && Number.isFinite(evaluate(l)) ? l : undefined
  }
  for (const side of ['-', '+'] as const) {
    const l = beside(e, side)
    if (l === undefined || !sameNumber(l, value)) return true
  }
  const quotient = divide(subtract(e, value), subtract(x, at))
  // the slope may swing where the quotient of differences settles: x^2 sin(1/x)
  const [a, b] = (['-', '+'] as const).map((side) => beside(slope, side) ?? beside(quotient, side))
  return a === undefined || b === undefined || !sameNumber(a, b)
}
