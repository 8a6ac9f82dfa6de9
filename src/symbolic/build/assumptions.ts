import { NablaError } from '../../errors.ts'
import { checkOptions } from '../../options.ts'

/**
 * What is known of a symbol. A symbol is real unless declared `{ real: false }`, `{ complex: true }` or
 * `{ imaginary: true }`. One assumption brings those that follow from it: what is positive is nonnegative and nonzero,
 * what is even is an integer.
 */
export interface Assumptions {
  readonly real?: boolean
  /** It need not be real: the same as `real: false`. */
  readonly complex?: boolean
  /** A real multiple of i other than 0. */
  readonly imaginary?: boolean
  readonly positive?: boolean
  readonly negative?: boolean
  readonly nonnegative?: boolean
  readonly nonpositive?: boolean
  readonly nonzero?: boolean
  readonly integer?: boolean
  readonly even?: boolean
  readonly odd?: boolean
}

/** Assumptions that no number meets, such as positive and negative at once. */
export class AssumptionError extends NablaError {
  protected override get kind(): string {
    return 'AssumptionError'
  }
}

/** Assumptions as bits of a symbol. */
export const flag = {
  complex: 1,
  positive: 2,
  nonnegative: 4,
  integer: 8,
  nonzero: 16,
  negative: 32,
  nonpositive: 64,
  even: 128,
  odd: 256,
  imaginary: 512,
} as const

const ordered = flag.positive | flag.nonnegative | flag.negative | flag.nonpositive

/** The bits of assumptions, with all that follow from them. */
export function flagsOf(name: string, given: Assumptions): number {
  checkOptions('symbol', given, ['real', ...Object.keys(flag)])
  let flags = 0
  for (const [key, bit] of Object.entries(flag)) if (given[key as keyof Assumptions] === true) flags |= bit
  if (given.real === false) flags |= flag.complex
  if (flags === 0) return 0
  const has = (bits: number): boolean => (flags & bits) === bits
  if (has(flag.imaginary)) flags |= flag.complex | flag.nonzero
  if (has(flag.positive)) flags |= flag.nonnegative | flag.nonzero
  if (has(flag.negative)) flags |= flag.nonpositive | flag.nonzero
  if (has(flag.odd)) flags |= flag.nonzero
  if (flags & (flag.even | flag.odd)) flags |= flag.integer
  if (has(flag.nonnegative | flag.nonzero)) flags |= flag.positive
  if (has(flag.nonpositive | flag.nonzero)) flags |= flag.negative
  const real = (flags & (ordered | flag.integer)) !== 0 || given.real === true
  const impossible =
    has(flag.positive | flag.nonpositive) ||
    has(flag.negative | flag.nonnegative) ||
    has(flag.even | flag.odd) ||
    (has(flag.complex) && real)
  if (impossible)
    throw new AssumptionError(
      `symbol: no number is all that ${name} is declared to be (${Object.keys(given).join(', ')}); leave one out.`,
    )
  return flags
}

/** A real number near x that meets the assumptions. */
export function admissible(flags: number, x: number): number {
  if (flags === 0) return x
  if (flags & flag.nonnegative) x = Math.abs(x)
  if (flags & flag.nonpositive) x = -Math.abs(x)
  if (flags & flag.integer) {
    const step = flags & (flag.even | flag.odd) ? 2 : 1
    const shift = flags & flag.odd ? 1 : 0
    x = step * Math.round((x - shift) / step) + shift
    if (flags & flag.nonzero && x === 0) x = flags & flag.negative ? -step : step
    if ((flags & flag.nonnegative && x < 0) || (flags & flag.nonpositive && x > 0)) x = -x
  }
  return x === 0 ? 0 : x
}
