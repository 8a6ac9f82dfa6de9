import { NablaError, requireList } from '../errors.ts'
import type { Expr } from './expr.ts'

/** Something else where an expression is needed: a text that is not parsed yet, a number, nothing. */
export class ExpressionError extends NablaError {
  protected override get kind(): string {
    return 'ExpressionError'
  }
}

/** Refuses what is no expression. Throws: ExpressionError. */
export function requireExpr(value: unknown): asserts value is Expr {
  if (typeof value === 'object' && value !== null && 'weights' in value && 'mask' in value) return
  throw new ExpressionError(`symbolic: ${described(value)} is no expression. ${repair(value)}`)
}

/** Refuses what is no list of expressions. Throws: ExpressionError, NablaError. */
export function requireExprs(operation: string, list: unknown): void {
  requireList(operation, list)
  for (const e of list as readonly unknown[]) requireExpr(e)
}

const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text)

function described(value: unknown): string {
  if (typeof value === 'string') return `the text '${short(value)}'`
  if (typeof value === 'object' && value !== null)
    return 'shape' in value ? 'one in matrices' : `an object of ${value.constructor?.name ?? 'no class'}`
  return typeof value === 'function' ? 'a function' : String(value)
}

function repair(value: unknown): string {
  if (typeof value === 'string') return `Parse it first: parse('${short(value)}').`
  if (typeof value === 'number' || typeof value === 'bigint')
    return `Convert it first: toExpr(${String(value)}).`
  if (typeof value === 'object' && value !== null && 'shape' in value)
    return 'Matrices of symbols have functions of their own: matrixGradient, matrixText ...'
  if (value === undefined) return 'Is an argument missing?'
  return 'Expressions are made by parse and by the constructors: sum, product, power, call ...'
}
