import { flag } from '../build/atoms.ts'
import { EvaluationError } from '../evaluate/errors.ts'
import { evaluateAll } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { freeSymbols } from '../traverse.ts'

const points = [0.7368, -1.2873, 2.4142, 0.2361, -0.4937, 5.1293, 1.1071, -3.3166]

/**
 * Whether two expressions agree at sample points that satisfy the assumptions. Where the first has a real value the
 * second must have the same. Undefined functions make it true: there is nothing to compare.
 */
export function agree(a: Expr, b: Expr): boolean {
  const symbols = freeSymbols(a)
  for (let k = 0; k < points.length; k++) {
    const values: Record<string, number> = {}
    symbols.forEach((s, i) => {
      let x = points[(k + 3 * i) % points.length]! + 0.0137 * i
      if (s.flags & flag.integer) x = Math.round(x)
      if (s.flags & (flag.positive | flag.nonnegative)) x = Math.abs(x)
      values[s.name] = x
    })
    try {
      const [x, y] = evaluateAll([a, b], values) as [number, number]
      if (!Number.isFinite(x)) continue
      if (!(Math.abs(x - y) <= 1e-6 * Math.max(1, Math.abs(x), Math.abs(y)))) return false
    } catch (error) {
      if (error instanceof EvaluationError) return true
      throw error
    }
  }
  return true
}
