import type { Expr } from '../expr.ts'
import { add, isInteger, subtract as minus, multiply, Rational, signOf } from '../number/rational.ts'
import {
  constant,
  fraction,
  integer,
  isConstant,
  isInfinite,
  isValue,
  node,
  rational,
  splitCoefficient,
} from './atoms.ts'
import { isInteger as isKnownInteger, isPositive } from './known.ts'
import { divide, multiplyAll, power, sqrt } from './product.ts'
import type { ValueRule } from './special-values.ts'
import { negate, scale, subtract, sum } from './sum.ts'

/*
 * Sines and tangents of c pi, where they are square roots; and angles reduced by half turns. The tables run over the
 * first quarter turn, by the multiple of pi/120.
 */
const root = (n: number): Expr => sqrt(integer(n))
const parts = (...terms: readonly [n: number, d: number, root: number][]): Expr =>
  sum(...terms.map(([n, d, r]) => multiplyAll([fraction(n, d), root(r)])))

const sines: Readonly<Record<number, () => Expr>> = {
  0: () => integer(0),
  10: () => parts([1, 4, 6], [-1, 4, 2]),
  12: () => parts([1, 4, 5], [-1, 4, 1]),
  15: () => scale(sqrt(parts([2, 1, 1], [-1, 1, 2])), Rational.small(1, 2)),
  20: () => fraction(1, 2),
  24: () => sqrt(parts([5, 8, 1], [-1, 8, 5])),
  30: () => parts([1, 2, 2]),
  36: () => parts([1, 4, 5], [1, 4, 1]),
  40: () => parts([1, 2, 3]),
  45: () => scale(sqrt(parts([2, 1, 1], [1, 1, 2])), Rational.small(1, 2)),
  48: () => sqrt(parts([5, 8, 1], [1, 8, 5])),
  50: () => parts([1, 4, 6], [1, 4, 2]),
  60: () => integer(1),
}
const tangents: Readonly<Record<number, () => Expr>> = {
  0: () => integer(0),
  10: () => parts([2, 1, 1], [-1, 1, 3]),
  12: () => sqrt(parts([1, 1, 1], [-2, 5, 5])),
  15: () => parts([1, 1, 2], [-1, 1, 1]),
  20: () => parts([1, 3, 3]),
  24: () => sqrt(parts([5, 1, 1], [-2, 1, 5])),
  30: () => integer(1),
  36: () => sqrt(parts([1, 1, 1], [2, 5, 5])),
  40: () => root(3),
  45: () => parts([1, 1, 2], [1, 1, 1]),
  48: () => sqrt(parts([5, 1, 1], [2, 1, 5])),
  50: () => parts([2, 1, 1], [1, 1, 3]),
}

const steps = Rational.small(120, 1)
const pi = (): Expr => constant('pi')
const angle = (step: number): Expr => multiplyAll([fraction(step, 120), pi()])

/** x = c pi: the coefficient c. */
function multipleOfPi(x: Expr): Rational | undefined {
  if (isValue(x, 0)) return x.value
  const [c, u] = splitCoefficient(x)
  return isConstant(u, 'pi') ? c : undefined
}

/** c mod n, in [0, n). */
function modulo(c: Rational, n: number): Rational {
  const d = BigInt(c.d)
  const whole = BigInt(n) * d
  return Rational.of(((BigInt(c.n) % whole) + whole) % whole, d)
}

/** sin(c pi) for c in [0, 1/2]; reduced to there where there is no root form. */
function sineOf(c: Rational): Expr {
  let turn = modulo(c, 2)
  let sign = 1
  if (signOf(minus(turn, Rational.small(1, 1))) >= 0) {
    turn = minus(turn, Rational.small(1, 1))
    sign = -1
  }
  if (signOf(minus(turn, Rational.small(1, 2))) > 0) turn = minus(Rational.small(1, 1), turn)
  const step = multiply(turn, steps)
  const known = isInteger(step) ? sines[Number(step.n)] : undefined
  const value = known?.() ?? node('call', 'sin', [multiplyAll([rational(turn), pi()])])
  return sign < 0 ? negate(value) : value
}

