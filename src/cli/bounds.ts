import { LimitError } from '../formula/errors.ts'
import type { Expr } from '../symbolic/index.ts'
import { foldExpr } from '../symbolic/traverse.ts'

/** What the command accepts, so that every formula is answered or refused promptly. */
const bounds = {
  /** Characters of text. */
  length: 100_000,
  /** Numbers, names and operations, equal parts counted once. */
  parts: 20_000,
  /** Functions within functions, fractions within fractions; a long sum or product counts once. */
  nesting: 1_000,
} as const

function refuse(name: string, key: keyof typeof bounds, actual: number): void {
  if (actual > bounds[key])
    throw new LimitError('nabla', name, bounds[key], actual, 'The library accepts larger formulas.')
}

/** Refuses a text that is too long. Throws: LimitError. */
export const checkLength = (text: string): void => refuse('length of the formula', 'length', text.length)

/** Refuses an expression that is too large. Throws: LimitError. */
export function checkSize(e: Expr): void {
  let parts = 0
  const nesting = foldExpr<number>(e, (_, args) => {
    parts++
    return args.reduce((most, depth) => Math.max(most, depth), 0) + 1
  })
  refuse('number of parts of the formula', 'parts', parts)
  refuse('nesting of the formula', 'nesting', nesting)
}
