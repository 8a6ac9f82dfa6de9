import { isConstant, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, multiplyAll } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import { scale, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { half, Rational, signOf } from '../number/rational.ts'

const is = (e: Expr, ...names: string[]): boolean =>
  e.kind === 'call' && e.weights.length === 0 && names.includes(e.name)

/** a + a exp(u) = 2a exp(u/2) cosh(u/2), a - a exp(u) = -2a exp(u/2) sinh(u/2), in every sum of two terms. */
export function toHyperbolic(e: Expr): Expr {
  return mapExpr(e, (x) => {
    if (x.kind !== 'sum') return x
    const terms = x.args.map((a, i) => scale(a, x.weights[i]!))
    if (signOf(x.value) !== 0) terms.unshift(rational(x.value))
    if (terms.length !== 2) return x
    const [a, b] = terms as [Expr, Expr]
    const ratio = divide(b, a)
    const negative = ratio.kind === 'product' && ratio.value.n === -1 && ratio.args.length === 1
    const exponential = negative ? ratio.args[0]! : ratio
    if (!is(exponential, 'exp')) return x
    const u = scale(exponential.args[0]!, half)
    return multiplyAll(
      [a, call('exp', u), call(negative ? 'sinh' : 'cosh', u)],
      Rational.small(negative ? -2 : 2, 1),
    )
  })
}

/** The hyperbolic functions and the logistic one by exponentials; exp(i x) = cos(x) + i sin(x). */
export function byExponentials(e: Expr): Expr {
  return mapExpr(e, (x) => {
    if (x.kind !== 'call' || x.weights.length > 0) return x
    const u = x.args[0]!
    const plus = (): Expr => call('exp', u)
    const minus = (): Expr => call('exp', scale(u, Rational.small(-1, 1)))
    switch (x.name) {
      case 'cosh':
        return scale(sum(plus(), minus()), half)
      case 'sinh':
        return scale(sum(plus(), scale(minus(), Rational.small(-1, 1))), half)
      case 'tanh':
        return divide(sum(plus(), scale(minus(), Rational.small(-1, 1))), sum(plus(), minus()))
      case 'logistic':
        return divide(rational(Rational.small(1, 1)), sum(rational(Rational.small(1, 1)), minus()))
      case 'exp': {
        if (u.kind !== 'product' || !u.args.some((a) => isConstant(a, 'I'))) return x
        const angle = multiplyAll(
          u.args.filter((a) => !isConstant(a, 'I')),
          u.value,
        )
        return sum(
          call('cos', angle),
          multiplyAll([u.args.find((a) => isConstant(a, 'I'))!, call('sin', angle)]),
        )
      }
      default:
        return x
    }
  })
}

export const hasExponential = (e: Expr): boolean => is(e, 'exp')
export const hasHyperbolic = (e: Expr): boolean => is(e, 'sinh', 'cosh', 'tanh', 'logistic')
