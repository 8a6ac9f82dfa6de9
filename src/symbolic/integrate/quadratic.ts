import { fraction, integer, isValue } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { isNonnegative } from '../build/known.ts'
import { divide, multiplyAll, power, sqrt } from '../build/product.ts'
import { negate, scale, subtract, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { Rational, signOf } from '../number/rational.ts'
import { signOfConstant } from '../series/decide.ts'
import { cancel } from '../simplify/rational.ts'
import { simplify } from '../simplify/simplify.ts'
import { coefficientsOf, polynomial } from '../solve/coefficients.ts'
import type { PartialFraction } from './apart.ts'
import { leadingWeight } from './kinds.ts'
import { logSize } from './table.ts'

const times = (k: number, e: Expr): Expr => scale(e, Rational.of(k))
const square = (e: Expr): Expr => power(e, integer(2))

/** The antiderivative of one partial fraction over a linear or quadratic factor; undefined for a higher one. */
export function integrateFraction(f: PartialFraction, x: Expr): Expr | undefined {
  const q = coefficientsOf(f.factor, x)!
  const n = coefficientsOf(f.numerator, x)!
  if (q.length === 2) {
    const value = n[0]!
    if (f.power === 1) return divide(multiplyAll([value, logSize(f.factor)]), q[1]!)
    return divide(multiplyAll([value, power(f.factor, integer(1 - f.power))]), times(1 - f.power, q[1]!))
  }
  if (q.length !== 3) return undefined
  const [c, b, a] = q as [Expr, Expr, Expr]
  const [C, B] = [n[0]!, n[1] ?? integer(0)]
  // B x + C = B/(2a) q' + (C - B b/(2a))
  const along = divide(B, times(2, a))
  const first =
    f.power === 1
      ? multiplyAll([along, hasRealRoot(a, b, c) ? logSize(f.factor) : call('log', f.factor)])
      : multiplyAll([along, power(f.factor, integer(1 - f.power)), fraction(1, 1 - f.power)])
  const left = subtract(C, multiplyAll([along, b]))
  return isValue(left, 0)
    ? first
    : sum(first, multiplyAll([left, reciprocalPower(a, b, c, f.factor, f.power, x)]))
}

/** Whether a x^2 + b x + c with a > 0 may be 0 or less. */
const hasRealRoot = (a: Expr, b: Expr, c: Expr): boolean =>
  signOfConstant(a) !== 1 || signOfConstant(subtract(times(4, multiplyAll([a, c])), square(b))) !== 1

/** The integral of 1/q for a quadratic q; where the sign of its discriminant is not known, as if q had no real root. */
export function overQuadratic(q: Expr, x: Expr): Expr | undefined {
  const c = coefficientsOf(q, x)
  if (c?.length !== 3) return undefined
  return reciprocalPower(c[2]!, c[1]!, c[0]!, q, 1, x)
}

/** The integral of 1/q^n, by the reduction n (4ac - b^2) I_(n+1) = (2ax + b)/q^n + 2a(2n - 1) I_n. */
function reciprocalPower(a: Expr, b: Expr, c: Expr, q: Expr, n: number, x: Expr): Expr {
  const gap = subtract(times(4, multiplyAll([a, c])), square(b))
  const slope = sum(times(2, multiplyAll([a, x])), b)
  if (n > 1) {
    const m = n - 1
    const lower = reciprocalPower(a, b, c, q, m, x)
    return divide(
      sum(divide(slope, power(q, integer(m))), times(2 * (2 * m - 1), multiplyAll([a, lower]))),
      times(m, gap),
    )
  }
  if (signOfConstant(gap) !== -1 && !isNonnegative(negate(gap))) {
    const root = sqrt(gap)
    return divide(times(2, call('atan', divide(slope, root))), root)
  }
  const root = sqrt(negate(gap))
  return divide(subtract(logSize(subtract(slope, root)), logSize(sum(slope, root))), root)
}

/** The integral of 1/sqrt(q) for a quadratic q; undefined where that is not real. */
export function overRoot(q: Expr, x: Expr): Expr | undefined {
  const [c, b, a] = coefficientsOf(q, x) as [Expr, Expr, Expr]
  const slope = sum(times(2, multiplyAll([a, x])), b)
  const sign = signOfConstant(a) ?? (isNonnegative(a) ? 1 : isNonnegative(negate(a)) ? -1 : undefined)
  const gap = subtract(square(b), times(4, multiplyAll([a, c])))
  if (sign === 1) {
    if (isValue(b, 0) && signOfConstant(c) === 1)
      return divide(call('asinh', multiplyAll([x, sqrt(divide(a, c))])), sqrt(a))
    return divide(logSize(sum(times(2, multiplyAll([sqrt(a), sqrt(q)])), slope)), sqrt(a))
  }
  // without | |, as the square root of a may be imaginary
  if (sign === undefined && signOf(leadingWeight(a)) > 0)
    return divide(call('log', sum(times(2, multiplyAll([sqrt(a), sqrt(q)])), slope)), sqrt(a))
  if (signOfConstant(gap) === -1) return undefined
  return divide(call('asin', divide(negate(slope), simplify(sqrt(gap)))), sqrt(negate(a)))
}

/**
 * The integral of P(x) q(x)^(n/2) for odd n from -1 on, as Q(x) sqrt(q) + c times the integral of 1/sqrt(q), with
 * P q^((n+1)/2) = Q' q + Q q'/2 + c: the highest power of Q first.
 */
export function withRoot(P: Expr, q: Expr, n: number, x: Expr): Expr | undefined {
  if (n < -1) return underRoot(P, q, n, x)
  const rest = coefficientsOf(multiplyAll([P, power(q, integer((n + 1) / 2))]), x)?.slice()
  const quadratic = coefficientsOf(q, x)
  if (rest === undefined || quadratic?.length !== 3) return undefined
  const over = overRoot(q, x)
  if (over === undefined) return undefined
  const [c, b, a] = quadratic as [Expr, Expr, Expr]
  const Q: Expr[] = []
  for (let k = rest.length - 2; k >= 0; k--) {
    // of x^k: (k + 1) a x^(k+1) + (k + 1/2) b x^k + k c x^(k-1)
    const lead = cancel(divide(rest[k + 1]!, times(k + 1, a)))
    const less = (i: number, factor: Expr): Expr => cancel(subtract(rest[i]!, multiplyAll([lead, factor])))
    rest[k] = less(k, scale(b, Rational.of(2 * k + 1, 2)))
    if (k > 0) rest[k - 1] = less(k - 1, times(k, c))
    Q[k] = lead
  }
  return sum(multiplyAll([polynomial(Q, x), sqrt(q)]), multiplyAll([rest[0]!, over]))
}

/**
 * The same for n < -1, with P = S q + r q' + t: S takes q^(n/2 + 1), r q' is integrated at once, and with m = -(n + 1)/2
 * (2m - 1) (4ac - b^2) I_m = 2 q'/q^(m - 1/2) + 8 a (m - 1) I_(m-1) for 1/q^(m + 1/2).
 */
function underRoot(P: Expr, q: Expr, n: number, x: Expr): Expr | undefined {
  const rest = coefficientsOf(P, x)?.slice()
  const quadratic = coefficientsOf(q, x)
  if (rest === undefined || quadratic?.length !== 3) return undefined
  const [c, b, a] = quadratic as [Expr, Expr, Expr]
  const gap = cancel(subtract(times(4, multiplyAll([a, c])), square(b)))
  if (isValue(gap, 0)) return undefined
  const S: Expr[] = []
  for (let k = rest.length - 3; k >= 0; k--) {
    const lead = divide(rest[k + 2]!, a)
    for (const [i, d] of [b, c].entries())
      rest[k + 1 - i] = cancel(subtract(rest[k + 1 - i]!, multiplyAll([lead, d])))
    S[k] = lead
  }
  const r = divide(rest[1] ?? integer(0), times(2, a))
  const t = cancel(subtract(rest[0]!, multiplyAll([r, b])))
  const m = (-n - 1) / 2
  const up = power(q, fraction(n + 2, 2))
  const slope = sum(times(2, multiplyAll([a, x])), b)
  const parts = [
    multiplyAll([scale(r, Rational.of(2, n + 2)), up]),
    divide(multiplyAll([t, slope, up, fraction(2, 2 * m - 1)]), gap),
  ]
  const left = sum(polynomial(S, x), divide(multiplyAll([t, a, fraction(8 * (m - 1), 2 * m - 1)]), gap))
  const inner = isValue(left, 0) ? integer(0) : withRoot(left, q, n + 2, x)
  return inner && sum(...parts, inner)
}
