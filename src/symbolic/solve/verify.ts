import { isValue, rational } from '../build/atoms.ts'
import { isInteger as isKnownInteger, isNonnegative, isNonpositive, isReal } from '../build/known.ts'
import { subs } from '../build/subs.ts'
import { scale, subtract, sum } from '../build/sum.ts'
import { evaluateComplex, holdsImaginary } from '../evaluate/complex.ts'
import { EvaluationError } from '../evaluate/errors.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { parseDecimal } from '../number/decimal.ts'
import { Rational } from '../number/rational.ts'
import { isZero } from '../series/decide.ts'
import { freeSymbols } from '../traverse.ts'

/** The value of a number, NaN where it has none. */
export function numberOf(e: Expr, values: Readonly<Record<string, number>> = {}): number {
  try {
    return evaluate(e, values)
  } catch (error) {
    if (error instanceof EvaluationError) return Number.NaN
    throw error
  }
}

/** The decimal text of a number as the exact number that it is, which prints as it was written. */
export const decimalOf = (text: string): Expr => rational(parseDecimal(text))

/** Whether a number is known as a decimal only, such as a root that was searched for. */
export const isNumeric = (e: Expr): boolean => e.kind === 'number' && e.value.decimal

/** How close decimals are, in relation to their size, that are taken for one number. */
const closeness = 1e-9
const besideOne = Rational.of(1_000_001, 1_000_000)
/** How close to 0 one of them may be that was searched for. */
const smallest = 1e-15

/** Whether two numbers are the same, exactly so where both are exact. */
export function sameNumber(a: Expr, b: Expr): boolean {
  if (a === b) return true
  const [p, q] = [evaluate(a), evaluate(b)]
  if (!(Math.abs(p - q) <= Math.max(smallest, closeness * Math.max(Math.abs(p), Math.abs(q))))) return false
  return isNumeric(a) || isNumeric(b) || isZero(subtract(a, b))
}

/** Sizes of symbols at which a candidate with symbols is tried. */
const sizes = [0.0173, 0.1, 0.31, 0.53, 0.83, 1.07, 1.37, 1.9, 2.9, 5.3, 17.3]

/** Whether there are values of the symbols for which e has a value, and none of those is 0: -1 - sqrt(a) for the x of sqrt(x) = a. */
function failsEverywhere(e: Expr, symbols: readonly Expr[]): boolean {
  if (symbols.length > 2 || symbols.some((s) => !isReal(s) || isKnownInteger(s))) return false
  const signs = symbols.map((s) =>
    [1, -1].filter((sign) => !(sign > 0 ? isNonpositive(s) : isNonnegative(s))),
  )
  const values = signs.map((list) => list.flatMap((sign) => sizes.map((v) => sign * v)))
  let failed = 0
  for (const a of values[0]!)
    for (const b of values[1] ?? [0]) {
      const place = new Map(symbols.map((s, i) => [s, decimalOf(String(i === 0 ? a : b))]))
      const y = numberOf(subs(e, place))
      if (!Number.isFinite(y)) continue
      if (residual(e, place) <= closeness) return false
      failed++
    }
  return failed > 0
}

/**
 * Whether a candidate, exact or rounded, solves e = 0 as far as float64 tells; with other symbols it does unless it fails wherever
 * it is tried.
 */
export function satisfies(e: Expr, x: Expr, value: Expr, exact: boolean): boolean {
  const place = new Map([[x, value]])
  const at = subs(e, place)
  if (at.kind === 'number' && exact && !isValue(at, 0)) return false
  if (at.kind === 'constant') return false
  const symbols = freeSymbols(sum(at, value))
  if (symbols.length > 0) return !failsEverywhere(at, symbols)
  if (holdsImaginary(value)) {
    // exp(w) is a solution of x^x = y where w is the principal logarithm of it
    const beside = subs(e, new Map([[x, scale(value, besideOne)]]))
    // max and floor have no value where their argument is not real
    return residual(e, place) <= closeness || modulus(at) <= modulus(subtract(beside, at))
  }
  const v = numberOf(value)
  const step = closeness * (Math.abs(v) || 1)
  const beside = [v - step, v + step].map((t) => numberOf(e, { [x.name]: t })).filter(Number.isFinite)
  // 0 times what is not real there is no value of a real function: sin(x) log(x) at -pi
  if (isValue(at, 0) && exact)
    return (
      beside.length > 0 ||
      holdsImaginary(e) ||
      freeSymbols(e).length > 1 ||
      Number.isFinite(numberOf(e, { [x.name]: v }))
    )
  const real = numberOf(at)
  const isReal = Number.isFinite(real)
  // logarithms of negative numbers may cancel, too
  if (residual(e, place) <= closeness && (isReal || holdsImaginary(at))) return true
  // a solution that is rounded changes e by less than a larger step does, also where it falls out of the domain: sqrt(u) at u = 0
  return beside.length > 0 && beside.every((other) => modulus(at) <= Math.abs(other - (isReal ? real : 0)))
}

/** What is left of a sum at numbers, in relation to its largest term; of anything else infinity, or 0. */
export function residual(e: Expr, place: ReadonlyMap<Expr, Expr>): number {
  const terms = e.kind === 'sum' ? e.args.map((a, i) => scale(a, e.weights[i]!)) : []
  const y = modulus(subs(e, place))
  return y === 0 ? 0 : y / Math.max(0, ...terms.map((t) => modulus(subs(t, place))))
}

/** The absolute value, of a real number by the functions of real ones. */
function modulus(e: Expr): number {
  const real = numberOf(e)
  if (Number.isFinite(real)) return Math.abs(real)
  const { re, im } = evaluateComplex(e)
  return Math.hypot(re, im)
}
