import { NablaError, shown } from '../errors.ts'

/** What something is that should be something else, for a message. */
export const kindOf = (value: unknown): string =>
  typeof value === 'function'
    ? `the function ${value.name || '(...) => ...'}`
    : Array.isArray(value)
      ? 'a list'
      : typeof value === 'object' && value !== null
        ? `a ${value.constructor?.name ?? 'plain object'}`
        : shown(value)

/** Training that cannot go on, or was asked for in a way that makes no sense. */
export class TrainingError extends NablaError {
  protected override get kind(): string {
    return 'TrainingError'
  }
  readonly epoch: number | undefined
  readonly step: number | undefined
  constructor(message: string, epoch?: number, step?: number) {
    super(message)
    this.epoch = epoch
    this.step = step
  }
}
