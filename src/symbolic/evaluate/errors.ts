import { NablaError } from '../../errors.ts'

/** An expression that cannot be evaluated: a symbol without a value, or an undefined function. */
export class EvaluationError extends NablaError {
  override get name(): string {
    return 'EvaluationError'
  }
}
