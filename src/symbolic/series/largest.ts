import { integer, isConstant } from '../build/atoms.ts'
import { call } from '../build/call.ts'
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
  // by logarithms, since exp(40^2) is no float64
  const size = (growth: Expr): number =>
    freeSymbols(growth).some((s) => s !== x)
      ? Number.NEGATIVE_INFINITY
      : evaluate(logarithmOf(growth), { [x.name]: place })
  return growths.reduce((a, b) => (size(b) > size(a) ? b : a))
}

const logarithmOf = (growth: Expr): Expr =>
  growth.kind === 'call' && growth.name === 'exp' ? growth.args[0]! : call('log', call('abs', growth))
