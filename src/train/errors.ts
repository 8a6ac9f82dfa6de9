import { NablaError } from '../errors.ts'

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
