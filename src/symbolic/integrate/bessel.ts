import { integer, isIntegerNumber, isValue } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, multiplyAll, power } from '../build/product.ts'
import { negate, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { monomialOf } from './definite/transform.ts'

/** The sign in (x^(1-n) C_(n-1))' = sign x^(1-n) C_n. */
const signs: Readonly<Record<string, 1 | -1>> = { besselj: -1, bessely: -1, besseli: 1, besselk: -1 }
const mostSteps = 20

/**
 * x^m C_n(a x) for a Bessel function C with m + n odd, or m = n + 1: down to x^(1-n) C_n, the derivative of
 * x^(1-n) C_(n-1). Source: DLMF 10.6.6, 10.29.4.
 */
export function integrateBessel(e: Expr, x: Expr): Expr | undefined {
  const factors = e.kind === 'product' ? e.args : [e]
  const f = factors.find((factor) => factor.kind === 'call' && Object.hasOwn(signs, factor.name))
  const rest = f === undefined ? undefined : multiplyAll(factors.filter((factor) => factor !== f))
  if (f === undefined || f.weights.length > 0 || dependsOn(f.args[0]!, x)) return undefined
  const inner = monomialOf(f.args[1]!, x)
  const m = !dependsOn(rest!, x) ? integer(0) : monomialOf(rest!, x)
  if (inner === undefined || m === undefined || !isValue(inner.p, 1)) return undefined
  const [exponent, front] = 'p' in m ? [m.p, m.c] : [m, rest!]
  const found = reduced(f.name, exponent, f.args[0]!, inner.c, x)
  return found && multiplyAll([front, found])
}

function reduced(name: string, m: Expr, n: Expr, a: Expr, x: Expr): Expr | undefined {
  const bessel = (order: Expr): Expr => call(name, order, multiplyAll([a, x]))
  const up = sum(n, integer(1))
  // (x^(n+1) C_(n+1))' = x^(n+1) C_n, but for K with a minus
  if (m === up) {
    const whole = divide(multiplyAll([power(x, m), bessel(up)]), a)
    return name === 'besselk' ? negate(whole) : whole
  }
  const steps = sum(m, n, integer(-1))
  const even = isIntegerNumber(steps) && BigInt(steps.value.n) % 2n === 0n && Number(steps.value.n) >= 0
  if (!even || Number(steps.value.n) > 2 * mostSteps) return undefined
  const down = subtract(n, integer(1))
  const edge = multiplyAll([power(x, m), bessel(down)])
  const lower = isValue(steps, 0) ? integer(0) : reduced(name, subtract(m, integer(1)), down, a, x)
  if (lower === undefined) return undefined
  return divide(multiplyAll([integer(signs[name]!), subtract(edge, multiplyAll([steps, lower]))]), a)
}
