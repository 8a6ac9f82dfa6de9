import { LimitError } from '../formula/errors.ts'

/** What has been done so far, in parts of expressions put together: 4 a node, 1 an argument, more for long numbers. */
let effort = 0
let ceiling = Number.POSITIVE_INFINITY
let limited = ''
let allowed = 0

/**
 * Counts work against the limit in force.
 *
 * Throws: LimitError where it is passed.
 */
export function spend(units: number): void {
  effort += units
  if (effort > ceiling)
    throw new LimitError(
      limited,
      'work',
      allowed,
      allowed + 1,
      'Ask for less: a lower order, or a part of it.',
    )
}

/**
 * Runs a computation that may do so much work and no more: about 10 million units take a second. An outer limit that
 * ends sooner stays in force.
 *
 * Throws: LimitError where it would take more.
 */
export function withWorkLimit<T>(operation: string, most: number, run: () => T): T {
  const outer = [ceiling, limited, allowed] as const
  if (effort + most < ceiling) {
    ceiling = effort + most
    limited = operation
    allowed = most
  }
  try {
    return run()
  } finally {
    ;[ceiling, limited, allowed] = outer
  }
}
