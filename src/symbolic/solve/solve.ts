import { checkOptions } from '../../options.ts'
import { isConstant, isIntegerNumber } from '../build/atoms.ts'
import { divide } from '../build/product.ts'
import { scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { resolve, type Variable } from '../calculus/derivative.ts'
import { asZero } from '../calculus/implicit.ts'
import { NotFoundError, requireSearchable } from '../calculus/not-found.ts'
import type { Expr } from '../expr.ts'
import { requireExpr } from '../not-an-expression.ts'
import { Rational } from '../number/rational.ts'
import { isZero } from '../series/decide.ts'
import { simplify } from '../simplify/simplify.ts'
import { freeSymbols } from '../traverse.ts'
import { search } from '../work.ts'
import { asAngle } from './angles.ts'
import { nsolve } from './nsolve.ts'
import { plain, type Solution, type Solutions, type SolveOptions } from './solution.ts'
import { numberOf, satisfies } from './verify.ts'
import { attempt, solveZero } from './zeros.ts'

/**
 * The solutions of an equation, or of an expression that is to be 0, for x: all real ones (all complex ones of a
 * polynomial with `complex`). Of a periodic family it gives one member for each; `solutionSet` gives the periods too.
 *
 * Throws: NotFoundError where the methods here do not find all of them, or every x solves it.
 *
 * @example
 * solve(parse('x^2 - 2'), 'x')          // [-sqrt(2), sqrt(2)]
 * solve(parse('exp(2*x) == 3'), 'x')    // [log(3)/2]
 */
export const solve = (equation: Expr, x: Variable, options: SolveOptions = {}): Expr[] => [
  ...new Set(solutionSet(equation, x, options).solutions),
]

/** The solutions with the periods of those that recur. */
export function solutionSet(equation: Expr, variable: Variable, options: SolveOptions = {}): Solutions {
  return search('solutionSet', () => {
    requireExpr(equation)
    checkOptions('solve', options, ['complex', 'numeric'])
    const e = asZero(equation)
    requireSearchable('solve', e)
    const x = resolve(e, variable)
    if (x === undefined || !dependsOn(e, x) || isZero(e)) {
      if (isConstant(e, 'true') || isZero(e))
        throw new NotFoundError(
          'solve',
          `every ${variable} solves ${isConstant(equation, 'true') ? 'the equation' : equation}`,
          equation,
        )
      return { solutions: [], periods: [], exact: true }
    }
    let list: Solution[] = []
    const candidates =
      options.numeric === true
        ? (attempt(() => solveZero(e, x, options.complex === true, 0)) ??
          nsolve(e, x).map((root) => plain(root, false)))
        : solveZero(e, x, options.complex === true, 0)
    for (const s of candidates) {
      const first = asAngle(simplify(s.value, { work: 60_000 }))
      for (const made of whereItHolds(s, first, (v) => satisfies(e, x, v, s.exact))) {
        if (list.some((known) => holdsAll(known, made))) continue
        list = [...list.filter((known) => !holdsAll(made, known)), made]
      }
    }
    if (list.every((s) => freeSymbols(s.value).length === 0)) {
      const place = new Map(list.map((s) => [s, numberOf(s.value)]))
      list.sort((a, b) => place.get(a)! - place.get(b)!)
    }
    return {
      solutions: list.map((s) => s.value),
      periods: list.map((s) => s.period),
      exact: list.every((s) => s.exact),
    }
  })
}

/** Whether the members of a family, or a number alone, are all those of another: 0, pi, 2*pi, ... those of 0, 2*pi, ... */
function holdsAll(family: Solution, other: Solution): boolean {
  const T = family.period
  if (T === undefined) return other.period === undefined && other.value === family.value
  const isMultiple = (e: Expr): boolean => isIntegerNumber(divide(e, T))
  return (
    (other.period === undefined || isMultiple(other.period)) &&
    isMultiple(subtract(other.value, family.value))
  )
}

/** Members of a family that are looked at near its first one, and those that stand for all beyond. */
const near = [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5]
const beyond = [-60, -23, 23, 60]

/**
 * A candidate where it passes a check: of a family the first member that does, not 0 of sin(x)/x; where it ends on both sides
 * its members alone. NotFoundError where it goes on on one side only.
 */
function whereItHolds(s: Solution, first: Expr, passes: (value: Expr) => boolean): Solution[] {
  const T = s.period
  if (T === undefined || freeSymbols(first).length > 0 || freeSymbols(T).length > 0)
    return passes(first) ? [{ ...s, value: first }] : []
  const member = (k: number): Expr => (k === 0 ? first : simplify(sum(first, scale(T, Rational.of(k)))))
  const far = beyond.filter((k) => passes(member(k)))
  if (far.length === beyond.length) {
    const value = near.map(member).find(passes)
    return value === undefined ? [] : [{ ...s, value }]
  }
  if (far.length > 0)
    throw new NotFoundError('solve', `the solutions ${sum(first, T)} and so on end on one side`, first)
  const low = near.length
  const all = Array.from({ length: 2 * low + 1 }, (_, k) => member(k - low))
  return all.filter(passes).map((value) => ({ ...s, value, period: undefined }))
}
