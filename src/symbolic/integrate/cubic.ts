import { integer } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, multiplyAll, power, sqrt } from '../build/product.ts'
import { negate, scale, subtract, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { half, Rational } from '../number/rational.ts'
import { coefficientsOf } from '../solve/coefficients.ts'
import { polynomialRoots } from '../solve/polynomial.ts'
import type { PartialFraction } from './apart.ts'
import { logSize } from './table.ts'

const square = (e: Expr): Expr => power(e, integer(2))

/**
 * The integral of N/D for a cubic D with one real root r, which Cardano's formula gives: D = (x - r)(x^2 + p x + q) up to a
 * factor, and N/D = A/(x - r) + (B x + C)/(x^2 + p x + q). Undefined for other D.
 */
export function integrateCubic(f: PartialFraction, x: Expr): Expr | undefined {
  const d = coefficientsOf(f.factor, x)!
  if (f.power !== 1 || d.length !== 4) return undefined
  const found = polynomialRoots(d, x, false)
  const r = found?.exact[0]
  if (found === undefined || r === undefined || found.exact.length + found.rounded.length > 1)
    return undefined
  const lead = d[3]!
  const [, c, b] = d.map((k) => divide(k, lead)) as [Expr, Expr, Expr, Expr]
  const n = [0, 1, 2].map((k) => divide(coefficientsOf(f.numerator, x)![k] ?? integer(0), lead))
  const p = sum(b, r)
  const q = sum(c, multiplyAll([r, p]))
  const A = divide(
    sum(n[0]!, multiplyAll([n[1]!, r]), multiplyAll([n[2]!, square(r)])),
    sum(square(r), multiplyAll([p, r]), q),
  )
  const B = subtract(n[2]!, A)
  const C = sum(n[1]!, negate(multiplyAll([A, p])), multiplyAll([r, B]))
  const width = sqrt(subtract(scale(q, Rational.of(4)), square(p)))
  const quadratic = sum(square(x), multiplyAll([p, x]), q)
  return sum(
    multiplyAll([A, logSize(subtract(x, r))]),
    scale(multiplyAll([B, call('log', quadratic)]), half),
    multiplyAll([
      subtract(scale(C, Rational.of(2)), multiplyAll([B, p])),
      divide(call('atan', divide(sum(scale(x, Rational.of(2)), p), width)), width),
    ]),
  )
}
