import { NablaError } from '../errors.ts'

/** An index outside its axis. */
export class IndexError extends NablaError {
  protected override get kind(): string {
    return 'IndexError'
  }
}
