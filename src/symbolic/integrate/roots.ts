import { constant, fraction, integer, isValue } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, multiplyAll, power, sqrt } from '../build/product.ts'
import { negate, scale, subtract, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { Rational } from '../number/rational.ts'
import { signOfConstant } from '../series/decide.ts'
import { simplify } from '../simplify/simplify.ts'
import { coefficientsOf } from '../solve/coefficients.ts'
import { polynomialRoots } from '../solve/polynomial.ts'
import { some } from '../traverse.ts'
import type { PartialFraction } from './apart.ts'
import { logSize } from './table.ts'

/** A complex number re + im*i; the roots used here have im >= 0 and stand for their conjugates too. */
interface Complex {
  readonly re: Expr
  readonly im: Expr
}

const short = (e: Expr): Expr => simplify(e, { work: 36_000 })
const zero = (): Expr => integer(0)
const times = (a: Complex, b: Complex): Complex => ({
  re: short(subtract(multiplyAll([a.re, b.re]), multiplyAll([a.im, b.im]))),
  im: short(sum(multiplyAll([a.re, b.im]), multiplyAll([a.im, b.re]))),
})
const over = (a: Complex, b: Complex): Complex => {
  const size = short(sum(power(b.re, integer(2)), power(b.im, integer(2))))
  const top = times(a, { re: b.re, im: negate(b.im) })
  return { re: short(divide(top.re, size)), im: short(divide(top.im, size)) }
}
const horner = (p: readonly Expr[], x: Complex): Complex =>
  [...p].reverse().reduce<Complex>(
    (s, c) => {
      const t = times(s, x)
      return { re: sum(t.re, c), im: t.im }
    },
    { re: zero(), im: zero() },
  )

/**
 * The integral of N/D for an irreducible D of degree 3 or more whose roots are known: the sum over the roots r of
 * N(r)/D'(r) log(x - r), conjugate pairs joined to a real logarithm and an arctangent. Undefined for other D.
 */
export function integrateByRoots(f: PartialFraction, x: Expr): Expr | undefined {
  const d = coefficientsOf(f.factor, x)!
  if (f.power !== 1 || d.length < 4) return undefined
  const roots = rootsOf(d, x)
  if (roots === undefined) return undefined
  const n = coefficientsOf(f.numerator, x)!
  const slope = d.slice(1).map((c, k) => scale(c, Rational.of(k + 1)))
  const terms = roots.map((r) => {
    const c = over(horner(n, r), horner(slope, r))
    if (isValue(r.im, 0)) return multiplyAll([c.re, logSize(subtract(x, r.re))])
    // 2 Re(c log(x - r)) for r = u + v i
    const along = subtract(x, r.re)
    const square = short(sum(power(r.re, integer(2)), power(r.im, integer(2))))
    const quadratic = sum(power(x, integer(2)), negate(scale(multiplyAll([r.re, x]), Rational.of(2))), square)
    return sum(
      multiplyAll([c.re, call('log', quadratic)]),
      scale(multiplyAll([c.im, call('atan', divide(along, r.im))]), Rational.of(-2)),
    )
  })
  return sum(...terms)
}

/** All roots as real ones and one of each conjugate pair, where formulas of moderate size give them. */
function rootsOf(d: readonly Expr[], x: Expr): Complex[] | undefined {
  const degree = d.length - 1
  const ratio = (k: number): Expr => divide(d[k]!, d[degree]!)
  if (d.slice(1, -1).every((c) => isValue(c, 0))) {
    // x^n = a
    const a = negate(ratio(0))
    const down = signOfConstant(a) === -1
    const size = power(down ? negate(a) : a, fraction(1, degree))
    return Array.from({ length: degree }, (_, k): Complex => {
      const angle = scale(constant('pi'), Rational.of(down ? 2 * k + 1 : 2 * k, degree))
      return {
        re: short(multiplyAll([size, call('cos', angle)])),
        im: short(multiplyAll([size, call('sin', angle)])),
      }
    }).filter((r) => isValue(r.im, 0) || signOfConstant(r.im) === 1)
  }
  if (degree === 4 && isValue(d[1]!, 0) && isValue(d[3]!, 0)) {
    // x^4 + p x^2 + q
    const [p, q] = [ratio(2), ratio(0)]
    const gap = subtract(power(p, integer(2)), scale(q, Rational.of(4)))
    if (signOfConstant(gap) === -1) {
      // (x^2 + s x + m)(x^2 - s x + m) with m = sqrt(q), s^2 = 2 m - p
      const m = sqrt(q)
      const half = fraction(1, 2)
      const u = short(multiplyAll([half, sqrt(short(subtract(scale(m, Rational.of(2)), p)))]))
      const v = short(multiplyAll([half, sqrt(short(sum(scale(m, Rational.of(2)), p)))]))
      return [
        { re: u, im: v },
        { re: negate(u), im: v },
      ]
    }
    const root = sqrt(gap)
    return [root, negate(root)].flatMap((r): Complex[] => {
      const square = short(scale(subtract(r, p), Rational.of(1, 2)))
      if (signOfConstant(square) === 1) {
        const v = short(sqrt(square))
        return [
          { re: v, im: zero() },
          { re: negate(v), im: zero() },
        ]
      }
      return [{ re: zero(), im: short(sqrt(negate(square))) }]
    })
  }
  if (degree > 6) return undefined
  const real = polynomialRoots(d, x, false)
  // three angles divided by 3 say less than a sum over roots
  return real?.exact.length === degree && !real.exact.some(hasArc)
    ? real.exact.map((re) => ({ re, im: zero() }))
    : undefined
}

function hasArc(e: Expr): boolean {
  return some(e, (node) => node.kind === 'call' && (node.name === 'acos' || node.name === 'atan'))
}
