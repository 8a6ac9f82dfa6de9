import { shown } from '../errors.ts'
import { OptimizerError } from './errors.ts'

/** What a part of a saved state must be, in words, and whether something is it. */
export interface Part {
  readonly rule: string
  holds(value: unknown): boolean
}

const isNumber = (value: unknown): boolean => typeof value === 'number' && !Number.isNaN(value)

/** A count of steps. */
export const isCount: Part = {
  rule: 'a whole number >= 0',
  holds: (value) => Number.isInteger(value) && (value as number) >= 0,
}

/** A number, or none yet. */
export const isNumberOrNull: Part = {
  rule: 'a number or null',
  holds: (value) => value === null || isNumber(value),
}

/** One number a group. */
export const isNumbers = (count: number): Part => ({
  rule: `a list of ${count} numbers, one for each group of this optimizer`,
  holds: (value) => Array.isArray(value) && value.length === count && value.every(isNumber),
})

/** One state a scheduler. */
export const isList = (count: number): Part => ({
  rule: `a list of ${count} states, one for each scheduler`,
  holds: (value) => Array.isArray(value) && value.length === count,
})

/** A state whose parts are what they must be. Throws: OptimizerError. */
export function checkState<State extends object>(
  scheduler: string,
  state: State,
  parts: { readonly [K in keyof State]: Part },
): State {
  if (typeof state !== 'object' || state === null)
    throw new OptimizerError(scheduler, `the state is ${shown(state)}: it must be what stateDict() gave.`)
  for (const [name, { rule, holds }] of Object.entries<Part>(parts)) {
    const value = (state as Readonly<Record<string, unknown>>)[name]
    if (!holds(value))
      throw new OptimizerError(scheduler, `${name} of the state is ${shown(value)}: it must be ${rule}.`)
  }
  return state
}

/** Refuses what has no learning rates. Throws: OptimizerError. */
export function checkScheduled(scheduler: string, optimizer: { readonly groups: readonly unknown[] }): void {
  if (!Array.isArray(optimizer?.groups))
    throw new OptimizerError(
      scheduler,
      'there is no optimizer with learning rates: give new Adam(...) or the like. For fit, which makes its own of adam(1e-3): ' +
        '{ scheduler: (optimizer) => new StepLR(optimizer, { stepSize: 10 }) }.',
    )
}

const rounded = (rate: number): number => Number(rate.toPrecision(6))

/** A scheduler that prints as `StepLR(steps: 3, lr: 0.01)`. */
export abstract class PrintedScheduler {
  /** The rates as they are now, one a group. */
  abstract lastLr(): number[]
  toString(): string {
    const { steps } = this as { readonly steps?: number }
    const rates = this.lastLr().map(rounded)
    const made = steps === undefined ? '' : `steps: ${steps}, `
    return `${this.constructor.name}(${made}lr: ${rates.length === 1 ? rates[0] : shown(rates)})`
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}
