import { NablaError } from '../../errors.ts'
import type { Expr } from '../expr.ts'

/**
 * A limit, series, antiderivative or solution that the methods here do not find. It says nothing about whether there
 * is one.
 */
export class NotFoundError extends NablaError {
  override name = 'NotFoundError'
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
