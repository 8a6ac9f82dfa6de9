import { NablaError } from '../errors.ts'

/** Data that is not what it should be: wrong lengths, a broken file. */
export class DataError extends NablaError {
  protected override get kind(): string {
    return 'DataError'
  }
  readonly subject: string
  constructor(subject: string, message: string) {
    super(`${subject}: ${message}`)
    this.subject = subject
  }
}
