import { constant } from '../build/atoms.ts'
import { divide, multiplyAll } from '../build/product.ts'
import { subtract } from '../build/sum.ts'
import type { Variable } from '../calculus/derivative.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { limit } from '../limit/limit.ts'
import { search } from '../work.ts'
import { cut, variableOf } from './domain.ts'
import { lineOf, type Within } from './pieces.ts'
import { infinite, singularities } from './singularities.ts'

/** A line that the graph comes close to: x = at, or y = slope*x + intercept at an end of the line. */
export type Asymptote =
  | { readonly kind: 'vertical'; readonly at: Expr }
  | {
      readonly kind: 'horizontal' | 'oblique'
      readonly end: 'oo' | '-oo'
      readonly slope: Expr
      readonly intercept: Expr
    }

/** Vertical asymptotes at poles; horizontal and oblique ones at both ends, unless it is `within` a part of the line. */
export function asymptotes(e: Expr, variable: Variable, within?: Within): Asymptote[] {
  return search('asymptotes', () => {
    const x = variableOf(e, variable)
    const found: Asymptote[] = singularities(e, x, within)
      .filter((s) => infinite(s.left) || infinite(s.right))
      .map((s) => ({ kind: 'vertical', at: s.at }))
    const { line, parts } = cut(e, x, [], lineOf(e, x, within))
    if (line.period !== undefined) return found
    const plain = (v: Expr): boolean => v.kind !== 'constant' || !['oo', '-oo', 'undefined'].includes(v.name)
    for (const [end, part] of [
      ['-oo', parts[0]],
      ['oo', parts.at(-1)],
    ] as const) {
      if (part?.real !== true || within !== undefined) continue
      const at = constant(end)
      const slope = limit(divide(e, x), x, at)
      if (!plain(slope)) continue
      const intercept = limit(subtract(e, multiplyAll([slope, x])), x, at)
      if (plain(intercept))
        found.push({ kind: evaluate(slope) === 0 ? 'horizontal' : 'oblique', end, slope, intercept })
    }
    return found
  })
}
