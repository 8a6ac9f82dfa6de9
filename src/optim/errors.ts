import { NablaError } from '../errors.ts'

/** An option outside its range, a state that does not fit, or parameters that an optimizer cannot update. */
export class OptimizerError extends NablaError {
  override name = 'OptimizerError'
  readonly optimizer: string
  constructor(optimizer: string, message: string) {
    super(`${optimizer}: ${message}`)
    this.optimizer = optimizer
  }
}

const shown = (value: unknown): string =>
  typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value))

/** Refuses what a scheduler cannot do without, where it is left out or no number. */
export function checkNumbers(scheduler: string, options: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(options))
    if (typeof value !== 'number' || Number.isNaN(value))
      throw new OptimizerError(scheduler, `${name} is ${shown(value)}: it must be a number.`)
}

/** Refuses numeric options outside `[low, high)`; `high` itself is refused too. */
export function checkRange(
  optimizer: string,
  options: Readonly<Record<string, number>>,
  low = 0,
  high = Number.POSITIVE_INFINITY,
): void {
  for (const [name, value] of Object.entries(options))
    if (typeof value !== 'number' || !(value >= low && value < high))
      throw new OptimizerError(
        optimizer,
        `${name} is ${shown(value)}: it must be a number >= ${low}${high === Number.POSITIVE_INFINITY ? '' : ` and < ${high}`}.`,
      )
}
