import { LimitError } from '../formula/errors.ts'

/** What has been done so far, in parts of expressions put together: 4 a node, 1 an argument, more for long numbers. */
let effort = 0
/** Where `spend` looks closer: at the ceiling, or sooner to look at the clock. */
let watch = Number.POSITIVE_INFINITY
let ceiling = Number.POSITIVE_INFINITY
let deadline = Number.POSITIVE_INFINITY
let limited = ''
let allowed = 0
let allowedTime = 0

/** The clock is looked at after so much work. */
const glance = 5_000

/** The work counted so far: a difference says how much something took, the same on every machine. */
export const workDone = (): number => effort

/**
 * Counts work against the limits in force.
 *
 * Throws: LimitError where one is passed.
 */
export function spend(units: number): void {
  effort += units
  if (effort > watch) look()
}

function look(): void {
  if (effort > ceiling)
    throw new LimitError(
      limited,
      'work',
      allowed,
      allowed + 1,
      'Ask for less: a lower order, or a part of it.',
    )
  const late = Date.now() - deadline
  if (late > 0)
    throw new LimitError(
      limited,
      'milliseconds',
      allowedTime,
      allowedTime + late,
      'Ask for less, or allow more time: searchLimits.milliseconds (--seconds on the command line).',
    )
  watch = deadline === Number.POSITIVE_INFINITY ? ceiling : Math.min(ceiling, effort + glance)
}

/**
 * Runs a computation that may do so much work and no more: about 10 million units take a second. An outer limit that
 * ends sooner stays in force.
 *
 * Throws: LimitError where it would take more.
 */
export function withWorkLimit<T>(
  operation: string,
  most: number,
  run: () => T,
  milliseconds = Number.POSITIVE_INFINITY,
): T {
  const outer = [ceiling, deadline, limited, allowed, allowedTime] as const
  if (effort + most < ceiling) {
    ceiling = effort + most
    limited = operation
    allowed = most
  }
  const end = Date.now() + milliseconds
  if (end < deadline) {
    deadline = end
    limited = operation
    allowedTime = milliseconds
  }
  watch = effort
  try {
    return run()
  } finally {
    ;[ceiling, deadline, limited, allowed, allowedTime] = outer
    watch = deadline === Number.POSITIVE_INFINITY ? ceiling : Math.min(ceiling, effort + glance)
  }
}

/**
 * How long a search (an integral, limit, series, equation, or what is said about a graph) may take before it ends in a
 * LimitError, and how much it may do; about 10 million units of work take a second.
 */
export const searchLimits = { milliseconds: 1000, work: 20_000_000 }

/** A search within `searchLimits`; one that is part of another has no more than is left of that. */
export const search = <T>(operation: string, run: () => T): T =>
  withWorkLimit(operation, searchLimits.work, run, searchLimits.milliseconds)

/** Whether an error says that a budget is used up, rather than that a value is out of reach. */
export const isBudgetError = (error: unknown): boolean =>
  error instanceof LimitError && (error.limit === 'work' || error.limit === 'milliseconds')
