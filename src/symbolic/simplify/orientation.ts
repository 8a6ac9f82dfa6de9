import { isIntegerNumber } from '../build/atoms.ts'
import type { Expr } from '../expr.ts'
import { signOf } from '../number/rational.ts'
import { measure } from './measure.ts'

const longest = 12
/** Less than any difference that `measure` makes. */
const tolerance = 1e-6

/** x, y and z before letters that stand for constants, x^3 before x^2 and x. */
const keyOf = (e: Expr): string => {
  const degree = e.kind === 'power' && isIntegerNumber(e.args[1]!) ? Number(e.args[1]!.value.n) : 1
  const text = e.kind === 'symbol' || degree !== 1 ? `${e.args[0] ?? e}${1 / (degree + 1000)}` : String(e)
  return /^[x-z]/.test(text) ? ` ${text}` : text
}

/**
 * Whether the opposite of a sum reads better than the sum: it is shorter, or as long and the first of its terms by name
 * has the positive sign. So (x - b)^2 and (b - x)^2 are written in one way, whichever was made first.
 */
export function readsBetter(opposite: Expr, e: Expr): boolean {
  const gain = measure(e) - measure(opposite)
  if (Math.abs(gain) > tolerance || e.args.some((arg) => measure(arg) > longest)) return gain > tolerance
  let first = 0
  let least = keyOf(e.args[0]!)
  for (let i = 1; i < e.args.length; i++) {
    const key = keyOf(e.args[i]!)
    if (key < least) [first, least] = [i, key]
  }
  return signOf(e.weights[first]!) < 0
}
