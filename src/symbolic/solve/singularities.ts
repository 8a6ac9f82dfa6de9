import { isValue } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide } from '../build/product.ts'
import { subtract } from '../build/sum.ts'
import type { Variable } from '../calculus/derivative.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import type { Expr } from '../expr.ts'
import { limit, type Side } from '../limit/limit.ts'
import { search } from '../work.ts'
import { cut, variableOf } from './domain.ts'
import { lineOf, valueAtPoint, type Within } from './pieces.ts'
import { sameNumber } from './verify.ts'

/** A point where the function is not defined though it is beside it, or where it jumps. */
export interface Singularity {
  readonly at: Expr
  readonly kind: 'pole' | 'logarithmic' | 'removable' | 'jump' | 'essential'
  readonly left: Expr | undefined
  readonly right: Expr | undefined
}

export const sideLimit = (e: Expr, x: Expr, at: Expr, side: Side): Expr | undefined => {
  try {
    return limit(e, x, at, side)
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}
export const infinite = (e: Expr | undefined): boolean =>
  e?.kind === 'constant' && (e.name === 'oo' || e.name === '-oo')

/** Points where the function has a pole, a gap or a jump, with its limits on both sides; on the whole line or `within` a part of it. */
export function singularities(e: Expr, variable: Variable, within?: Within): Singularity[] {
  return search('singularities', () => {
    const x = variableOf(e, variable)
    const { line, points, parts } = cut(e, x, [], lineOf(e, x, within))
    return points.flatMap((p): Singularity[] => {
      // the end of a period is its start
      if (line.period !== undefined && p.at > line.high.at - 1e-9) return []
      const left = parts.some((s) => s.real && s.to.at === p.at) ? sideLimit(e, x, p.value, '-') : undefined
      const right = parts.some((s) => s.real && s.from.at === p.at)
        ? sideLimit(e, x, p.value, '+')
        : undefined
      if (left === undefined && right === undefined) return []
      const value = valueAtPoint(e, x, p)
      const both = left !== undefined && right !== undefined
      const undefinedSide = [left, right].some((l) => l?.kind === 'constant' && l.name === 'undefined')
      const at = p.value
      if (infinite(left) || infinite(right))
        return [{ at, kind: infiniteKind(e, x, at, left, right), left, right }]
      if (undefinedSide) return [{ at, kind: 'essential', left, right }]
      if (both && !sameNumber(left, right)) return [{ at, kind: 'jump', left, right }]
      return value === undefined ? [{ at, kind: 'removable', left, right }] : []
    })
  })
}

/** How a function grows there: as a power, as a logarithm, or faster than any power. */
function infiniteKind(
  e: Expr,
  x: Expr,
  at: Expr,
  left: Expr | undefined,
  right: Expr | undefined,
): Singularity['kind'] {
  for (const [side, value] of [
    ['+', right],
    ['-', left],
  ] as const) {
    if (!infinite(value)) continue
    const near = (f: Expr): Expr | undefined => sideLimit(f, x, at, side)
    const gap = subtract(x, at)
    // (x - a)^n f for no n, or log f/log|x - a| without end: faster than any power
    const growth = near(divide(call('log', call('abs', e)), call('log', call('abs', gap))))
    if (growth !== undefined && infinite(growth)) return 'essential'
    if (growth !== undefined && isValue(growth, 0)) return 'logarithmic'
  }
  return 'pole'
}
