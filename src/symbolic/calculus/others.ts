import { node, rational } from '../build/atoms.ts'
import { multiplyAll } from '../build/product.ts'
import type { Expr } from '../expr.ts'
import { isOne, one } from '../number/rational.ts'

/**
 * For a product, the function i -> the product of all factors but number i. Where many are asked for, each is the
 * pair of a prefix and a suffix, kept as a product of two: n of them take 3n nodes rather than n^2.
 */
export function othersOf(e: Expr, wanted: readonly boolean[]): (i: number) => Expr {
  const factors = e.args
  const count = wanted.reduce((sum, w) => sum + (w ? 1 : 0), 0)
  if (count * factors.length < 256) return (i) => without(e, i)
  const prefix: Expr[] = [rational(one)]
  for (let i = 0; i + 1 < factors.length; i++) prefix.push(pair(prefix[i]!, factors[i]!))
  const suffix: Expr[] = new Array(factors.length)
  suffix[factors.length - 1] = rational(one)
  for (let i = factors.length - 1; i > 0; i--) suffix[i - 1] = pair(factors[i]!, suffix[i]!)
  return (i) => {
    const rest = pair(prefix[i]!, suffix[i]!)
    return isOne(e.value) ? rest : multiplyAll([rational(e.value), rest])
  }
}

function without(e: Expr, i: number): Expr {
  const rest = e.args.filter((_, k) => k !== i)
  if (rest.length === 0) return rational(e.value)
  if (rest.length === 1) return multiplyAll([rational(e.value), rest[0]!])
  return node('product', '', rest, e.value)
}

/** a*b with neither opened. */
function pair(a: Expr, b: Expr): Expr {
  if (a.kind === 'number') return b
  if (b.kind === 'number') return a
  return node('product', '', a.id < b.id ? [a, b] : [b, a], one)
}
