import type { Variable } from '../calculus/derivative.ts'
import type { Expr } from '../expr.ts'
import { search } from '../work.ts'
import { variableOf } from './domain.ts'
import { lineOf, valueAtPoint, type Within, zerosOn } from './pieces.ts'

/** The real roots in the domain; of a periodic function those of one period, from 0; or those `within` a part of the line. */
export function roots(e: Expr, variable: Variable, within?: Within): Expr[] {
  return search('roots', () => {
    const x = variableOf(e, variable)
    const line = lineOf(e, x, within)
    return zerosOn(line, [e])
      .filter(
        (p) =>
          valueAtPoint(e, x, p) !== undefined && (line.period === undefined || p.at < line.high.at - 1e-9),
      )
      .map((p) => p.value)
  })
}
