import type { Expr } from '../expr.ts'
import {
  add,
  equal,
  isInteger,
  minusOne,
  multiply,
  one,
  type Rational,
  reciprocal,
  signOf,
  zero,
} from '../number/rational.ts'
import { constant, integer, isValue, rational, splitCoefficient } from './atoms.ts'
import { isEven, isNegative, isPositive, isReal } from './known.ts'
import { linear, scale } from './sum.ts'

/* What exponents come to when powers are multiplied or raised, and the powers of 0 and of i. */

/** The sum of the exponents of powers of one base. */
export function totalExponent(factors: readonly Expr[], from: number, to: number): Expr {
  let total: Rational = zero
  let open: Expr[] | undefined
  for (let k = from; k < to; k++) {
    const factor = factors[k]!
    if (factor.kind !== 'power') total = add(total, one)
    else if (factor.args[1]!.kind === 'number') total = add(total, factor.args[1]!.value)
    else (open ??= []).push(factor.args[1]!)
  }
  if (open === undefined) return rational(total)
  open.push(rational(total))
  return linear(open, undefined)
}

/** The exponents of exp(a u) exp(b u) = exp((a + b) u); those that are no multiples of each other stay apart. */
export function collectExponents(exponents: readonly Expr[]): readonly Expr[] {
  if (exponents.length === 1) return exponents
  const groups = new Map<Expr, Rational>()
  for (const exponent of exponents) {
    let [c, u] = splitCoefficient(exponent)
    if (u.kind === 'sum') {
      c = u.weights[0]!
      u = scale(u, reciprocal(c))
    }
    const old = groups.get(u)
    groups.set(u, old === undefined ? c : add(old, c))
  }
  return [...groups].map(([u, c]) => scale(u, c))
}

/** An integer to a power between 0 and 1, such as 2^(1/2). */
function isRadical(e: Expr): boolean {
  if (e.kind !== 'power') return false
  const [base, exponent] = e.args as [Expr, Expr]
  return (
    base.kind === 'number' &&
    exponent.kind === 'number' &&
    !isInteger(exponent.value) &&
    signOf(base.value) > 0
  )
}

/** 2^(1/2) 3^(1/2) = 6^(1/2): the other factors, and base and exponent of each root; undefined where no two exponents agree. */
export function mergeRadicals(
  factors: readonly Expr[],
): { rest: Expr[]; roots: (readonly [base: Rational, exponent: Expr])[] } | undefined {
  const groups = new Map<Expr, Rational>()
  const rest: Expr[] = []
  let merged = false
  for (const factor of factors) {
    if (!isRadical(factor)) {
      rest.push(factor)
      continue
    }
    const [base, exponent] = factor.args as [Expr, Expr]
    const old = groups.get(exponent)
    if (old !== undefined) merged = true
    groups.set(exponent, old === undefined ? base.value : multiply(old, base.value))
  }
  if (!merged) return undefined
  return { rest, roots: [...groups].map(([exponent, base]) => [base, exponent] as const) }
}

/** i^n */
export function imaginaryPower(n: number): Expr {
  const k = ((n % 4) + 4) % 4
  if (k === 0) return integer(1)
  if (k === 2) return integer(-1)
  return k === 1 ? constant('I') : scale(constant('I'), minusOne)
}

/** 0 to a power, or undefined where it is not known. */
export function zeroPower(exponent: Expr): Expr | undefined {
  if (exponent.kind === 'number') return signOf(exponent.value) > 0 ? integer(0) : constant('zoo')
  return isPositive(exponent) ? integer(0) : undefined
}

/**
 * The base c for which (b^f)^e is c^(f e): b for integer e (`whole`), for -1 < f <= 1, and for positive b and real f; -b
 * for negative b and even f. Undefined where none is certain.
 */
export function flatBase(b: Expr, f: Expr, whole: boolean): Expr | undefined {
  if (whole || isNarrow(f) || (isPositive(b) && isReal(f))) return b
  return isEven(f) && isNegative(b) ? scale(b, minusOne) : undefined
}

/** An exponent f with -1 < f <= 1: the angle of b^f is f times that of b, so that (b^f)^e = b^(f e) for every e. */
const isNarrow = (f: Expr): boolean =>
  f.kind === 'number' && Math.abs(Number(f.value.n)) <= Number(f.value.d) && !equal(f.value, minusOne)

/** b^(k log(w)/log(b)) is w^k: w, and the factors of k; undefined for other exponents. */
export function logarithmOver(b: Expr, exponent: Expr): readonly [w: Expr, k: readonly Expr[]] | undefined {
  if (exponent.kind !== 'product') return undefined
  const isLog = (f: Expr): boolean => f.kind === 'call' && f.name === 'log' && f.args.length === 1
  const below = exponent.args.find(
    (f) => f.kind === 'power' && isValue(f.args[1]!, -1) && isLog(f.args[0]!) && f.args[0]!.args[0] === b,
  )
  const above = below && exponent.args.find(isLog)
  if (above === undefined) return undefined
  return [
    above.args[0]!,
    [rational(exponent.value), ...exponent.args.filter((f) => f !== below && f !== above)],
  ]
}
