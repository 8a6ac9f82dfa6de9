import { constant, integer, isIntegerNumber, isValue, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { piecewise, relation } from '../build/logic.ts'
import { divide, exp, multiplyAll, power } from '../build/product.ts'
import { subs } from '../build/subs.ts'
import { negate, scale, subtract, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { half, signOf } from '../number/rational.ts'
import { dependsOn } from './depends.ts'
import { derivative } from './derivative.ts'

/** The slope a of a linear argument a*x + b, or undefined. */
export function slopeOf(u: Expr, x: Expr): Expr | undefined {
  const a = derivative(u, x)
  return !dependsOn(a, x) && !isValue(a, 0) ? a : undefined
}

/** x^m log(c x): from order m + 1 on, (-1)^(n - m - 1) m! (n - m - 1)! x^(m - n). */
export function logProduct(e: Expr, x: Expr, n: Expr): Expr | undefined {
  const log = e.args.find((f) => f.kind === 'call' && f.name === 'log' && dependsOn(f, x))
  const monomial = e.args.find((f) => degreeOf(f, x) !== undefined)
  if (log === undefined || monomial === undefined || slopeOf(log.args[0]!, x) === undefined) return undefined
  if (!isValue(subs(log.args[0]!, new Map([[x, integer(0)]])), 0)) return undefined
  const fixed = e.args.filter((f) => f !== log && f !== monomial)
  if (fixed.some((f) => dependsOn(f, x))) return undefined
  const m = degreeOf(monomial, x)!
  const rest = subtract(n, integer(m + 1))
  return multiplyAll([
    rational(e.value),
    ...fixed,
    power(integer(-1), rest),
    call('factorial', integer(m)),
    call('factorial', rest),
    power(x, subtract(integer(m), n)),
  ])
}

/** p (p - 1) ... (p - n + 1), for a p that is not 0, 1, 2 ... */
function falling(p: Expr, n: Expr): Expr {
  const rest = subtract(p, n)
  if (isIntegerNumber(p))
    // (-m)(-m - 1)... = (-1)^n (m + n - 1)!/(m - 1)!
    return multiplyAll([
      power(integer(-1), n),
      divide(
        call('factorial', sum(negate(p), n, integer(-1))),
        call('factorial', sum(negate(p), integer(-1))),
      ),
    ])
  // a p that may turn out a whole number less than n is no pole of binomial
  if (p.kind !== 'number' && dependsOn(rest, n))
    return multiplyAll([call('factorial', n), call('binomial', p, n)])
  return divide(call('gamma', sum(p, integer(1))), call('gamma', sum(rest, integer(1))))
}

/** The n-th derivative of u^p by u; that of a whole power is 0 from p + 1 on. */
export function powerForm(u: Expr, p: Expr, n: Expr): Expr {
  const rest = subtract(p, n)
  if (!isIntegerNumber(p) || signOf(p.value) < 0) return multiplyAll([falling(p, n), power(u, rest)])
  return piecewise(
    [
      multiplyAll([divide(call('factorial', p), call('factorial', rest)), power(u, rest)]),
      relation('<=', n, p),
    ],
    [integer(0), constant('true')],
  )
}

const shifted = (name: 'sin' | 'cos', u: Expr, n: Expr): Expr =>
  call(name, sum(u, scale(multiplyAll([constant('pi'), n]), half)))

/** The n-th derivative of a power, exponential, logarithm, sine or cosine of a linear argument. */
export function atomForm(e: Expr, x: Expr, n: Expr): Expr | undefined {
  if (e.kind === 'power') {
    const [b, p] = e.args as [Expr, Expr]
    if (!dependsOn(p, x)) {
      const a = slopeOf(b, x)
      if (a === undefined) return undefined
      return multiplyAll([power(a, n), powerForm(b, p, n)])
    }
    const a = slopeOf(p, x)
    if (a === undefined || dependsOn(b, x)) return undefined
    return multiplyAll([power(multiplyAll([a, call('log', b)]), n), e])
  }
  if (e.weights.length > 0 || e.args.length !== 1) return undefined
  const u = e.args[0]!
  const a = slopeOf(u, x)
  if (a === undefined) return undefined
  switch (e.name) {
    case 'exp':
      return multiplyAll([power(a, n), e])
    case 'sin':
    case 'cos':
      return multiplyAll([power(a, n), shifted(e.name, u, n)])
    case 'log':
      // (-1)^(n - 1) (n - 1)! a^n / u^n
      return multiplyAll([
        power(integer(-1), sum(n, integer(-1))),
        call('factorial', sum(n, integer(-1))),
        power(a, n),
        power(u, negate(n)),
      ])
    case 'sinh':
    case 'cosh': {
      const mirrored = multiplyAll([power(integer(-1), n), exp(negate(u))])
      const both = e.name === 'cosh' ? sum(exp(u), mirrored) : subtract(exp(u), mirrored)
      return scale(multiplyAll([power(a, n), both]), half)
    }
    default:
      return undefined
  }
}

/** The degree of a whole power of x, or undefined. */
export const degreeOf = (e: Expr, x: Expr): number | undefined =>
  e === x
    ? 1
    : e.kind === 'power' && e.args[0] === x && isIntegerNumber(e.args[1]!) && signOf(e.args[1]!.value) > 0
      ? Number(e.args[1]!.value.n)
      : undefined
