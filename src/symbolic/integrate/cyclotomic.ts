import { constant, fraction, integer, isValue, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, multiplyAll, power } from '../build/product.ts'
import { linear, negate, scale, subtract, sum } from '../build/sum.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import * as Q from '../number/rational.ts'
import { type Dense, denseOf, times } from '../polynomial/dense.ts'
import type { PartialFraction } from './apart.ts'
import { logSize } from './table.ts'

/** Powers x^m are tried up to this one. */
const mostOrder = 30

/**
 * The integral of N/D for a D that divides some x^m - c: its roots are r = |c|^(1/m) (cos t + i sin t), and the coefficient of
 * log(x - r) is N(r) E(r) r/(m c) with E = (x^m - c)/D, whose powers of r need no multiplying out. Undefined for other D.
 */
export function integrateCyclotomic(f: PartialFraction, x: Expr): Expr | undefined {
  const d = denseOf(f.factor, x)
  const n = denseOf(f.numerator, x)
  if (f.power !== 1 || d === undefined || n === undefined || d.length < 4) return undefined
  const monic = d.map((c) => Q.divide(c, d.at(-1)!))
  const found = orderOf(monic)
  if (found === undefined) return undefined
  const { m, c, rest } = found
  // N E x, over the leading coefficient of D
  const top = [Q.zero, ...times(n, rest)].map((k) =>
    Q.divide(k, Q.multiply(Q.multiply(Q.Rational.of(m), c), d.at(-1)!)),
  )
  const size = power(rational(Q.absolute(c)), fraction(1, m))
  const terms: Expr[] = []
  for (let k = 0; 2 * k <= m; k++) {
    const turns = Q.signOf(c) > 0 ? Q.Rational.of(2 * k, m) : Q.Rational.of(2 * k + 1, m)
    const angle = scale(constant('pi'), turns)
    if (!vanishes(monic, evaluate(size), evaluate(angle)) || Q.compare(turns, Q.one) > 0) continue
    const wave = (name: 'cos' | 'sin'): Expr =>
      linear(
        top.map((_, j) => multiplyAll([power(size, integer(j)), call(name, scale(angle, Q.Rational.of(j)))])),
        top,
      )
    const re = multiplyAll([size, call('cos', angle)])
    const im = multiplyAll([size, call('sin', angle)])
    if (isValue(im, 0)) {
      terms.push(multiplyAll([wave('cos'), logSize(subtract(x, re))]))
      continue
    }
    // a root and its conjugate: 2 Re(c log(x - r))
    const quadratic = sum(
      power(x, integer(2)),
      negate(scale(multiplyAll([re, x]), Q.Rational.of(2))),
      power(size, integer(2)),
    )
    terms.push(multiplyAll([wave('cos'), call('log', quadratic)]))
    terms.push(
      scale(multiplyAll([wave('sin'), call('atan', divide(subtract(x, re), im))]), Q.Rational.of(-2)),
    )
  }
  return sum(...terms)
}

/** The smallest m and the c with D a divisor of x^m - c, and the quotient, for a monic D. */
function orderOf(d: Dense): { m: number; c: Q.Rational; rest: Dense } | undefined {
  const degree = d.length - 1
  // x^m mod D, and the quotients' coefficients from the top
  let power: Q.Rational[] = Array.from({ length: degree }, (_, k) => (k === degree - 1 ? Q.one : Q.zero))
  const quotient: Q.Rational[] = []
  for (let m = degree; m <= mostOrder; m++) {
    const lead = power[degree - 1]!
    quotient.push(lead)
    power = power.map((_, k) => Q.subtract(k === 0 ? Q.zero : power[k - 1]!, Q.multiply(lead, d[k]!)))
    if (power.slice(1).every(Q.isZero) && !Q.isZero(power[0]!))
      return { m, c: power[0]!, rest: quotient.toReversed() }
  }
  return undefined
}

/** Whether size (cos t + i sin t) is a root, as far as float64 tells. */
function vanishes(d: Dense, size: number, angle: number): boolean {
  let [re, im, sum] = [0, 0, 0]
  d.forEach((c, k) => {
    const a = Q.toNumber(c) * size ** k
    re += a * Math.cos(k * angle)
    im += a * Math.sin(k * angle)
    sum += Math.abs(a)
  })
  return Math.hypot(re, im) < 1e-9 * sum
}
