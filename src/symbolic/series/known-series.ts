import { constant, integer, isValue, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { multiplyAll, power } from '../build/product.ts'
import { negate, scale } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { multiply, Rational } from '../number/rational.ts'

const factorial = (n: number): Rational => {
  let p = Rational.of(1)
  for (let i = 2; i <= n; i++) p = multiply(p, Rational.of(i))
  return p
}

/** ((2k)!/(4^k k!^2))^2, the coefficients of the complete elliptic integrals. */
function ellipticCoefficient(k: number): Rational {
  let c = Rational.of(1)
  for (let j = 1; j <= k; j++) c = multiply(c, Rational.of(2 * j - 1, 2 * j))
  return multiply(c, c)
}

/** Power series at 0 of functions whose derivatives there are no help; the coefficient of each power. */
export function powerSeries(
  name: string,
  args: readonly Expr[],
  index: number,
): ((k: number) => Expr) | undefined {
  if (!isValue(args[index]!, 0)) return undefined
  const quarter = scale(constant('pi'), Rational.of(1, 2))
  switch (name) {
    case 'polylog':
      return index === 1 ? (k) => (k === 0 ? integer(0) : power(integer(k), negate(args[0]!))) : undefined
    case 'elliptic_k':
      return (k) => scale(quarter, ellipticCoefficient(k))
    case 'elliptic_e':
      return (k) => scale(quarter, multiply(ellipticCoefficient(k), Rational.of(1, 1 - 2 * k)))
    case ' entire Ci':
      // Ci(x) - log(x) - EulerGamma
      return (k) =>
        k === 0 || k % 2 === 1
          ? integer(0)
          : rational(multiply(Rational.of(k % 4 === 0 ? 1 : -1, k), inverse(factorial(k))))
    case ' entire Chi':
      return (k) =>
        k === 0 || k % 2 === 1 ? integer(0) : rational(multiply(Rational.of(1, k), inverse(factorial(k))))
    case ' entire Ei':
      return (k) => (k === 0 ? integer(0) : rational(multiply(Rational.of(1, k), inverse(factorial(k)))))
    case ' entire zeta':
      // zeta(1 + x) - 1/x, with the Stieltjes constants
      return (k) =>
        k === 0
          ? constant('EulerGamma')
          : multiplyAll([
              rational(multiply(Rational.of(k % 2 === 0 ? 1 : -1), inverse(factorial(k)))),
              call('stieltjes', integer(k)),
            ])
    default:
      return undefined
  }
}

const inverse = (q: Rational): Rational => Rational.of(q.d, q.n)
