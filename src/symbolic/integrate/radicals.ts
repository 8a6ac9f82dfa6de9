import { integer, isIntegerNumber, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, multiplyAll, power, sqrt } from '../build/product.ts'
import { subs } from '../build/subs.ts'
import { negate, scale, subtract, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import * as Q from '../number/rational.ts'
import { type Dense, denseOf, plus, scaleDense, slopeOf, times } from '../polynomial/dense.ts'
import { solveLinear } from '../polynomial/linear.ts'
import { signOfConstant } from '../series/decide.ts'
import { factorize } from '../simplify/rational.ts'
import { simplify } from '../simplify/simplify.ts'
import { coefficientsOf, polynomial } from '../solve/coefficients.ts'
import { overRoot } from './quadratic.ts'
import { logSize } from './table.ts'

const powerOf = (a: Dense, n: number): Dense =>
  Array.from({ length: n }).reduce<Dense>((p) => times(p, a), [Q.one])
const product = (list: readonly Dense[]): Dense => list.reduce(times, [Q.one])

/**
 * The integral of R(x) q(x)^(n/2) for a quadratic q, odd n and a rational R whose denominator has rational roots, all
 * coefficients rational: A(x) sqrt(q)/(...) plus multiples of the integrals of 1/sqrt(q) and 1/((x - r) sqrt(q)), the
 * multiples found by comparing coefficients. Undefined where it is not of that form.
 */
export function withRadical(R: Expr, q: Expr, n: number, x: Expr): Expr | undefined {
  const quadratic = denseOf(q, x)
  if (quadratic?.length !== 3) return undefined
  const poles: { root: Q.Rational; times: number }[] = []
  const tops: Expr[] = []
  const whole = factorize(R)
  for (const f of whole.kind === 'product' ? [rational(whole.value), ...whole.args] : [whole]) {
    if (f.kind === 'power' && isIntegerNumber(f.args[1]!) && f.args[1]!.value.n < 0) {
      const c = denseOf(f.args[0]!, x)
      if (c?.length !== 2) return undefined
      const k = -Number(f.args[1]!.value.n)
      tops.push(power(rational(c[1]!), integer(-k)))
      poles.push({ root: Q.negate(Q.divide(c[0]!, c[1]!)), times: k })
    } else tops.push(f)
  }
  // N/(E q^m sqrt(q))
  const m = n < 0 ? (-n - 1) / 2 : 0
  const N = denseOf(multiplyAll([...tops, n > 0 ? power(q, integer((n + 1) / 2)) : integer(1)]), x)
  if (N === undefined || m > 6) return undefined
  const at = (r: Q.Rational): Dense => [Q.negate(r), Q.one]
  const valueAt = (r: Q.Rational): Q.Rational =>
    quadratic.reduceRight((s, c) => Q.add(Q.multiply(s, r), c), Q.zero)
  // a pole where q is 0 too takes one order more
  const orders = poles.map((p) => (Q.isZero(valueAt(p.root)) ? p.times : p.times - 1))
  const E = product(poles.map((p) => powerOf(at(p.root), p.times)))
  const E1 = product(poles.map((p, i) => powerOf(at(p.root), orders[i]!)))
  const P = product(poles.map((p) => at(p.root)))
  const spare = product(poles.map((p, i) => powerOf(at(p.root), orders[i]! + 1 - p.times)))
  // (A sqrt(q)/(E1 q^m))' E1 P q^m sqrt(q) = A' q P + A q' P/2 - A q sum(k P/(x - r)) - m A q' P
  const inner = poles.reduce<Dense>(
    (s, p, i) =>
      plus(
        s,
        scaleDense(product(poles.filter((o) => o !== p).map((o) => at(o.root))), Q.Rational.of(orders[i]!)),
      ),
    [],
  )
  const qSlope = slopeOf(quadratic)
  const degree = Math.max(N.length + spare.length - P.length, E1.length + 2 * m, 1) + 1
  const columns: Dense[] = []
  for (let k = 0; k <= degree; k++) {
    const A: Dense = Array.from({ length: k + 1 }, (_, i) => (i === k ? Q.one : Q.zero))
    columns.push(
      [
        product([slopeOf(A), quadratic, P]),
        scaleDense(product([A, qSlope, P]), Q.subtract(Q.half, Q.Rational.of(m))),
        scaleDense(product([A, quadratic, inner]), Q.minusOne),
      ].reduce(plus),
    )
  }
  const simple = poles.filter((p) => !Q.isZero(valueAt(p.root)))
  const bottom = times(times(E, spare), powerOf(quadratic, m))
  columns.push(bottom)
  for (const p of simple)
    columns.push(
      product([
        powerOf(quadratic, m),
        spare,
        ...poles.map((o) => powerOf(at(o.root), o === p ? o.times - 1 : o.times)),
      ]),
    )
  const target = times(N, spare)
  const rows = Math.max(target.length, ...columns.map((c) => c.length))
  const solution = solveLinear(columns, target, rows)
  if (solution === undefined) return undefined
  const toExpr = (p: readonly Q.Rational[]): Expr =>
    polynomial(
      p.map((c) => rational(c)),
      x,
    )
  const terms: Expr[] = [
    multiplyAll([
      toExpr(solution.slice(0, degree + 1)),
      sqrt(q),
      power(toExpr(E1), integer(-1)),
      power(q, integer(-m)),
    ]),
  ]
  const c0 = solution[degree + 1]!
  if (!Q.isZero(c0)) {
    const over = overRoot(q, x)
    if (over === undefined) return undefined
    terms.push(scale(over, c0))
  }
  simple.forEach((p, i) => {
    const c = solution[degree + 2 + i]!
    if (!Q.isZero(c)) terms.push(scale(overPole(q, rational(p.root), x), c))
  })
  return sum(...terms)
}

/** The integral of 1/((x - r) sqrt(q)) for q(r) != 0. */
function overPole(q: Expr, r: Expr, x: Expr): Expr {
  const at = (e: Expr): Expr => subs(e, new Map([[x, r]]))
  const c = coefficientsOf(q, x)!
  const value = at(q)
  const rise = sum(c[1]!, scale(multiplyAll([c[2]!, r]), Q.Rational.of(2)))
  const along = subtract(x, r)
  // 2 q(r) + q'(r) (x - r)
  const tangent = sum(scale(value, Q.Rational.of(2)), multiplyAll([rise, along]))
  if (signOfConstant(value) === 1) {
    const root = simplify(sqrt(value))
    return negate(
      divide(
        logSize(divide(sum(tangent, scale(multiplyAll([root, sqrt(q)]), Q.Rational.of(2))), along)),
        root,
      ),
    )
  }
  const root = simplify(sqrt(negate(value)))
  return divide(call('atan', divide(tangent, scale(multiplyAll([root, sqrt(q)]), Q.Rational.of(2)))), root)
}
