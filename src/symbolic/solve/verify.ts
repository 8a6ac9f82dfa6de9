import { isValue, rational } from '../build/atoms.ts'
import { subs } from '../build/subs.ts'
import { evaluateComplex } from '../evaluate/complex.ts'
import { EvaluationError } from '../evaluate/errors.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { Rational } from '../number/rational.ts'
import { freeSymbols, walk } from '../traverse.ts'

/** The value of a number, NaN where it has none. */
export function numberOf(e: Expr): number {
  try {
    return evaluate(e)
  } catch (error) {
    if (error instanceof EvaluationError) return Number.NaN
    throw error
  }
}

/** Whether a candidate solves: exactly 0, or 0 as far as float64 tells; with symbols, by substituting numbers. */
export function satisfies(e: Expr, x: Expr, value: Expr): boolean {
  const at = subs(e, new Map([[x, value]]))
  if (at.kind === 'number') return isValue(at, 0) || Math.abs(numberOf(at)) < 1e-8
  if (at.kind === 'constant') return false
  if (freeSymbols(at).length > 0 || isImaginary(value)) return true
  if (isImaginary(at)) {
    // the logarithm of a negative number, say: no real solution unless the parts cancel
    const { re, im } = evaluateComplex(at)
    return Math.hypot(re, im) <= 1e-9
  }
  const y = numberOf(at)
  const v = numberOf(value)
  if (!Number.isFinite(y)) return false
  // the change of e over the rounding error of the solution is what float64 allows
  const step = 1e-9 * Math.max(1, Math.abs(v))
  const change = [v - step, v + step].map((t) => Math.abs(numberOf(subs(e, new Map([[x, decimal(t)]]))) - y))
  return Math.abs(y) <= 1e-9 || Math.abs(y) <= Math.max(...change.filter(Number.isFinite), 0)
}

function isImaginary(e: Expr): boolean {
  let found = false
  walk(e, (node) => {
    found ||= node.kind === 'constant' && node.name === 'I'
  })
  return found
}

/** A rational number close to t. */
export const decimal = (t: number): Expr => rational(Rational.of(BigInt(Math.round(t * 2 ** 30)), 1n << 30n))
