import { fraction, integer } from '../build/atoms.ts'
import { divide } from '../build/product.ts'
import { scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import { EvaluationError } from '../evaluate/errors.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import { lambdify } from '../evaluate/lambdify.ts'
import type { Expr } from '../expr.ts'
import { boundaryEquations, stepFunctions } from '../solve/boundaries.ts'
import { coefficientsOf } from '../solve/coefficients.ts'
import { solutionSet } from '../solve/solve.ts'

const maxCuts = 100

/** The whole numbers about the values of a function between a and b; undefined where they are too many. */
function levelsOf(u: Expr, x: Expr, a: number, b: number): number[] | undefined {
  const f = lambdify(u, [x]) as (t: number) => number
  const values = Array.from({ length: 129 }, (_, i) => f(a + ((b - a) * i) / 128))
  const [low, high] = [Math.floor(Math.min(...values)) - 1, Math.ceil(Math.max(...values)) + 1]
  return high - low < maxCuts ? Array.from({ length: high - low + 1 }, (_, i) => low + i) : undefined
}

/** The points between a and b where a function may jump or have a pole, rising; undefined where they are not found. */
export function cutsBetween(F: Expr, x: Expr, a: number, b: number): Expr[] | undefined {
  const found: { value: Expr; at: number }[] = []
  const put = (value: Expr, at: number): void => {
    const close = (p: number): boolean => Math.abs(p - at) <= 1e-9 * Math.max(1, Math.abs(at))
    if (at > a && at < b && !close(a) && !close(b) && !found.some((c) => close(c.at)))
      found.push({ value, at })
  }
  try {
    for (const step of stepFunctions(F, x)) {
      const u = step.args[0]!
      const c = coefficientsOf(u, x)
      // whole numbers, and halves for what rounds to the nearest
      const shift = step.name === 'round' ? fraction(1, 2) : integer(0)
      if (c?.length !== 2) {
        const levels = levelsOf(u, x, a, b)
        if (levels === undefined) return undefined
        for (const k of levels)
          for (const s of solutionSet(subtract(u, sum(integer(k), shift)), x).solutions) put(s, evaluate(s))
        continue
      }
      const at = (k: number): Expr => divide(subtract(sum(integer(k), shift), c[0]!), c[1]!)
      const [p, q] = [a, b].map((end) => (end - evaluate(at(0))) * evaluate(c[1]!)).sort((s, t) => s - t)
      if (!(q! - p! < maxCuts)) return undefined
      for (let k = Math.ceil(p!); k <= q!; k++) put(at(k), evaluate(at(k)))
    }
    for (const equation of boundaryEquations(F, x, 'steps are known')) {
      if (!dependsOn(equation, x)) continue
      const { solutions, periods } = solutionSet(equation, x)
      for (const [i, s] of solutions.entries()) {
        const T = periods[i]
        const start = evaluate(s)
        if (T === undefined) {
          put(s, start)
          continue
        }
        const step = evaluate(T)
        const [first, last] = [Math.ceil((a - start) / step), Math.floor((b - start) / step)]
        if (!(last - first < maxCuts)) return undefined
        for (let k = first; k <= last; k++) put(sum(s, scale(T, integer(k).value)), start + k * step)
      }
    }
  } catch (error) {
    if (error instanceof NotFoundError || error instanceof EvaluationError) return undefined
    throw error
  }
  return found.sort((p, q) => p.at - q.at).map((c) => c.value)
}