/** What is left of x without whole multiples of pi/2 in it, and how many there were. */
function withoutQuarters(x: Expr): readonly [rest: Expr, quarters: number] | undefined {
  if (x.kind !== 'sum') return undefined
  const at = x.args.findIndex((a) => isConstant(a, 'pi'))
  if (at < 0) return undefined
  const quarters = multiply(x.weights[at]!, Rational.small(2, 1))
  if (!isInteger(quarters)) return undefined
  return [
    subtract(x, multiplyAll([rational(x.weights[at]!), pi()])),
    Number(((BigInt(quarters.n) % 4n) + 4n) % 4n),
  ]
}

/** n in n pi for what is known to be whole. */
function wholeTurns(x: Expr): Expr | undefined {
  if (x.kind !== 'product' || x.mask === 0 || !x.args.some((a) => isConstant(a, 'pi'))) return undefined
  const turns = multiplyAll(
    x.args.filter((a) => !isConstant(a, 'pi')),
    x.value,
  )
  return isKnownInteger(turns) ? turns : undefined
}

type Call = (name: string, ...args: Expr[]) => Expr

/** The rules, given how a call is built. */
export function angleRules(call: Call): Readonly<Record<string, ValueRule>> {
  const sine: ValueRule = (x) => {
    const c = multipleOfPi(x)
    if (c !== undefined) return sineOf(c)
    if (wholeTurns(x) !== undefined) return integer(0)
    const shifted = withoutQuarters(x)
    if (shifted === undefined || shifted[1] === 0) return shifted && call('sin', shifted[0])
    const value = call(shifted[1] % 2 === 0 ? 'sin' : 'cos', shifted[0])
    return shifted[1] >= 2 ? negate(value) : value
  }
  const cosine: ValueRule = (x) => {
    const c = multipleOfPi(x)
    if (c !== undefined) {
      const value = sineOf(add(c, Rational.small(1, 2)))
      if (!(value.kind === 'call' || value.kind === 'product') || !isSineCall(value)) return value
      return reducedCosine(c)
    }
    const n = wholeTurns(x)
    if (n !== undefined) return power(integer(-1), n)
    const shifted = withoutQuarters(x)
    if (shifted === undefined) return undefined
    const value = call(shifted[1] % 2 === 0 ? 'cos' : 'sin', shifted[0])
    return shifted[1] === 1 || shifted[1] === 2 ? negate(value) : value
  }
  const tangent: ValueRule = (x) => {
    const c = multipleOfPi(x)
    if (c !== undefined) return tangentOf(c)
    if (wholeTurns(x) !== undefined) return integer(0)
    const shifted = withoutQuarters(x)
    if (shifted === undefined) return undefined
    return shifted[1] % 2 === 0 ? call('tan', shifted[0]) : negate(call('cot', shifted[0]))
  }
  const cotangent: ValueRule = (x) => {
    const c = multipleOfPi(x)
    if (c !== undefined) {
      const value = tangentOf(minus(Rational.small(1, 2), c))
      return value.kind === 'call' || value.kind === 'product' ? undefined : value
    }
    if (wholeTurns(x) !== undefined) return constant('zoo')
    const shifted = withoutQuarters(x)
    if (shifted === undefined) return undefined
    return shifted[1] % 2 === 0 ? call('cot', shifted[0]) : negate(call('tan', shifted[0]))
  }
  const reciprocal =
    (rule: ValueRule): ValueRule =>
    (x, args) => {
      const value = x.mask === 0 ? rule(x, args) : undefined
      if (value === undefined || hasCall(value)) return undefined
      return isValue(value, 0) ? constant('zoo') : power(value, integer(-1))
    }
  return {
    sin: sine,
    cos: cosine,
    tan: tangent,
    cot: cotangent,
    sec: reciprocal(cosine),
    csc: reciprocal(sine),
    asin: arcsine,
    acos: arccosine,
    atan: arctangent,
    acot: (x, args) =>
      isValue(x, 0) ? angle(60) : isInfinite(x) ? integer(0) : arctangent(power(x, integer(-1)), args),
    asec: ofReciprocal(arccosine, 60),
    acsc: ofReciprocal(arcsine, 0),
    atan2: angleOf,
  }
}

