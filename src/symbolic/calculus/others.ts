import { node, rational } from '../build/atoms.ts'
import { sortFactors } from '../build/order.ts'
import type { Expr } from '../expr.ts'
import { one } from '../number/rational.ts'

/**
 * For a product, the function i -> all factors but number i, without the coefficient. Where many are asked for, they are the
 * pair of a prefix and a suffix, kept as a product of two: n of them take 3n nodes rather than n^2.
 */
export function othersOf(e: Expr, wanted: readonly boolean[]): (i: number) => Expr[] {
  const factors = e.args
  const count = wanted.reduce((sum, w) => sum + (w ? 1 : 0), 0)
  if (count * factors.length < 256) return (i) => factors.filter((_, k) => k !== i)
  const prefix: Expr[] = [rational(one)]
  for (let i = 0; i + 1 < factors.length; i++) prefix.push(pair(prefix[i]!, factors[i]!))
  const suffix: Expr[] = new Array(factors.length)
  suffix[factors.length - 1] = rational(one)
  for (let i = factors.length - 1; i > 0; i--) suffix[i - 1] = pair(factors[i]!, suffix[i]!)
  return (i) => [pair(prefix[i]!, suffix[i]!)]
}

/** a*b with neither opened. */
function pair(a: Expr, b: Expr): Expr {
  if (a.kind === 'number') return b
  if (b.kind === 'number') return a
  return node('product', '', sortFactors([a, b]), one)
}
