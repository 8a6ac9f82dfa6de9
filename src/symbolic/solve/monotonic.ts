import { dependsOn } from '../calculus/depends.ts'
import { derivative, type Variable } from '../calculus/derivative.ts'
import { diff } from '../calculus/diff.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import type { Expr } from '../expr.ts'
import { simplify } from '../simplify/simplify.ts'
import { cut, variableOf } from './domain.ts'
import { boundaryEquations, numeric, type Stretch, valueAtPoint } from './pieces.ts'

/** A stretch of the domain on which a quantity has one sign. */
export interface SignedInterval {
  readonly from: Expr
  readonly to: Expr
  readonly sign: -1 | 0 | 1
}

/** The signs of g on the domain of f, between the zeros of g and the points where f or g may break. */
export function signs(f: Expr, g: Expr, x: Expr): { stretch: Stretch; sign: -1 | 0 | 1 }[] {
  const short = simplify(g)
  const g0 = dependsOn(short, x) ? [short] : []
  const { parts } = cut(f, x, [...boundaryEquations(short, x), ...g0])
  const at = numeric(short, x)
  return parts
    .filter((s) => s.real)
    .map((stretch) => {
      const values = stretch.samples.map(at).filter(Number.isFinite)
      const found = new Set(values.map((v) => Math.sign(v)))
      if (found.size > 1) found.delete(0)
      if (found.size !== 1)
        throw new NotFoundError('analysis', `the sign of ${short} changes where no zero was found`, g)
      return { stretch, sign: [...found][0] as -1 | 0 | 1 }
    })
}

/** Where the function rises (1), falls (-1) and is constant (0). */
export function monotonicIntervals(e: Expr, variable: Variable): SignedInterval[] {
  const x = variableOf(e, variable)
  return joined(e, x, signs(e, derivative(e, x), x))
}

/** Where the function is convex (1), concave (-1) and linear (0). */
export function convexIntervals(e: Expr, variable: Variable): SignedInterval[] {
  const x = variableOf(e, variable)
  return joined(e, x, signs(e, diff(e, x, 2), x))
}

/** Neighbours of one sign are one interval where the function is defined, and has a slope, between them. */
function joined(e: Expr, x: Expr, list: readonly { stretch: Stretch; sign: -1 | 0 | 1 }[]): SignedInterval[] {
  const result: SignedInterval[] = []
  for (const { stretch, sign } of list) {
    const last = result.at(-1)
    const through =
      last?.to === stretch.from.value &&
      last.sign === sign &&
      valueAtPoint(e, x, stretch.from) !== undefined &&
      valueAtPoint(derivative(e, x), x, stretch.from) !== undefined
    if (last !== undefined && through) result.pop()
    result.push({
      from: last !== undefined && through ? last.from : stretch.from.value,
      to: stretch.to.value,
      sign,
    })
  }
  return result
}
