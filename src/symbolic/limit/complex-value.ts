import { subs } from '../build/subs.ts'
import { hasValue } from '../calculus/pieces.ts'
import { evaluateComplex } from '../evaluate/complex.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { simplify } from '../simplify/simplify.ts'
import { freeSymbols } from '../traverse.ts'

/**
 * The value at a point, where the function beside it is complex, as sqrt(x) is at -1, and comes closer and closer to
 * that value; undefined where it does not, or where the point or the function has other symbols.
 */
export function complexValue(e: Expr, x: Expr, at: Expr, sides: readonly (1 | -1)[]): Expr | undefined {
  const value = subs(e, new Map([[x, at]]))
  if (!hasValue(value) || freeSymbols(at).length > 0 || freeSymbols(e).some((s) => s !== x)) return undefined
  const place = evaluate(at)
  const end = evaluateComplex(value)
  const size = Math.hypot(end.re, end.im)
  if (!Number.isFinite(size)) return undefined
  const distance = (step: number): number => {
    const { re, im } = evaluateComplex(e, { [x.name]: place + step })
    return Math.hypot(re - end.re, im - end.im) / Math.max(1, size)
  }
  const settles = sides.every((side) => {
    const steps = [1e-3, 1e-5, 1e-7].map((h) => distance(side * h * Math.max(1, Math.abs(place))))
    return steps[2]! < 1e-2 && steps[2]! <= steps[1]! + 1e-9 && steps[1]! <= steps[0]! + 1e-9
  })
  return settles ? simplify(value) : undefined
}

const near = [3e-2, 1e-2, 3e-3, 1e-3, 1e-4]

/** Whether a function of one variable has complex values all along a side of a point, as far as samples tell. */
export function isComplexBeside(e: Expr, x: Expr, at: Expr, side: 1 | -1): boolean {
  if (freeSymbols(at).length > 0 || freeSymbols(e).some((s) => s !== x)) return false
  const place = evaluate(at)
  const values = near
    .map((h) => evaluateComplex(e, { [x.name]: place + side * h * Math.max(1, Math.abs(place)) }))
    .filter(({ re, im }) => Number.isFinite(re) && Number.isFinite(im))
  return values.length > 1 && values.every(({ re, im }) => Math.abs(im) > 1e-6 * Math.abs(re))
}
