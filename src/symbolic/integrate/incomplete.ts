import { constant, fraction, integer, isIntegerNumber, isValue } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, exp, multiplyAll, power, sqrt } from '../build/product.ts'
import { negate, scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { Rational, signOf } from '../number/rational.ts'
import { monomialOf } from './definite/transform.ts'

/*
 * Powers of x times a function of a power of x that has no antiderivative among the elementary functions: incomplete
 * gamma functions and hypergeometric ones. Source: DLMF 8.2.1, 13.4.1, 15.6.1, 16.5.1.
 */

const one = (): Expr => integer(1)

/** x^s exp(c x^p), x^s sin(c x^p), x^s cos(c x^p), x^s (a + b x^p)^r. */
export function incomplete(e: Expr, x: Expr): Expr | undefined {
  const factors = e.kind === 'product' ? e.args : [e]
  const isPower = (f: Expr): boolean => monomialOf(f, x) !== undefined
  const rest = factors.filter((f) => !isPower(f))
  const f = rest[0]
  if (rest.length !== 1 || f === undefined) return undefined
  const front = monomialOf(divide(e, f), x) ?? { c: divide(e, f), p: integer(0) }
  if (dependsOn(front.c, x)) return undefined
  const found =
    f.kind === 'call' && f.weights.length === 0 && f.args.length === 1
      ? ofFunction(f.name, f.args[0]!, front.p, x)
      : f.kind === 'power'
        ? ofBinomial(f, front.p, x)
        : undefined
  return found && multiplyAll([front.c, found])
}

function ofFunction(name: string, u: Expr, s: Expr, x: Expr): Expr | undefined {
  const inner = monomialOf(u, x)
  if (inner === undefined || isValue(inner.p, 0)) return undefined
  const { c, p } = inner
  const order = divide(sum(s, one()), p)
  if (name === 'exp') return ofExponential(c, p, s, order, x)
  if (
    !isIntegerNumber(p) ||
    signOf(p.value) <= 0 ||
    isValue(p, 1) ||
    !isIntegerNumber(s) ||
    signOf(s.value) < 0
  )
    return undefined
  const quarter = scale(negate(power(multiplyAll([c, power(x, p)]), integer(2))), Rational.of(1, 4))
  const hyper = (top: Expr, half: number): Expr =>
    call('hyp1f2', top, fraction(half, 2), sum(top, one()), quarter)
  if (name === 'cos') {
    const up = sum(s, one())
    return divide(multiplyAll([power(x, up), hyper(divide(up, scale(p, Rational.of(2))), 1)]), up)
  }
  if (name !== 'sin') return undefined
  const up = sum(s, p, one())
  return divide(multiplyAll([c, power(x, up), hyper(divide(up, scale(p, Rational.of(2))), 3)]), up)
}

function ofExponential(c: Expr, p: Expr, s: Expr, order: Expr, x: Expr): Expr | undefined {
  // x^(s+1)/(s+1) M(order, order + 1, c x^p), for all x
  if (isIntegerNumber(s) && isIntegerNumber(p) && signOf(s.value) >= 0 && Number(p.value.n) > 1) {
    const up = sum(s, one())
    return divide(
      multiplyAll([power(x, up), call('hyp1f1', order, sum(order, one()), multiplyAll([c, power(x, p)]))]),
      up,
    )
  }
  const z = negate(multiplyAll([c, power(x, p)]))
  const size = power(negate(c), negate(order))
  if (
    order.kind === 'number' &&
    order.value.d === 2 &&
    Math.abs(Number(order.value.n)) < 24 &&
    signOf(order.value) > 0
  )
    return multiplyAll([size, lowerHalf(order, z), power(p, integer(-1))])
  return negate(multiplyAll([size, call('uppergamma', order, z), power(p, integer(-1))]))
}

/** The lower incomplete gamma function of half an odd number, by erf. */
function lowerHalf(order: Expr, z: Expr): Expr {
  if (isValue(scale(order, Rational.of(2)), 1))
    return multiplyAll([sqrt(constant('pi')), call('erf', sqrt(z))])
  const less = subtract(order, one())
  return subtract(multiplyAll([less, lowerHalf(less, z)]), multiplyAll([power(z, less), exp(negate(z))]))
}

/** (a + b x^p)^r x^s = a^r x^(s+1)/(s+1) F(-r, q; q + 1; -b x^p/a) after integration, with q = (s + 1)/p. */
function ofBinomial(f: Expr, s: Expr, x: Expr): Expr | undefined {
  const [base, r] = f.args as [Expr, Expr]
  if (base.kind !== 'sum' || dependsOn(r, x) || !isIntegerNumber(s) || signOf(s.value) < 0) return undefined
  const moving = base.args.flatMap((a, i) => (dependsOn(a, x) ? [scale(a, base.weights[i]!)] : []))
  const inner = moving.length === 1 ? monomialOf(moving[0]!, x) : undefined
  if (inner === undefined || !isIntegerNumber(inner.p) || Number(inner.p.value.n) < 2) return undefined
  const a = subtract(base, moving[0]!)
  const up = sum(s, one())
  const q = divide(up, inner.p)
  const z = negate(divide(moving[0]!, a))
  return divide(multiplyAll([power(a, r), power(x, up), call('hyp2f1', negate(r), q, sum(q, one()), z)]), up)
}
