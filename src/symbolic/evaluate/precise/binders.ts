import type { BigComplex, Field } from '../../../formula/special/big/complex.ts'
import * as r from '../../../formula/special/big/real.ts'
import type { Expr } from '../../expr.ts'
import { EvaluationError } from '../errors.ts'
import type { Binder } from '../operands.ts'
import { polynomialOver } from '../roots-over.ts'
import { isFinite_, type Value } from './number.ts'
import { quadrature } from './quadrature.ts'
import { rootSumValue } from './root-sum.ts'

/** The value of an integral, sum or product, given the values of its limits and that of its body at any place. */
export function binderValue(
  binder: Binder,
  of: (e: Expr) => Value,
  bodyAt: (g: Field, x: Value, complex: boolean) => Value,
  f: Field,
  complex: boolean,
): Value {
  const at = (g: Field, x: Value): Value => bodyAt(g, x, complex)
  if (binder.kind === 'RootSum')
    return rootSumValue(polynomialOver(binder), (z) => bodyAt(f, z, true), f, complex)
  const [from, to] = binder.limits.map(of) as [Value, Value]
  if (binder.kind === 'Integral') return integralValue(binder, from, to, at, f)
  if (binder.kind === 'Derivative' || !isFinite_(from) || !isFinite_(to))
    throw new EvaluationError(
      `evaluate: ${binder.kind} ${binder.kind === 'Derivative' ? 'that is not taken' : 'without end'} is not known to many digits. Without the option digits it may have a float64 value.`,
    )
  return finiteSum(binder, from, to, at, f)
}

const mostTerms = 100_000

function finiteSum(
  binder: Binder,
  from: BigComplex,
  to: BigComplex,
  at: (g: Field, x: Value) => Value,
  f: Field,
): Value {
  const [a, b] = [f.integer(from), f.integer(to)]
  if (a === undefined || b === undefined || b < a - 1 || b - a > mostTerms)
    throw new EvaluationError(
      `evaluate: a ${binder.kind.toLowerCase()} to many digits runs upwards over at most ${mostTerms} whole numbers.`,
    )
  let total = f.of(binder.kind === 'Sum' ? 0 : 1)
  for (let k = a; k <= b; k++) {
    const term = at(f, f.of(k))
    if (!isFinite_(term)) return Number.NaN
    total = binder.kind === 'Sum' ? f.add(total, term) : f.multiply(total, term)
  }
  return total
}

function integralValue(
  binder: Binder,
  from: Value,
  to: Value,
  at: (g: Field, x: Value) => Value,
  f: Field,
): Value {
  const ends = [from, to].map((x) => (typeof x === 'number' ? x : r.isZero(x.im) ? x.re : Number.NaN))
  if (ends.some((x) => Number.isNaN(x as number))) return Number.NaN
  const [a, b] = ends as [number, number]
  let broken = false
  const integrand = (x: BigComplex): BigComplex => {
    const value = at(f, x)
    if (isFinite_(value)) return value
    broken = true
    return f.of(0)
  }
  const reversed = a === Number.POSITIVE_INFINITY || b === Number.NEGATIVE_INFINITY
  const value = reversed ? quadrature(f, integrand, b, a) : quadrature(f, integrand, a, b)
  if (value === undefined || broken)
    throw new EvaluationError(
      `evaluate: the integral of ${binder.body.toString()} does not settle to this many digits. Without the option digits it may have a float64 value.`,
    )
  return reversed ? f.negate(value) : value
}
