import { constant, integer, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { multiplyAll, power } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import { scale, subtract } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { equal, half, multiply, negate, Rational, signOf } from '../number/rational.ts'

/** Roots of 1 + cos(u) = 2 cos(u/2)^2 and its like, by the modulus of a wave of half the angle. */
export function byHalfWaves(e: Expr, x: Expr): Expr {
  return mapExpr(e, (node) => {
    const n = node.kind === 'power' ? node.args[1]! : undefined
    if (n?.kind !== 'number' || n.value.d !== 2 || !dependsOn(node.args[0]!, x)) return node
    const made = halved(node.args[0]!)
    if (made === undefined) return node
    const size = power(rational(multiply(made.c, Rational.of(2))), n)
    return multiplyAll([size, power(call('abs', made.wave), integer(Number(n.value.n)))])
  })
}

/** c + c cos(u) as 2 c cos(u/2)^2, c - c cos(u) as 2 c sin(u/2)^2, and those of a sine a quarter turn on. */
function halved(base: Expr): { c: Rational; wave: Expr } | undefined {
  const [wave, other] = base.kind === 'sum' ? base.args : []
  if (wave?.kind !== 'call' || other !== undefined || signOf(base.value) <= 0) return undefined
  const plus = equal(base.weights[0]!, base.value)
  if (!plus && !equal(base.weights[0]!, negate(base.value))) return undefined
  const u = wave.args[0]!
  const angle =
    wave.name === 'cos' ? u : wave.name === 'sin' ? subtract(u, scale(constant('pi'), half)) : undefined
  return angle && { c: base.value, wave: call(plus ? 'cos' : 'sin', scale(angle, half)) }
}
