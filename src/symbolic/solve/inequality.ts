import { integer } from '../build/atoms.ts'
import { toExpr } from '../build/subs.ts'
import { subtract } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { resolve, type Variable } from '../calculus/derivative.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { isZero } from '../series/decide.ts'
import { freeSymbols } from '../traverse.ts'
import { search } from '../work.ts'
import { boundaryEquations } from './boundaries.ts'
import { branchesOf } from './branches.ts'
import type { Interval, RealSet } from './domain.ts'
import {
  isEndless,
  type Line,
  lineOf,
  numeric,
  type Point,
  stretches,
  valueAtPoint,
  zerosOn,
} from './pieces.ts'
import { sameNumber } from './verify.ts'

/**
 * The real x for which an inequality holds, or several joined by `and`, `or` and `not`, as intervals; of a periodic one
 * those of one period, from 0.
 *
 * Throws: NotFoundError where the ends of the intervals are not found.
 *
 * @example
 * solveInequality(parse('x^2 < 4'), 'x').intervals // one, from -2 to 2, open
 */
export function solveInequality(condition: Expr, variable: Variable): RealSet {
  return search('solveInequality', () => {
    const x = resolve(condition, variable) ?? toExpr(variable)
    const relations = relationsIn(condition)
    if (relations.length === 0 || freeSymbols(condition).some((s) => s !== x))
      throw new NotFoundError(
        'solveInequality',
        `${condition} is no inequality in ${x} alone, such as x^2 < 4`,
        condition,
      )
    const gaps = relations.map((r) => subtract(r.args[0]!, r.args[1]!))
    const lines = gaps.filter((g) => dependsOn(g, x)).map((g) => lineOf(g, x))
    const line = commonLine(lines, condition, x)
    const cases = gaps.map((g) => casesWithout0(g, x))
    const equations = gaps.flatMap((g, k) => [...boundaryEquations(g, x), ...(cases[k] ?? [g])])
    const points = zerosOn(line, equations)
    const f = gaps.map((g, k) => (cases[k] === undefined ? numeric(g, x) : rounded(numeric(g, x))))
    const holdsAt = (t: number): boolean => holds(condition, relations, (k) => f[k]!(t))
    const atPoint = (p: Point): boolean =>
      holds(condition, relations, (k) => {
        const value = valueAtPoint(gaps[k]!, x, p)
        if (value === undefined) return Number.NaN
        return sameNumber(value, integer(0)) ? 0 : evaluate(value)
      })
    const intervals: Interval[] = []
    const put = (next: Interval): void => {
      const last = intervals.at(-1)
      if (last !== undefined && last.to === next.from && (last.closedTo || next.closedFrom)) {
        intervals.pop()
        intervals.push({ ...next, from: last.from, closedFrom: last.closedFrom })
      } else intervals.push(next)
    }
    for (const s of stretches(line, points)) {
      const [from, to] = [!isEndless(s.from) && atPoint(s.from), !isEndless(s.to) && atPoint(s.to)]
      const found = s.samples.map(holdsAt)
      if (found.some((v) => v !== found[0]))
        throw new NotFoundError('solveInequality', `where ${condition} changes was not found`, condition)
      if (from && intervals.at(-1)?.to !== s.from.value)
        put({ from: s.from.value, to: s.from.value, closedFrom: true, closedTo: true })
      if (found[0]) put({ from: s.from.value, to: s.to.value, closedFrom: from, closedTo: to })
      else if (to) put({ from: s.to.value, to: s.to.value, closedFrom: true, closedTo: true })
    }
    return { intervals, period: line.period }
  })
}

/** The cases of abs, max and min of what is 0 in one of them, such as abs(x) + abs(x - 3) - 3 from 0 to 3, but for that one. */
function casesWithout0(gap: Expr, x: Expr): Expr[] | undefined {
  const cases = branchesOf(gap, x)?.map((branch) => branch.equation)
  const left = cases?.filter((e) => !isZero(e))
  return left?.length === cases?.length ? undefined : left
}

/** Where a function is 0 on a whole stretch, what rounding leaves of it is 0. */
const rounded =
  (f: (t: number) => number) =>
  (t: number): number => {
    const y = f(t)
    return Math.abs(y) <= 1e-12 * (1 + Math.abs(t)) ? 0 : y
  }

function relationsIn(e: Expr): Expr[] {
  if (e.kind === 'relation') return [e]
  return e.kind === 'logic' ? e.args.flatMap(relationsIn) : []
}

function commonLine(lines: readonly Line[], condition: Expr, x: Expr): Line {
  const first = lines[0]
  const plain = lines.find((l) => l.period === undefined)
  if (plain !== undefined || first === undefined) return plain ?? lineOf(x, x)
  const longest = lines.reduce((a, b) => (b.high.at > a.high.at ? b : a))
  if (
    lines.some((l) => Math.abs(longest.high.at / l.high.at - Math.round(longest.high.at / l.high.at)) > 1e-9)
  )
    throw new NotFoundError('solveInequality', 'the periods of the parts differ', condition)
  return longest
}

/** Whether it holds where the left side minus the right side of relation k is gap(k). */
function holds(e: Expr, relations: readonly Expr[], gap: (k: number) => number): boolean {
  if (e.kind === 'logic') {
    const inner = e.args.map((a) => holds(a, relations, gap))
    return e.name === 'not' ? !inner[0] : e.name === 'and' ? inner.every(Boolean) : inner.some(Boolean)
  }
  const d = gap(relations.indexOf(e))
  if (Number.isNaN(d)) return false
  return e.name === '<' ? d < 0 : e.name === '<=' ? d <= 0 : (d === 0) === (e.name === '==')
}
