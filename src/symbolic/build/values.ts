import type { Expr } from '../expr.ts'
import {
  absolute,
  add as addNumbers,
  compare,
  divide as divideNumbers,
  floor,
  half,
  isInteger,
  isZero,
  minusOne,
  multiply as multiplyNumbers,
  negate as negateNumber,
  one,
  Rational,
  signOf,
  subtract as subtractNumbers,
} from '../number/rational.ts'
import { spend } from '../work.ts'
import {
  constant,
  fraction,
  integer,
  isConstant,
  isInfinite,
  isIntegerNumber,
  isNumber,
  isValue,
  node,
  rational,
} from './atoms.ts'
import { floorOfReal } from './constant-sign.ts'
import { hyperbolicValues } from './hyperbolic-values.ts'
import { isInteger as isKnownInteger, isNegative, isNonnegative, isNonpositive, isPositive } from './known.ts'
import { divide, multiplyAll, power, sqrt } from './product.ts'
import { specialValues, type ValueRule } from './special-values.ts'
import { scale, subtract, sum } from './sum.ts'

/*
 * Exact values that functions take at particular arguments: sin(pi/6) is 1/2, log(1) is 0. A rule answers undefined
 * where it has nothing to say. No rule changes a value on any branch: asin(sin(x)) stays.
 */
const pi = (): Expr => constant('pi')
const zoo = (): Expr => constant('zoo')
const negate = (e: Expr): Expr => scale(e, minusOne)

const at =
  (point: number, value: () => Expr): ValueRule =>
  (x) =>
    isValue(x, point) ? value() : undefined
const atZero = (value: number): ValueRule => at(0, () => integer(value))
const limits =
  (low: number, high: number, rule: ValueRule): ValueRule =>
  (x, args) =>
    isConstant(x, 'oo') ? integer(high) : isConstant(x, '-oo') ? integer(low) : rule(x, args)

const logarithm: ValueRule = (x) => {
  if (isValue(x, 1)) return integer(0)
  if (isValue(x, 0)) return zoo()
  if (isConstant(x, 'E')) return integer(1)
  if (isInfinite(x)) return isConstant(x, '-oo') ? undefined : x
  if (x.kind === 'call' && x.name === 'exp' && x.args[0]!.kind === 'number') return x.args[0]!
  const i = multiplyAll([pi(), constant('I')])
  if (isConstant(x, 'I')) return scale(i, Rational.small(1, 2))
  if (
    x.kind === 'product' &&
    x.args.length === 1 &&
    isConstant(x.args[0]!, 'I') &&
    x.value.n === -1 &&
    x.value.d === 1
  )
    return scale(i, Rational.small(-1, 2))
  if (x.kind !== 'number') return x.mask === 0 && isNegative(x) ? sum(logOfPositive(negate(x)), i) : undefined
  // log(-a) = log(a) + pi i, log(1/n) = -log(n)
  if (signOf(x.value) < 0) return sum(logarithmOf(negate(x)), i)
  return x.value.n === 1 && x.value.d !== 1 ? logarithmOf(x) : undefined
}

const logOfPositive = (x: Expr): Expr => logarithm(x, []) ?? node('call', 'log', [x])

function logarithmOf(x: Expr): Expr {
  if (isValue(x, 1)) return integer(0)
  if (x.value.n === 1 && x.value.d !== 1) return negate(node('call', 'log', [power(x, integer(-1))]))
  return node('call', 'log', [x])
}

const absoluteValue: ValueRule = (x) => {
  if (x.kind === 'number') return rational(absolute(x.value))
  if (isInfinite(x)) return constant('oo')
  if (isConstant(x, 'I')) return integer(1)
  if (isNonnegative(x)) return x
  return isNonpositive(x) ? negate(x) : undefined
}

const signum: ValueRule = (x) => {
  if (x.kind === 'number') return integer(signOf(x.value))
  if (isPositive(x)) return integer(1)
  return isNegative(x) ? integer(-1) : undefined
}

