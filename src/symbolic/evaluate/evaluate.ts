import type { Expr } from '../expr.ts'
import { EvaluationError } from './errors.ts'
import { program } from './program.ts'
import { stable } from './stable.ts'

/**
 * The real value of an expression in float64, NaN where it has none. Each distinct subexpression is computed once.
 *
 * Throws: EvaluationError for a symbol without a value, or an undefined function.
 *
 * @example
 * evaluate(parse('1/(1 + exp(-x))'), { x: 0.5 }) // 0.6224593312018546
 */
export function evaluate(e: Expr, values: Readonly<Record<string, number>> = {}): number {
  return evaluateAll([e], values)[0]!
}

/** The values of several expressions, with their common parts computed once. */
export function evaluateAll(
  expressions: readonly Expr[],
  values: Readonly<Record<string, number>> = {},
): number[] {
  const p = program(expressions.map(stable))
  for (const [symbol, slot] of p.inputs) {
    if (!Object.hasOwn(values, symbol.name))
      throw new EvaluationError(
        `evaluate: the symbol ${symbol.name} has no value; give one: evaluate(e, { ${symbol.name}: 0.5 }).`,
      )
    p.slots[slot] = values[symbol.name]!
  }
  p.run()
  return p.outputs.map((slot) => p.slots[slot]!)
}
