import { NablaError } from '../../errors.ts'

/** An expression that cannot be evaluated: a symbol without a value, or an undefined function. */
export class EvaluationError extends NablaError {
  protected override get kind(): string {
    return 'EvaluationError'
  }
}
