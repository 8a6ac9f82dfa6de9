import { NablaError } from '../errors.ts'

/** A derivative that does not exist or cannot be had this way. */
export class DerivativeError extends NablaError {
  override get name(): string {
    return 'DerivativeError'
  }
}