const maxFactorial = 3000
const mostHeld = 100
const factorial: ValueRule = (x) => {
  if (isConstant(x, 'oo')) return x
  if (x.kind !== 'number' || !isInteger(x.value)) return undefined
  if (signOf(x.value) < 0) return zoo()
  const n = Number(x.value.n)
  if (n > maxFactorial) return undefined
  spend(2 * n)
  let value = 1n
  for (let k = 2; k <= n; k++) value *= BigInt(k)
  return integer(value)
}
const gamma: ValueRule = (x, args) => {
  if (isConstant(x, 'oo')) return x
  if (x.kind !== 'number') return undefined
  if (isInteger(x.value)) return signOf(x.value) <= 0 ? zoo() : factorial(sum(x, integer(-1)), args)
  if (x.value.d !== 2 || Math.abs(Number(x.value.n)) > 200) return undefined
  // gamma(n + 1/2) from sqrt(pi)
  let value = sqrt(pi())
  for (let k = 1; k < Number(x.value.n); k += 2) value = multiplyAll([value, fraction(k, 2)])
  for (let k = -1; k >= Number(x.value.n); k -= 2) value = multiplyAll([value, fraction(2, k)])
  return value
}

/** log gamma at whole numbers and halves. */
const logOfGamma = (value: Expr | undefined): Expr | undefined =>
  value === undefined ? undefined : isValue(value, 1) ? integer(0) : node('call', 'log', [value])

const binomial: ValueRule = (n, [, k]) => {
  if (k === n) return integer(1)
  if (k?.kind !== 'number' || !isInteger(k.value)) return undefined
  const count = Number(k.value.n)
  if (count < 0) return integer(0)
  if (count <= 1) return count === 0 ? integer(1) : n
  if (n.kind !== 'number' || count > maxFactorial) return undefined
  spend(count + (count * count) / 32)
  if (isInteger(n.value)) {
    let value = 1n
    for (let i = 0; i < count; i++) value = (value * (BigInt(n.value.n) - BigInt(i))) / BigInt(i + 1)
    return integer(value)
  }
  let value = one
  for (let i = 0; i < count; i++)
    value = multiplyNumbers(
      value,
      divideNumbers(subtractNumbers(n.value, Rational.of(i)), Rational.of(i + 1)),
    )
  return rational(value)
}

/** Rounding of numbers, of what is whole, and of constants between two whole numbers. */
const rounding =
  (round: (x: Rational) => Rational, between: (low: bigint) => bigint): ValueRule =>
  (x) => {
    if (x.kind === 'number') return rational(round(x.value))
    if (isKnownInteger(x)) return x
    if (isInfinite(x)) return x
    const low = floorOfReal(x)
    return low === undefined ? undefined : integer(between(low))
  }

/** floor(x + n) = floor(x) + n for whole n. */
const shifting =
  (name: 'floor' | 'ceil'): ValueRule =>
  (x) => {
    if (x.kind !== 'sum') return undefined
    const whole = x.args.map((a, i) => isInteger(x.weights[i]!) && isKnownInteger(a))
    const shift = floor(x.value)
    if (isZero(shift) && !whole.includes(true)) return undefined
    const outside = sum(
      rational(shift),
      ...x.args.flatMap((a, i) => (whole[i] ? [scale(a, x.weights[i]!)] : [])),
    )
    const inside = subtract(x, outside)
    const low = inside.kind === 'number' ? undefined : floorOfReal(inside)
    const rounded =
      inside.kind === 'number'
        ? rational((name === 'floor' ? floor : ceiling)(inside.value))
        : low !== undefined
          ? integer(name === 'floor' ? low : low + 1n)
          : node('call', name, [inside])
    return sum(outside, rounded)
  }
const ceiling = (x: Rational): Rational => negateNumber(floor(negateNumber(x)))

