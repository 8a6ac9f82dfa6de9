import type { Expr } from '../expr.ts'
import { constant } from './atoms.ts'
import { type ExprLike, toExpr } from './subs.ts'

const infinity = /^([-+]?)(?:oo|inf|infinity|∞)$/i

/** A point of the line: what stands for an expression, or infinity by its names. */
export function endpoint(point: ExprLike): Expr {
  const match = typeof point === 'string' ? infinity.exec(point) : null
  return match === null ? toExpr(point) : constant(match[1] === '-' ? '-oo' : 'oo')
}
