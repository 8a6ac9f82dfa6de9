import { constant, fraction, integer, isValue, rational } from '../build/atoms.ts'
import { exp, multiplyAll, sqrt } from '../build/product.ts'
import { sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { add, half, minusOne, multiply, Rational, subtract, zero } from '../number/rational.ts'
import { isZero } from './decide.ts'
import { type ExpandOptions, logarithm, NotRealError } from './parts.ts'
import {
  addSeries,
  compose,
  leading,
  monomial,
  multiplySeries,
  negative,
  onePlusPower,
  type Puiseux,
  relativeRest,
  shift,
} from './puiseux.ts'

/*
 * The Lambert W function where it is no power series of its argument.
 * Source: R. M. Corless et al., On the Lambert W function, 1996, equations 4.19 to 4.25.
 */

/** W(u) or W_-1(u) about the branch point u = -1/e, in powers of sqrt(2 (e u + 1)); undefined at any other point. */
export function lambertAtBranch(
  e: Expr,
  u: Puiseux,
  at: Expr,
  cut: Rational,
  options: ExpandOptions,
): Puiseux | undefined {
  const lower = e.args[1]
  if (e.name !== 'LambertW' || (lower !== undefined && !isValue(lower, -1) && !isValue(lower, 0)))
    return undefined
  if (!isZero(sum(at, exp(integer(-1))))) return undefined
  const gap = addSeries([u, monomial(exp(integer(-1)))])
  const first = leading(gap)
  if (first === undefined) return monomial(integer(-1))
  if (options.sign(first.coefficient) === -1) throw new NotRealError('series', `${e} is not real there`, e)
  const p = shift(
    onePlusPower(relativeRest(gap, first), fraction(1, 2), cut),
    multiply(first.exponent, half),
    sqrt(multiplyAll([integer(2), constant('E'), first.coefficient])),
  )
  const coefficients = branchCoefficients()
  const turn = lower !== undefined && isValue(lower, -1)
  return compose(
    (k) => rational(turn && k % 2 === 1 ? multiply(coefficients(k), minusOne) : coefficients(k)),
    p,
    cut,
  )
}

/** The coefficients of -1 + p - p^2/3 + 11 p^3/72 - ... */
function branchCoefficients(): (k: number) => Rational {
  const mu = [Rational.of(-1), Rational.of(1)]
  const alpha = [Rational.of(2), Rational.of(-1)]
  return (n) => {
    while (mu.length <= n) {
      const k = mu.length
      let a = zero
      for (let j = 2; j < k; j++) a = add(a, multiply(mu[j]!, mu[k + 1 - j]!))
      alpha.push(a)
      const before = add(multiply(mu[k - 2]!, half), multiply(alpha[k - 2]!, Rational.of(1, 4)))
      mu.push(
        subtract(
          subtract(multiply(before, Rational.of(k - 1, k + 1)), multiply(a, half)),
          multiply(mu[k - 1]!, Rational.of(1, k + 1)),
        ),
      )
    }
    return mu[n]!
  }
}

/**
 * The omega of omega + log(omega) = u, which is W(exp(u)), for large u: u - log u + log u/u + log u (log u - 2)/(2 u^2) + ...;
 * with `lower` W_-1(-exp(-u)), which has the same expansion in -u but for the logarithm.
 */
export function wright(
  e: Expr,
  u: Puiseux,
  small: Puiseux,
  cut: Rational,
  options: ExpandOptions,
  lower: boolean,
): Puiseux {
  const first = leading(u)!
  const log = logarithm(u, add(cut, multiply(first.exponent, minusOne)), options, e)
  if (lower) [u, small] = [negative(u), negative(small)]
  const parts = [u, shift(log, zero, integer(-1)), { terms: [], order: cut }]
  const powers = [monomial(integer(1))]
  let front = monomial(integer(1))
  // the numbers of permutations of n things in c cycles
  let cycles = [1n]
  for (
    let n = 1;
    Number(first.exponent.n) * -n < (Number(cut.n) / Number(cut.d)) * Number(first.exponent.d);
    n++
  ) {
    front = multiplySeries(front, small, cut)
    powers.push(multiplySeries(powers[n - 1]!, log, cut))
    cycles = Array.from(
      { length: n + 1 },
      (_, c) => (cycles[c - 1] ?? 0n) + BigInt(n - 1) * (cycles[c] ?? 0n),
    )
    let factorial = 1n
    const terms: Puiseux[] = []
    for (let m = 1; m <= n; m++) {
      factorial *= BigInt(m)
      const c = Rational.of((n - m) % 2 === 0 ? cycles[n - m + 1]! : -cycles[n - m + 1]!, factorial)
      terms.push(shift(powers[m]!, zero, rational(c)))
    }
    parts.push(multiplySeries(front, addSeries(terms), cut))
  }
  return addSeries(parts)
}
