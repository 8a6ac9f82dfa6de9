import { constant, fraction, integer, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, multiplyAll, power } from '../build/product.ts'
import { scale, subtract, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { add, half, isInteger, minusOne, multiply, negate, Rational, signOf } from '../number/rational.ts'
import { own } from '../own.ts'
import { type ExpandOptions, logarithm } from './parts.ts'
import {
  addSeries,
  compose,
  leading,
  multiplySeries,
  onePlusPower,
  type Puiseux,
  relativeRest,
  shift,
} from './puiseux.ts'

const mostOrder = 30

/**
 * Bessel functions of a fixed rational order near 0: powers of u, and for Y and K of whole order its logarithm.
 *
 * Source: DLMF 10.2.2, 10.8.1, 10.25.2, 10.31.1, and 10.4.7, 10.27.4 for other orders.
 */
export function besselAtZero(
  e: Expr,
  u: Puiseux,
  cut: Rational,
  options: ExpandOptions,
): Puiseux | undefined {
  const kind = own({ besselj: 'J', bessely: 'Y', besseli: 'I', besselk: 'K' }, e.name)
  const order = e.args[0]!
  const first = leading(u)
  if (kind === undefined || order.kind !== 'number' || first === undefined) return undefined
  const nu = order.value
  if (Math.abs(Number(nu.n) / Number(nu.d)) > mostOrder) return undefined
  if (options.sign(first.coefficient) === -1 && kind !== 'J' && kind !== 'I') return undefined
  // a negative power of u brings terms down to the cut
  const enough = add(
    cut,
    multiply(first.exponent, Rational.of(Math.ceil(Math.abs(Number(nu.n) / Number(nu.d))) + 1)),
  )
  const powerOf = (r: Rational): Puiseux =>
    shift(
      onePlusPower(relativeRest(u, first), rational(r), enough),
      multiply(first.exponent, r),
      power(first.coefficient, rational(r)),
    )
  const plain = (kind: 'J' | 'I', r: Rational): Puiseux =>
    multiplySeries(
      powerOf(r),
      compose((k) => coefficient(kind, r, k), u, enough),
      cut,
    )
  if (!isInteger(nu)) {
    if (kind === 'J' || kind === 'I') return plain(kind, nu)
    const angle = multiplyAll([constant('pi'), order])
    const [up, down] = [plain(kind === 'Y' ? 'J' : 'I', nu), plain(kind === 'Y' ? 'J' : 'I', negate(nu))]
    const over = power(call('sin', angle), integer(-1))
    return kind === 'Y'
      ? addSeries([
          shift(up, Rational.of(0), multiplyAll([over, call('cos', angle)])),
          shift(down, Rational.of(0), scale(over, minusOne)),
        ])
      : addSeries(
          [down, shift(up, Rational.of(0), integer(-1))].map((s) =>
            shift(s, Rational.of(0), multiplyAll([scale(constant('pi'), half), over])),
          ),
        )
  }
  const n = Math.abs(Number(nu.n))
  const turned = signOf(nu) < 0 && n % 2 === 1 && (kind === 'J' || kind === 'Y') ? integer(-1) : integer(1)
  if (kind === 'J' || kind === 'I') return shift(plain(kind, Rational.of(n)), Rational.of(0), turned)
  const log = logarithm(shift(u, Rational.of(0), fraction(1, 2)), enough, options, e)
  const regular = plain(kind === 'Y' ? 'J' : 'I', Rational.of(n))
  const sums = multiplySeries(
    powerOf(Rational.of(n)),
    compose((k) => harmonicCoefficient(kind, n, k), u, enough),
    cut,
  )
  const finite = multiplySeries(
    powerOf(Rational.of(-n)),
    compose((k) => finiteCoefficient(kind, n, k), u, enough),
    cut,
  )
  const withLog = multiplySeries(log, regular, cut)
  const pi = power(constant('pi'), integer(-1))
  const weights =
    kind === 'Y'
      ? [scale(pi, Rational.of(2)), scale(pi, minusOne), scale(pi, minusOne)]
      : [integer(n % 2 === 0 ? -1 : 1), fraction(n % 2 === 0 ? 1 : -1, 2), fraction(1, 2)]
  const parts = [withLog, sums, ...(n === 0 ? [] : [finite])]
  return addSeries(parts.map((s, i) => shift(s, Rational.of(0), multiplyAll([turned, weights[i]!]))))
}

/** (-1)^m for J, 1 for I */
const alternate = (kind: string, m: number): number =>
  kind === 'J' || kind === 'Y' ? (m % 2 === 0 ? 1 : -1) : 1

const factorial = (m: number): Expr => call('factorial', integer(m))

/** Of u^k in (2/u)^r J_r(u) 2^-r. */
function coefficient(kind: 'J' | 'I', r: Rational, k: number): Expr {
  if (k % 2 === 1) return integer(0)
  const m = k / 2
  const below = multiplyAll([factorial(m), call('gamma', rational(add(r, Rational.of(m + 1))))])
  const twos = power(integer(2), rational(negate(add(r, Rational.of(k)))))
  return multiplyAll([integer(alternate(kind, m)), twos, power(below, integer(-1))])
}

/** Of u^k in the sum over m of (psi(m + 1) + psi(n + m + 1))/(m! (n + m)!) (u/2)^(2 m), over 2^n. */
function harmonicCoefficient(kind: string, n: number, k: number): Expr {
  if (k % 2 === 1) return integer(0)
  const m = k / 2
  const psi = subtract(sum(harmonic(m), harmonic(n + m)), scale(constant('EulerGamma'), Rational.of(2)))
  const below = multiplyAll([factorial(m), factorial(n + m), power(integer(2), integer(n + k))])
  return divide(scale(psi, Rational.of(alternate(kind, m))), below)
}

function harmonic(m: number): Expr {
  let total = Rational.of(0)
  for (let j = 1; j <= m; j++) total = add(total, Rational.of(1, j))
  return rational(total)
}

/** Of u^k in the sum over m < n of (-+1)^m (n - m - 1)!/m! (u/2)^(2 m), times 2^n. */
function finiteCoefficient(kind: string, n: number, k: number): Expr {
  const m = k / 2
  if (k % 2 === 1 || m >= n) return integer(0)
  const sign = kind === 'K' && m % 2 === 1 ? -1 : 1
  return multiplyAll([
    integer(sign),
    divide(factorial(n - m - 1), factorial(m)),
    power(integer(2), integer(n - k)),
  ])
}

/** Of u^-k in Hankel's expansions: ((4 nu^2 - 1)(4 nu^2 - 9) ...)/(k! 8^k). */
export function hankelCoefficient(nu: Expr, k: number): Expr {
  const square = scale(power(nu, integer(2)), Rational.of(4))
  const factors = Array.from({ length: k }, (_, j) => subtract(square, integer((2 * j + 1) ** 2)))
  return divide(multiplyAll(factors), multiplyAll([factorial(k), power(integer(8), integer(k))]))
}