const arctangent: ValueRule = (x, args) => {
  if (isConstant(x, 'oo')) return angle(60)
  if (isConstant(x, '-oo')) return angle(-60)
  return inverse(tangents)(x, args)
}
const arcsine: ValueRule = (x, args) => inverse(sines)(x, args)
export const arccosine: ValueRule = (x, args) => {
  const value = arcsine(x, args)
  return value === undefined ? undefined : subtract(angle(60), value)
}

/** The rule at 1/x, with the angle at infinity. */
const ofReciprocal =
  (rule: ValueRule, atInfinity: number): ValueRule =>
  (x, args) =>
    isValue(x, 0)
      ? constant('zoo')
      : isInfinite(x)
        ? angle(atInfinity)
        : x.mask === 0
          ? rule(power(x, integer(-1)), args)
          : undefined

/** The angle of the point (x, y) where the signs are known. */
const angleOf: ValueRule = (y, [, x]) => {
  if (x === undefined) return undefined
  const side = signIfKnown(x)
  const height = signIfKnown(y)
  if (height === 0)
    return side === undefined ? undefined : side > 0 ? integer(0) : side < 0 ? pi() : constant('undefined')
  if (side === 0) return height === undefined ? undefined : angle(60 * height)
  if (side === undefined) return undefined
  const principal = arctangent(divide(y, x), [])
  if (principal === undefined || side > 0) return principal
  return height === undefined ? undefined : sum(principal, scale(pi(), Rational.small(height, 1)))
}

const signIfKnown = (e: Expr): -1 | 0 | 1 | undefined =>
  isValue(e, 0) ? 0 : isPositive(e) ? 1 : isPositive(negate(e)) ? -1 : undefined

/** Whether a sine or tangent that has no root form is left. */
const hasCall = (e: Expr): boolean => isSineCall(e) || (e.kind === 'call' && e.name === 'cos')

const isSineCall = (e: Expr): boolean =>
  (e.kind === 'call' && e.name === 'sin') || (e.kind === 'product' && e.args.some((a) => a.kind === 'call'))

/** cos(c pi) with c in [0, 1/2] and its sign. */
function reducedCosine(c: Rational): Expr {
  let turn = modulo(c, 2)
  if (signOf(minus(turn, Rational.small(1, 1))) > 0) turn = minus(Rational.small(2, 1), turn)
  const negative = signOf(minus(turn, Rational.small(1, 2))) > 0
  if (negative) turn = minus(Rational.small(1, 1), turn)
  const value = node('call', 'cos', [multiplyAll([rational(turn), pi()])])
  return negative ? negate(value) : value
}

/** tan(c pi) */
function tangentOf(c: Rational): Expr {
  let turn = modulo(c, 1)
  const negative = signOf(minus(turn, Rational.small(1, 2))) > 0
  if (negative) turn = minus(Rational.small(1, 1), turn)
  const step = multiply(turn, steps)
  if (isInteger(step) && Number(step.n) === 60) return constant('zoo')
  const known = isInteger(step) ? tangents[Number(step.n)] : undefined
  const value = known?.() ?? node('call', 'tan', [multiplyAll([rational(turn), pi()])])
  return negative ? negate(value) : value
}

/** The angle in a quarter turn whose sine or tangent that is. */
const inverse =
  (table: Readonly<Record<number, () => Expr>>): ValueRule =>
  (x) => {
    if (x.mask !== 0 || x.kind === 'call') return undefined
    for (const [step, value] of Object.entries(table)) {
      const known = value()
      if (x === known) return angle(Number(step))
      if (x === negate(known)) return negate(angle(Number(step)))
    }
    return undefined
  }
