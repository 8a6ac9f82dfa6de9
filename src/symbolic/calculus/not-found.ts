import { NablaError } from '../../errors.ts'
import type { Expr } from '../expr.ts'
import { nodeCount } from '../traverse.ts'

/**
 * A limit, series, antiderivative or solution that the methods here do not find. It says nothing about whether there
 * is one.
 */
export class NotFoundError extends NablaError {
  protected override get kind(): string {
    return 'NotFoundError'
  }
  readonly operation: string
  readonly reason: string
  readonly subject: Expr | undefined

  constructor(operation: string, reason: string, subject?: Expr) {
    super(`${operation}: not found: ${reason}.`)
    this.operation = operation
    this.reason = reason
    this.subject = subject
  }
}

/** The largest expression, in distinct nodes, that the searches of limits, solutions and integrals take on. */
export const maxSearchNodes = 2_000

/** Refuses expressions for which a search would not end in reasonable time. */
export function requireSearchable(operation: string, e: Expr): void {
  const count = nodeCount(e)
  if (count > maxSearchNodes)
    throw new NotFoundError(
      operation,
      `the expression has ${count} distinct nodes; the limit is ${maxSearchNodes}`,
      e,
    )
}
