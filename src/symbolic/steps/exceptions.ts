import { requireList } from '../../errors.ts'
import { LimitError } from '../../formula/errors.ts'
import { symbol } from '../build/atoms.ts'
import { multiplyAll } from '../build/product.ts'
import { scale, sum } from '../build/sum.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import { EvaluationError } from '../evaluate/errors.ts'
import type { Expr } from '../expr.ts'
import { requireExpr } from '../not-an-expression.ts'
import { one } from '../number/rational.ts'
import { text } from '../print/text.ts'
import { type BrokenPoint, brokenPoints, mayBreak } from '../solve/kinks.ts'
import { nodeCount } from '../traverse.ts'
import { withWorkLimit } from '../work.ts'

const maxNodes = 200
const mostWork = 20_000_000

/** Where a function has no derivative though it has a value; undefined where that was not found. */
export function exceptionsOf(e: Expr, x: Expr): readonly BrokenPoint[] | undefined {
  requireExpr(x)
  if (nodeCount(e) > maxNodes) return undefined
  if (!mayBreak(e, x)) return []
  try {
    return withWorkLimit('brokenPoints', mostWork, () => brokenPoints(e, x))
  } catch (error) {
    if (error instanceof NotFoundError || error instanceof EvaluationError || error instanceof LimitError)
      return undefined
    throw error
  }
}

/** 'x = 0 and x = pi*n for every whole number n', with the expressions as `print` writes them; '' for no points. */
export function pointsInWords(
  points: readonly BrokenPoint[],
  x: Expr,
  print: (e: Expr) => string = text,
): string {
  requireList('pointsInWords', points)
  requireExpr(x)
  const n = symbol(x.name === 'n' ? 'k' : 'n')
  return points
    .map(({ at, period, except }) => {
      if (period === undefined) return `${print(x)} = ${print(at)}`
      const family = sum(at, multiplyAll([period, n]))
      const but = except.length === 0 ? '' : ` except ${except.map((e) => print(e)).join(', ')}`
      return `${print(x)} = ${print(scale(family, one))} for every whole number ${print(n)}${but}`
    })
    .join(' and ')
}
