import { NablaError, shown } from '../errors.ts'

/** An option outside its range, a state that does not fit, or parameters that an optimizer cannot update. */
export class OptimizerError extends NablaError {
  protected override get kind(): string {
    return 'OptimizerError'
  }
  readonly optimizer: string
  constructor(optimizer: string, message: string) {
    super(`${optimizer}: ${message}`)
    this.optimizer = optimizer
  }
}

/** Refuses what a scheduler cannot do without, where it is left out or no number. */
export function checkNumbers(scheduler: string, options: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(options))
    if (typeof value !== 'number' || Number.isNaN(value))
      throw new OptimizerError(scheduler, `${name} is ${shown(value)}: it must be a number.`)
}

/** Refuses counts that are no whole numbers >= `least`. */
export function checkCounts(
  scheduler: string,
  options: Readonly<Record<string, unknown>>,
  least: 0 | 1 = 1,
): void {
  for (const [name, value] of Object.entries(options))
    if (!(Number.isInteger(value) && (value as number) >= least))
      throw new OptimizerError(
        scheduler,
        `${name} is ${shown(value)}: it must be a whole number ${least ? '> 0' : '>= 0'}.`,
      )
}

/** Refuses factors that are not in (0, 1], by which a warm-up multiplies and is divided again. */
export function checkFactors(scheduler: string, options: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(options))
    if (!(typeof value === 'number' && value > 0 && value <= 1))
      throw new OptimizerError(scheduler, `${name} is ${shown(value)}: it must be > 0 and <= 1.`)
}

/** Refuses what is no function of the step. */
export function checkFunction(scheduler: string, name: string, f: unknown): void {
  if (typeof f !== 'function')
    throw new OptimizerError(scheduler, `${name} is ${shown(f)}: it must be a function of the step.`)
}

/** Two numbers, for which one may stand in plain JavaScript. */
export function pairOf(
  optimizer: string,
  pair: readonly [number, number],
  name = 'betas',
): readonly [number, number] {
  if (Array.isArray(pair)) return pair
  throw new OptimizerError(optimizer, `${name} is ${shown(pair)}: it must be two numbers in brackets.`)
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
