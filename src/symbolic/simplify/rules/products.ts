import { integer, isIntegerNumber, isValue, rational } from '../../build/atoms.ts'
import { call } from '../../build/call.ts'
import { isEven, isReal } from '../../build/known.ts'
import { divide, multiplyAll, power } from '../../build/product.ts'
import { linear, scale, subtract, sum } from '../../build/sum.ts'
import type { Expr } from '../../expr.ts'
import {
  divide as divideNumbers,
  isOne,
  minusOne,
  negate as negateNumber,
  Rational,
  signOf,
} from '../../number/rational.ts'
import { measure } from '../measure.ts'
import { gammaProducts } from './gammas.ts'

const abs = (e: Expr): Expr => call('abs', e)
const is = (e: Expr, name: string): boolean => e.kind === 'call' && e.weights.length === 0 && e.name === name
const isInverse = (e: Expr): boolean => e.kind === 'power' && isValue(e.args[1]!, -1)
const isBelow = (e: Expr): boolean =>
  e.kind === 'power' && e.args[1]!.kind === 'number' && signOf(e.args[1]!.value) < 0
/** A whole positive power. */
const isAbove = (e: Expr): boolean =>
  e.kind === 'power' && isIntegerNumber(e.args[1]!) && signOf(e.args[1]!.value) > 0
const without = (e: Expr, ...gone: Expr[]): Expr[] => [
  rational(e.value),
  ...e.args.filter((a) => !gone.includes(a)),
]

export function productRules(e: Expr): Expr {
  // abs(x)*abs(y) = abs(x*y), x^3*sign(x) = x^2*abs(x), abs(x)*sign(x) = x for real x
  for (const factor of e.args) {
    if (factor.kind !== 'call' || factor.name !== 'sign' || factor.weights.length > 0) continue
    const x = factor.args[0]!
    if (!isReal(x)) continue
    const rest = e.args.filter((a) => a !== factor)
    const size = abs(x)
    const other = rest.find((a) => a === x || (isAbove(a) && a.args[0] === x))
    if (other !== undefined) return multiplyAll([rational(e.value), ...rest, power(x, integer(-1)), size])
    if (rest.includes(size)) return multiplyAll([rational(e.value), ...rest.filter((a) => a !== size), x])
  }
  const cancelled =
    overAbsolute(e) ??
    logarithmRatio(e) ??
    commonExponents(e) ??
    gammaProducts(e) ??
    nestedPowers(e) ??
    numberIntoPower(e) ??
    flipped(e)
  if (cancelled !== undefined) return cancelled
  const sizes = e.args.filter((a) => a.kind === 'call' && a.name === 'abs')
  if (sizes.length > 1)
    return multiplyAll([
      rational(e.value),
      ...e.args.filter((a) => !sizes.includes(a)),
      abs(multiplyAll(sizes.map((a) => a.args[0]!))),
    ])
  const exponentials = e.args.filter((a) => a.kind === 'call' && a.name === 'exp')
  if (exponentials.length > 1)
    return multiplyAll([
      rational(e.value),
      ...e.args.filter((a) => !exponentials.includes(a)),
      call(
        'exp',
        linear(
          exponentials.map((a) => a.args[0]!),
          undefined,
        ),
      ),
    ])
  return e
}

/** x/abs(x) = sign(x) = abs(x)/x, abs(x)/x^2 = 1/abs(x), x^5/abs(x)^3 = x abs(x) for real x */
function overAbsolute(e: Expr): Expr | undefined {
  for (const factor of e.args) {
    const size = factor.kind === 'power' ? factor.args[0]! : factor
    if (is(size, 'abs') && isReal(size.args[0]!)) {
      const x = size.args[0]!
      const other = e.args.find(
        (a) =>
          a.kind === 'power' && a.args[0] === x && (isEven(a.args[1]!) || (isBelow(factor) && isAbove(a))),
      )
      if (other !== undefined) {
        const n = other.args[1]!
        const odd = integer(isEven(n) ? 0 : 1)
        return multiplyAll([
          ...without(e, factor, other),
          factor,
          power(size, subtract(n, odd)),
          power(x, odd),
        ])
      }
    }
    if (!isInverse(factor)) continue
    const base = factor.args[0]!
    const x = is(base, 'abs') ? base.args[0]! : base
    if (!isReal(x)) continue
    const other = base === x ? abs(x) : x
    if (other !== base && e.args.includes(other))
      return multiplyAll([...without(e, factor, other), call('sign', x)])
  }
  return undefined
}

