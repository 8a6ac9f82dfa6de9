import type { Formula } from '../tree.ts'
import { callArguments } from './arguments.ts'
import type { Reader } from './reader.ts'

/** What stands above and below a name. */
export interface Scripts {
  /** Where the formula below begins. */
  readonly below?: number
  readonly belowText: string
  readonly above?: Formula
  /** The orders of f^{(2)} and f^{(1,0)}. */
  readonly orders?: readonly Formula[]
  readonly primes: number
}

/** Reads sub- and superscripts and primes behind a name; one that is a script itself has no superscript. */
export function readScripts(r: Reader, alone: boolean): Scripts {
  let below: number | undefined
  let belowText = ''
  let above: Formula | undefined
  let orders: readonly Formula[] | undefined
  let primes = 0
  for (;;) {
    if (r.is("'") || r.is('′')) {
      r.take()
      primes++
    } else if (isBelow(r) && below === undefined) {
      below = r.at + (r.is('_') ? 1 : 3)
      belowText = readBelow(r).text
    } else if (r.is('^') && above === undefined && orders === undefined && !alone) {
      const marks = primesAbove(r)
      primes += marks
      if (marks > 0) continue
      if (isSide(r) || isDegrees(r)) break
      r.take()
      if (r.holdsBracket(r.at)) {
        orders = callArguments(r, 'brace')
        if (orders.length === 0) throw r.unexpected(r.peek(-2), 'an exponent is missing')
      } else above = r.script()
    } else break
  }
  return {
    belowText,
    primes,
    ...(below === undefined ? {} : { below }),
    ...(above === undefined ? {} : { above }),
    ...(orders === undefined ? {} : { orders }),
  }
}

const isSign = (r: Reader, ahead: number): boolean => r.is('+', ahead) || r.is('-', ahead)
/** Whether a superscript says the side of a limit: 0^+} or 0^{+}. */
export const isSide = (r: Reader): boolean =>
  (isSign(r, 1) && r.is('}', 2)) || (r.is('{', 1) && isSign(r, 2) && r.is('}', 3))
/** Whether a superscript is the sign of degrees. */
export const isDegrees = (r: Reader): boolean =>
  r.isCommand('circ', 1) || (r.is('{', 1) && r.isCommand('circ', 2) && r.is('}', 3))

/** The primes of ^\prime and ^{\prime\prime}. */
export function primesAbove(r: Reader): number {
  if (r.isCommand('prime', 1)) {
    r.at += 2
    return 1
  }
  if (!r.is('{', 1)) return 0
  let count = 0
  while (r.isCommand('prime', 2 + count)) count++
  if (count === 0 || !r.is('}', 2 + count)) return 0
  r.at += 3 + count
  return count
}

export const isBelow = (r: Reader): boolean => r.is('_') || (r.is('{') && r.is('}', 1) && r.is('_', 2))

/** The subscript of a name, as the end of the name: _{i,j} is _i_j, and {}_{1} is 1 alone, for the name x1. */
export function readBelow(r: Reader): { text: string } {
  const joined = r.is('{')
  if (joined) r.at += 2
  r.expect('_')
  const end = r.partner(r.at) ?? r.at
  let text = joined ? '' : '_'
  for (let i = r.at; i <= end; i++) {
    const { kind, text: part } = r.tokens.at(i)
    if (kind === 'end') throw r.unexpected(r.tokens.at(i), 'a subscript is missing')
    if (part === ',') text += '_'
    else if (part !== '{' && part !== '}') text += part.replace(/[^\p{L}\p{M}\p{N}_+-]/gu, '')
  }
  r.at = end + 1
  return { text }
}

/** The formula of a subscript, read again. */
export function belowFormula(r: Reader, below: number): Formula {
  const { at } = r
  r.at = below
  const formula = r.script()
  r.at = at
  return formula
}

/** The scripts of a command like \sin: a power is always its own. */
export function readCommandScripts(r: Reader): Scripts {
  let below: number | undefined
  let above: Formula | undefined
  let primes = 0
  for (;;) {
    if (r.is("'")) {
      r.take()
      primes++
    } else if (r.is('_') && below === undefined) {
      below = r.at + 1
      readBelow(r)
    } else if (r.is('^') && above === undefined) {
      r.take()
      above = r.script()
    } else break
  }
  return {
    belowText: '',
    primes,
    ...(below === undefined ? {} : { below }),
    ...(above === undefined ? {} : { above }),
  }
}
