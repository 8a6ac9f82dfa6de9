import { integer, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, multiplyAll, power } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import { subs } from '../build/subs.ts'
import { scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { hasValue } from '../calculus/pieces.ts'
import type { Expr } from '../expr.ts'
import { minusOne, Rational } from '../number/rational.ts'
import { some } from '../traverse.ts'
import type { Integrate } from './shapes.ts'

/** Inverse functions of a secant and its like, by the function whose inverse has the reciprocal argument. */
const reciprocals: Readonly<Record<string, string>> = {
  asec: 'acos',
  acsc: 'asin',
  asech: 'acosh',
  acsch: 'asinh',
}

const originals = Object.fromEntries(Object.entries(reciprocals).map(([name, other]) => [other, name]))

/** With inverse secants and their like, and roots of a + b/x^2: u = 1/x, which makes the former inverse cosines and sines. */
export function byReciprocal(e: Expr, x: Expr, depth: number, integrate: Integrate): Expr | undefined {
  const isInverse = (node: Expr): boolean =>
    node.kind === 'call' && Object.hasOwn(reciprocals, node.name) && dependsOn(node, x)
  if (depth > 2) return undefined
  if (!some(e, isInverse)) return overReciprocalRoots(e, x, integrate)
  const u = symbol(` u${depth}`)
  const turned = subs(e, new Map([[x, power(u, integer(-1))]]))
  const written = renamed(turned, u, reciprocals)
  const inner = integrate(scale(divide(written, power(u, integer(2))), minusOne), u)
  return inner && subs(renamed(inner, u, originals), new Map([[u, power(x, integer(-1))]]))
}

/** Calls of x by those names, each as that of 1/x by the other name. */
const renamed = (e: Expr, x: Expr, names: Readonly<Record<string, string>>): Expr =>
  mapExpr(e, (node) =>
    node.kind === 'call' && Object.hasOwn(names, node.name) && dependsOn(node, x)
      ? call(names[node.name]!, power(node.args[0]!, integer(-1)))
      : node,
  )

/**
 * Odd powers of sqrt(a + b/x^2) as those of sqrt(a x^2 + b)/|x|, with the sign of x for a constant, which it is beside 0. Where
 * the antiderivative has a value at 0 it is 0 there on both sides, and goes on.
 */
function overReciprocalRoots(e: Expr, x: Expr, integrate: Integrate): Expr | undefined {
  const s = call('sign', x)
  let found = false
  const sign = symbol(' sign', { nonzero: true })
  const written = mapExpr(e, (node) => {
    const [base, n] = node.kind === 'power' ? node.args : []
    if (base?.kind !== 'sum' || n?.kind !== 'number' || n.value.d !== 2) return node
    const square = base.args.length === 1 ? base.args[0]! : undefined
    if (square !== power(x, integer(-2))) return node
    found = true
    const whole = sum(scale(power(x, integer(2)), base.value), scale(integer(1), base.weights[0]!))
    const size = power(x, scale(n, Rational.of(-2)))
    return multiplyAll([sign, power(whole, n), size])
  })
  if (!found) return undefined
  const inner = integrate(written, x)
  if (inner === undefined) return undefined
  const middle = subs(inner, new Map([[x, integer(0)]]))
  return subs(hasValue(middle) ? subtract(inner, middle) : inner, new Map([[sign, s]]))
}
