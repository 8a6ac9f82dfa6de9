import { fraction, integer, isIntegerNumber, isValue, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { isNegative, isNonnegative } from '../build/known.ts'
import { divide, multiplyAll, power } from '../build/product.ts'
import { subs } from '../build/subs.ts'
import { linear, negate, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { coefficientsOf } from '../solve/coefficients.ts'
import type { Integrate } from './shapes.ts'

const [leastDegree, mostDegree] = [3, 8]
const mostPower = 3

/**
 * P(x)/(a x^n + b)^p with symbols in a and b: by y = x/r with the real root r of |b/a|, which leaves y^n + 1 or y^n - 1. For
 * even n the sign of b/a must be known.
 */
export function overBinomial(e: Expr, x: Expr, rationalFunction: Integrate): Expr | undefined {
  const below = (e.kind === 'product' ? e.args : [e]).filter(
    (f) => dependsOn(f, x) && f.kind === 'power' && isIntegerNumber(f.args[1]!) && isNegative(f.args[1]!),
  )
  const [f] = below
  if (below.length !== 1 || f === undefined) return undefined
  const p = -Number(f.args[1]!.value.n)
  const c = coefficientsOf(f.args[0]!, x)
  const n = (c?.length ?? 0) - 1
  if (c === undefined || !(p <= mostPower) || n < leastDegree || n > mostDegree) return undefined
  if (c.slice(1, -1).some((k) => !isValue(k, 0)) || isValue(c[0]!, 0)) return undefined
  const top = coefficientsOf(divide(e, f), x)
  const d = divide(c[0]!, c[n]!)
  const sign = isNonnegative(d) ? 1 : isNonnegative(negate(d)) ? -1 : n % 2 === 1 ? 1 : undefined
  if (top === undefined || sign === undefined) return undefined
  const size = sign === 1 ? d : negate(d)
  const r = isNonnegative(size) ? power(size, fraction(1, n)) : realRoot(size, n)
  const y = symbol(' y')
  // x^j dx/(a x^n + b)^p = r^(j + 1 - n p)/a^p y^j dy/(y^n + sign)^p
  const bottom = power(sum(power(y, integer(n)), integer(sign)), integer(-p))
  const parts = top.map((k, j) => {
    const inner = isValue(k, 0)
      ? integer(0)
      : rationalFunction(multiplyAll([power(y, integer(j)), bottom]), y)
    return inner && multiplyAll([k, power(r, integer(j + 1 - n * p)), power(c[n]!, integer(-p)), inner])
  })
  if (parts.includes(undefined)) return undefined
  return subs(linear(parts as Expr[], undefined), new Map([[y, divide(x, r)]]))
}

/** The real root of odd order of what may be negative. */
const realRoot = (e: Expr, n: number): Expr =>
  n === 3 ? call('cbrt', e) : multiplyAll([call('sign', e), power(call('abs', e), fraction(1, n))])