/** log(8)/log(2) = 3 */
function logarithmRatio(e: Expr): Expr | undefined {
  const ofInteger = (a: Expr): boolean =>
    is(a, 'log') && isIntegerNumber(a.args[0]!) && signOf(a.args[0]!.value) > 0
  const below = e.args.find((a) => isInverse(a) && ofInteger(a.args[0]!))
  const above = e.args.find(ofInteger)
  if (below === undefined || above === undefined) return undefined
  const top = Math.log(Number(above.args[0]!.value.n))
  const bottom = Math.log(Number(below.args[0]!.args[0]!.value.n))
  // b^p = a^q for small p and q
  for (let q = 1; q <= 12; q++) {
    const p = Math.round((q * top) / bottom)
    if (!(p >= 1 && p <= 40) || Math.abs(p / q - top / bottom) > 1e-12) continue
    if (power(above.args[0]!, integer(q)) === power(below.args[0]!.args[0]!, integer(p)))
      return multiplyAll([...without(e, above, below), rational(Rational.of(p, q))])
  }
  return undefined
}

/** 2^x 3^x = 6^x, 4^x 2^(-x) = 2^x */
function commonExponents(e: Expr): Expr | undefined {
  const isOpen = (a: Expr): boolean =>
    a.kind === 'power' &&
    a.args[0]!.kind === 'number' &&
    signOf(a.args[0]!.value) > 0 &&
    a.args[1]!.kind !== 'number'
  const powers = e.args.filter(isOpen)
  for (let i = 0; i < powers.length; i++)
    for (let k = 0; k < i; k++) {
      const [a, n] = powers[k]!.args as [Expr, Expr]
      const [b, m] = powers[i]!.args as [Expr, Expr]
      const base = n === m ? multiplyAll([a, b]) : scale(n, minusOne) === m ? divide(a, b) : undefined
      if (base !== undefined) return multiplyAll([...without(e, powers[i]!, powers[k]!), power(base, n)])
    }
  return undefined
}

/** 4*2^u = 2^(u + 2), 2^u/2 = 2^(u - 1) */
function numberIntoPower(e: Expr): Expr | undefined {
  if (isOne(e.value) || typeof e.value.n !== 'number' || typeof e.value.d !== 'number') return undefined
  const size = Math.abs(e.value.n)
  if (size !== 1 && e.value.d !== 1) return undefined
  for (const f of e.args) {
    if (f.kind !== 'power' || !isIntegerNumber(f.args[0]!) || f.args[1]!.kind !== 'sum') continue
    const base = Number(f.args[0]!.value.n)
    const n = Math.round(Math.log(size === 1 ? e.value.d : size) / Math.log(base))
    if (base < 2 || n < 1 || base ** n !== (size === 1 ? e.value.d : size)) continue
    const raised = power(f.args[0]!, sum(f.args[1]!, integer(size === 1 ? -n : n)))
    const made = multiplyAll([integer(Math.sign(e.value.n)), ...e.args.filter((a) => a !== f), raised])
    if (measure(made) < measure(e)) return made
  }
  return undefined
}

/** E sqrt(E)^(-1) = sqrt(E) where E is itself a power or a product, whose factors stand among the others. */
function nestedPowers(e: Expr): Expr | undefined {
  for (const f of e.args) {
    if (f.kind !== 'power' || f.args[1]!.kind !== 'number') continue
    const [base, n] = f.args as [Expr, Expr]
    const inner = base.kind === 'product' ? base.args : base.kind === 'power' ? [base] : undefined
    if (inner === undefined || !inner.every((a) => e.args.includes(a))) continue
    const rest = e.args.filter((a) => a !== f && !inner.includes(a))
    const raised = power(base, sum(n, integer(1)))
    const value = base.kind === 'product' ? divideNumbers(e.value, base.value) : e.value
    return multiplyAll([rational(value), ...rest, raised])
  }
  return undefined
}

/** -x/(1 - y) = x/(y - 1) */
function flipped(e: Expr): Expr | undefined {
  if (signOf(e.value) >= 0) return undefined
  for (const f of e.args) {
    const [base, n] = f.kind === 'power' ? (f.args as [Expr, Expr]) : [f, integer(1)]
    if (base.kind !== 'sum' || !isIntegerNumber(n) || BigInt(n.value.n) % 2n === 0n) continue
    const other = scale(base, minusOne)
    if (measure(other) < measure(base) + 1)
      return multiplyAll([rational(negateNumber(e.value)), ...e.args.filter((a) => a !== f), power(other, n)])
  }
  return undefined
}
