import { NablaError } from '../errors.ts'

/** A derivative that does not exist or cannot be had this way. */
export class DerivativeError extends NablaError {
  protected override get kind(): string {
    return 'DerivativeError'
  }
}
