import { integer } from '../build/atoms.ts'
import { scale, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import { EvaluationError } from '../evaluate/errors.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { boundaryEquations } from '../solve/pieces.ts'
import { solutionSet } from '../solve/solve.ts'

const maxCuts = 100

/** The points between a and b where a function may jump or have a pole, rising; undefined where they are not found. */
export function cutsBetween(F: Expr, x: Expr, a: number, b: number): Expr[] | undefined {
  const found: { value: Expr; at: number }[] = []
  const put = (value: Expr, at: number): void => {
    const close = (p: number): boolean => Math.abs(p - at) <= 1e-9 * Math.max(1, Math.abs(at))
    if (at > a && at < b && !close(a) && !close(b) && !found.some((c) => close(c.at)))
      found.push({ value, at })
  }
  try {
    for (const equation of boundaryEquations(F, x)) {
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
