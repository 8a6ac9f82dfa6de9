import { rational } from '../build/atoms.ts'
import { power } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import { scale } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { integerRoot } from '../number/integer-root.ts'
import { isInteger, Rational } from '../number/rational.ts'
import { walk } from '../traverse.ts'

/** 9^x as 3^(2*x) and (1/2)^x as 2^(-x), where powers of several numbers stand in e: they may be those of one. */
export function withOneBase(e: Expr, x: Expr): Expr {
  const bases = new Set<Expr>()
  walk(e, (node) => {
    if (isExponential(node, x)) bases.add(node.args[0]!)
  })
  if (bases.size < 2) return e
  return mapExpr(e, (node) => {
    if (!isExponential(node, x)) return node
    const { n, d } = node.args[0]!.value
    const whole = isInteger(node.args[0]!.value)
    if (!whole && n !== 1 && n !== 1n) return node
    const { root, order } = leastRoot(BigInt(whole ? n : d))
    return power(rational(Rational.of(root)), scale(node.args[1]!, Rational.of(whole ? order : -order)))
  })
}

const isExponential = (e: Expr, x: Expr): boolean =>
  e.kind === 'power' && e.args[0]!.kind === 'number' && e.args[0]!.value.n > 0 && dependsOn(e.args[1]!, x)

/** n = root^order with the largest order. */
function leastRoot(n: bigint): { root: bigint; order: number } {
  for (let order = 64; order > 1; order--) {
    const root = integerRoot(n, order)
    if (root > 1n && root ** BigInt(order) === n) return { root, order }
  }
  return { root: n, order: 1 }
}
