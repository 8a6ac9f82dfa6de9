import { shown } from '../../errors.ts'
import { LimitError } from '../../formula/errors.ts'
import { checkOptions } from '../../options.ts'
import { Expr } from '../expr.ts'
import { requireExprs } from '../not-an-expression.ts'
import { fromFloat, parseDecimal } from '../number/decimal.ts'
import { negate, Rational } from '../number/rational.ts'
import { spend, withWorkLimit } from '../work.ts'
import { EvaluationError } from './errors.ts'
import { preciseValue, smallness } from './precise/precise.ts'
import { program } from './program.ts'
import { stable } from './stable.ts'

/** A value for a symbol: a number as the float64 that it is, a decimal text (`'0.1'`) or an expression exactly. */
export type PreciseNumber = number | bigint | string | Expr

export interface DigitsOption {
  /** How many significant digits, at most 10,000: the value comes as a decimal text. */
  readonly digits: number
}

/**
 * The real value of an expression in float64, NaN where it has none. Each distinct subexpression is computed once; where
 * one of them is too large for float64 and no value comes of it (gamma(201)/gamma(200)), numbers with more room are used.
 * With the option `digits` the value is computed to any number of digits and comes as a text: for all functions that have
 * a value, and for definite integrals.
 *
 * Accuracy: with `digits`, all of them but the last are right; it is rounded to nearest.
 * Throws: EvaluationError for a symbol without a value, or an undefined function; LimitError where terms cancel to
 * hundreds of digits.
 *
 * @example
 * evaluate(parse('1/(1 + exp(-x))'), { x: 0.5 }) // 0.6224593312018546
 * evaluate(parse('1/(1 + exp(-x))'), { x: '0.5' }, { digits: 30 }) // '0.622459331201854593436137466059'
 */
export function evaluate(e: Expr, values?: Readonly<Record<string, number>>): number
export function evaluate(
  e: Expr,
  values: Readonly<Record<string, PreciseNumber>>,
  options: DigitsOption,
): string
export function evaluate(
  e: Expr,
  values: Readonly<Record<string, PreciseNumber>> = {},
  options?: DigitsOption,
): number | string {
  if (options !== undefined) {
    checkOptions('evaluate', options, ['digits'])
    requireValues('evaluate', values)
    return preciseAt(e, values, options.digits)
  }
  return evaluateAll([e], values as Readonly<Record<string, number>>)[0]!
}

/** Refuses what is no object of values by name. Throws: EvaluationError. */
export function requireValues(operation: string, values: unknown): void {
  if (typeof values !== 'object' || values === null)
    throw new EvaluationError(
      `${operation}: the values are ${shown(values)}; give them by name: ${operation}(e, { x: 0.5 }).`,
    )
}

/** The exact value given for a symbol. */
export function exactNumber(s: Expr, value: PreciseNumber | undefined): Rational {
  if (typeof value === 'number' && Number.isFinite(value))
    return Number.isSafeInteger(value) ? Rational.of(value) : fromFloat(value)
  if (typeof value === 'bigint') return Rational.of(value)
  if (typeof value === 'object' && value?.kind === 'number') return value.value
  const match =
    typeof value === 'string'
      ? /^\s*([+-]?)(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)\s*$/i.exec(value)
      : null
  if (match !== null) {
    const size = parseDecimal(match[2]!)
    return match[1] === '-' ? negate(size) : size
  }
  throw new EvaluationError(
    `evaluate: the symbol ${s.name} ${value === undefined ? 'has no value' : `is ${value instanceof Expr ? value : shown(value)}, which is no number`}; give one: evaluate(e, { ${s.name}: '0.5' }, { digits: 30 }).`,
  )
}

/** The values of several expressions, with their common parts computed once. */
export function evaluateAll(
  expressions: readonly Expr[],
  values: Readonly<Record<string, number>> = {},
): number[] {
  requireExprs('evaluate', expressions)
  requireValues('evaluate', values)
  const p = program(expressions.map(stable))
  for (const [symbol, slot] of p.inputs) {
    const value: unknown = Object.hasOwn(values, symbol.name) ? values[symbol.name] : undefined
    if (typeof value !== 'number')
      throw new EvaluationError(
        `evaluate: the symbol ${symbol.name} ${value === undefined ? 'has no value' : `is ${shown(value)}, which is no number (with the option digits it may be)`}; give one: evaluate(e, { ${symbol.name}: 0.5 }).`,
      )
    p.slots[slot] = value
  }
  spend(p.slots.length)
  p.run()
  const found = p.outputs.map((slot) => p.slots[slot]!)
  if (!found.some(Number.isNaN) || !p.slots.some((x) => Math.abs(x) === Number.POSITIVE_INFINITY))
    return found
  return found.map((value, i) => (Number.isNaN(value) ? beyondFloats(expressions[i]!, values) : value))
}

/** Multiplications of digits that a value is worth whose parts have left the range of float64. */
const rescueWork = 2_000_000

/** A value whose parts are too large for float64, by numbers that have room for them; NaN where there is none. */
function beyondFloats(e: Expr, values: Readonly<Record<string, number>>): number {
  try {
    return Number(withWorkLimit('evaluate', rescueWork, () => preciseAt(e, values, digitsOfFloat)))
  } catch (error) {
    if (error instanceof LimitError && error.limit === smallness) return 0
    if (error instanceof LimitError || error instanceof EvaluationError) return Number.NaN
    throw error
  }
}
/** Decimal digits that tell one float64 from another. */
const digitsOfFloat = 17

const preciseAt = (e: Expr, values: Readonly<Record<string, PreciseNumber>>, digits: number): string =>
  preciseValue(e, (s) => exactNumber(s, Object.hasOwn(values, s.name) ? values[s.name] : undefined), digits)
