import { admissible } from '../../build/assumptions.ts'
import { isConstant, rational } from '../../build/atoms.ts'
import { subs } from '../../build/subs.ts'
import { EvaluationError } from '../../evaluate/errors.ts'
import { evaluate } from '../../evaluate/evaluate.ts'
import { lambdify } from '../../evaluate/lambdify.ts'
import { agrees, magnitude, quadrature } from '../../evaluate/quadrature.ts'
import type { Expr } from '../../expr.ts'
import { fromFloat } from '../../number/decimal.ts'
import { freeSymbols } from '../../traverse.ts'
import type { DefiniteValue } from './half-line.ts'

const samples = [0.8125, 1.375, 2.25, 0.4375, -0.625, -1.5625, 3.125, 0.3125]

/**
 * Whether a value agrees with the quadrature of e from a to b, at several values of the other symbols that meet its
 * conditions. Where the quadrature does not settle (waves without end) what is proved holds, and what is not does not.
 */
export function agreesWithQuadrature(e: Expr, x: Expr, a: Expr, b: Expr, found: DefiniteValue): boolean {
  const others = [...new Set([e, a, b].flatMap((part) => freeSymbols(part)))].filter((s) => s !== x)
  let compared = 0
  for (let k = 0; k < (others.length === 0 ? 1 : 24) && compared < 3; k++) {
    const values = new Map(
      others.map(
        (s, i) =>
          [
            s,
            rational(
              fromFloat(admissible(s.flags, samples[(k * (2 * i + 1) + 3 * i + (k >> 3)) % samples.length]!)),
            ),
          ] as const,
      ),
    )
    if (!found.conditions.every((c) => isConstant(subs(c, values), 'true'))) continue
    try {
      const f = lambdify(subs(e, values), [x]) as (t: number) => number
      const [from, to] = [a, b].map((end) => evaluate(subs(end, values))) as [number, number]
      if (!isRealBetween(f, from, to)) return false
      const expected = quadrature(f, from, to)
      const value = evaluate(subs(found.value, values))
      if (!Number.isFinite(value)) return false
      if (Number.isNaN(expected)) continue
      if (!agrees(value, expected, magnitude(f, from, to))) return false
      compared++
    } catch (error) {
      if (error instanceof EvaluationError) return false
      throw error
    }
  }
  return compared > 0 || found.proved
}

/** Whether a function has a real value at one of a few places between two ends: where it has none, no quadrature tells of it. */
function isRealBetween(f: (t: number) => number, from: number, to: number): boolean {
  const [low, high] = [Math.max(from, Math.min(to, 0) - 8), Math.min(to, Math.max(from, 0) + 8)]
  return [0.13, 0.38, 0.61, 0.87].some((part) => !Number.isNaN(f(low + part * (high - low))))
}
