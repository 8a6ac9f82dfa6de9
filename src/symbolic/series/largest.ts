import { integer, isConstant } from '../build/atoms.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { freeSymbols } from '../traverse.ts'

/** How far out growth is compared. */
const farOut = 40

/** The exponential that stands before the powers, and so before what is left out: of several the largest. */
export function largest(growths: readonly Expr[], x: Expr, at: Expr, down: boolean): Expr {
  if (growths.length < 2) return growths[0] ?? integer(1)
  const far = down ? -farOut : farOut
  const place =
    isConstant(at, 'oo') || isConstant(at, '-oo')
      ? far
      : freeSymbols(at).length > 0
        ? Number.NaN
        : evaluate(at) + 1 / far
  const size = (growth: Expr): number =>
    freeSymbols(growth).some((s) => s !== x) ? 0 : Math.abs(evaluate(growth, { [x.name]: place }))
  return growths.reduce((a, b) => (size(b) > size(a) ? b : a))
}