const extreme =
  (sign: 1 | -1): ValueRule =>
  (a, [, b]) => {
    if (a === b) return a
    if (b === undefined) return undefined
    if (isNumber(a) && isNumber(b)) return compare(a.value, b.value) * sign >= 0 ? a : b
    if (isConstant(a, 'oo') || isConstant(b, '-oo')) return sign > 0 ? a : b
    if (isConstant(b, 'oo') || isConstant(a, '-oo')) return sign > 0 ? b : a
    const gap = subtract(a, b)
    if (isNonnegative(gap)) return sign > 0 ? a : b
    return isNonpositive(gap) ? (sign > 0 ? b : a) : undefined
  }

const remainder: ValueRule = (a, [, b]) => {
  if (b === undefined || a.kind !== 'number' || b.kind !== 'number') return undefined
  if (isZero(b.value)) return constant('undefined')
  const quotient = divide(a, b).value
  return sum(a, scale(b, negateNumber(signOf(quotient) < 0 ? ceiling(quotient) : floor(quotient))))
}

const inOrder =
  (first: ValueRule, second: ValueRule): ValueRule =>
  (x, args) =>
    first(x, args) ?? second(x, args)

export const valueRules: Readonly<Record<string, ValueRule>> = {
  ...hyperbolicValues,
  log: logarithm,
  expm1: atZero(0),
  log1p: atZero(0),
  logistic: limits(
    0,
    1,
    at(0, () => fraction(1, 2)),
  ),
  erf: limits(-1, 1, atZero(0)),
  erfc: limits(2, 0, atZero(1)),
  erfcx: atZero(1),
  abs: absoluteValue,
  sign: signum,
  heaviside: (x) => {
    if (x.kind === 'number') return isZero(x.value) ? fraction(1, 2) : integer(x.value.n > 0 ? 1 : 0)
    return isPositive(x) ? integer(1) : isNegative(x) ? integer(0) : undefined
  },
  floor: inOrder(
    rounding(floor, (low) => low),
    shifting('floor'),
  ),
  ceil: inOrder(
    rounding(ceiling, (low) => low + 1n),
    shifting('ceil'),
  ),
  trunc: rounding(
    (x) => (signOf(x) < 0 ? ceiling(x) : floor(x)),
    (low) => (low < 0n ? low + 1n : low),
  ),
  // halves to the even number beside them
  round: (x) => {
    if (x.kind !== 'number') return isKnownInteger(x) || isInfinite(x) ? x : undefined
    const up = addNumbers(x.value, half)
    const above = floor(up)
    const isTie = isInteger(up) && BigInt(above.n) % 2n !== 0n
    return rational(isTie ? subtractNumbers(above, one) : above)
  },
  sinc: (x) => (isIntegerNumber(x) ? integer(isZero(x.value) ? 1 : 0) : undefined),
  factorial,
  gamma,
  lgamma: (x, args) =>
    isConstant(x, 'oo')
      ? x
      : x.kind === 'number' && signOf(x.value) > 0
        ? logOfGamma(gamma(x, args))
        : isIntegerNumber(x)
          ? constant('oo')
          : undefined,
  binomial,
  ...specialValues,
  maximum: extreme(1),
  minimum: extreme(-1),
  remainder,
  // of an order that has become a number
  Derivative: (body, [, x, n]) => {
    if (x === undefined || n?.kind !== 'number' || !isInteger(n.value) || signOf(n.value) < 0)
      return undefined
    if (Number(n.value.n) > mostHeld) return undefined
    let held = body
    for (let k = 0; k < Number(n.value.n); k++) held = node('call', 'Derivative', [held, x])
    return held
  },
  cbrt: (x) =>
    isValue(x, 0) || isValue(x, 1) || isValue(x, -1)
      ? x
      : x.kind === 'number' && signOf(x.value) > 0
        ? cubeRoot(x)
        : undefined,
}

function cubeRoot(x: Expr): Expr | undefined {
  const root = Math.round(Math.cbrt(Number(x.value.n)))
  return x.value.d === 1 && BigInt(root) ** 3n === BigInt(x.value.n) ? integer(root) : undefined
}
