import type { Expr } from '../expr.ts'
import { isInteger as isWhole, signOf } from '../number/rational.ts'
import { flag } from './assumptions.ts'
import { signOfReal } from './constant-sign.ts'

/*
 * What follows from the assumptions. Each question answers true where it is certain, false where it is not known or
 * not so; it looks `depthLimit` levels down and no further. Constants that this leaves open are computed.
 */
const depthLimit = 6

/** Which signs a value may have, as a set of bits; `other` is what is not real. */
const negative = 1
const zero = 2
const positive = 4
const other = 8
const real = negative | zero | positive
const anything = real | other

/** Real functions of real arguments whose value is real wherever they are defined. */
const realFunctions = new Set(
  'exp sin cos tan cot sec csc asinh atan acot sinh cosh tanh coth sech csch abs sign floor ceil round trunc erf erfc erfcx logistic softplus cbrt atan2 maximum minimum heaviside expm1 gamma ndtr sinc hypot erfi dawson fresnels fresnelc Si Shi airyai airybi airyaiprime airybiprime silu gelu relu mish softsign log_logistic tanhshrink elu selu digamma trigamma zeta factorial Ei i0 i1 dirac'.split(
    ' ',
  ),
)
export const isRealFunction = (name: string): boolean => realFunctions.has(name)
const positiveFunctions = new Set('exp cosh sech logistic softplus erfc erfcx ndtr'.split(' '))
/** Those that have the sign of their argument. */
const signKeeping = new Set('sign sinh tanh csch coth asinh atan erf erfi cbrt expm1 Shi softsign'.split(' '))
const alwaysReal = new Set(['re', 'im', 'arg'])

const ofNumber = (sign: number): number => (sign > 0 ? positive : sign < 0 ? negative : zero)
const mirrored = (s: number): number =>
  (s & (zero | other)) | (s & positive ? negative : 0) | (s & negative ? positive : 0)

function plus(a: number, b: number): number {
  if ((a | b) & other) return (a & b & other) === 0 && (a === other || b === other) ? other : anything
  if (a === zero) return b
  if (b === zero) return a
  // a positive and a nonnegative number have a positive sum
  if (((a | b) & negative) === 0) return a === positive || b === positive ? positive : a & b
  if (((a | b) & positive) === 0) return a === negative || b === negative ? negative : a & b
  return real
}

function times(a: number, b: number): number {
  let s = (a | b) & zero
  if (a & positive) s |= b & (negative | positive)
  if (a & negative) s |= mirrored(b & (negative | positive))
  if (a & b & other) s |= negative | positive | other
  else if ((a | b) & other) s |= other
  return s
}

function ofSymbol(flags: number): number {
  if (flags & flag.complex)
    return flags & flag.imaginary ? other : flags & flag.nonzero ? anything & ~zero : anything
  let s = real
  if (flags & flag.nonnegative) s &= ~negative
  if (flags & flag.nonpositive) s &= ~positive
  if (flags & flag.nonzero) s &= ~zero
  return s
}

function ofConstant(name: string): number {
  switch (name) {
    case 'pi':
    case 'E':
    case 'EulerGamma':
    case 'oo':
      return positive
    case '-oo':
      return negative
    case 'I':
      return other
    default:
      return anything
  }
}

function ofPower(b: Expr, n: Expr, depth: number): number {
  const base = signs(b, depth)
  const at0 = base & zero
  if (base === positive) return signs(n, depth) & other ? anything & ~zero : positive
  if (isEven(n, depth)) {
    // (i y)^2 = -y^2
    if (isImaginary(b, depth))
      return n.kind !== 'number' ? negative | positive : halfIsOdd(n) ? negative : positive
    return (
      (base & real & ~zero ? positive : 0) |
      (base & other ? anything & ~zero : 0) |
      at0 |
      (n.kind === 'number' ? 0 : at0 && positive)
    )
  }
  if (isOdd(n, depth)) return base & other ? anything : base
  if (isInteger(n, depth)) return base & other ? anything : base | positive
  const exponent = signs(n, depth)
  if (exponent & other) return anything
  const rest = base & negative ? (n.kind === 'number' ? other : anything) : 0
  return (
    rest |
    (base & positive) |
    (base & other && anything & ~zero) |
    (at0 && zero | (n.kind === 'number' ? 0 : positive))
  )
}

function ofCall(e: Expr, depth: number): number {
  if (e.weights.length > 0) return anything
  const first = e.args[0]
  if (first === undefined) return anything
  if (alwaysReal.has(e.name)) return real
  const s = signs(first, depth)
  if (e.name === 'abs') return s & zero ? zero | positive : positive
  if (e.name === 'conjugate') return s
  if (e.name === 'log') return s === positive ? real : anything
  if (!realFunctions.has(e.name) || s & other) return anything
  if (positiveFunctions.has(e.name)) return positive
  if (signKeeping.has(e.name)) return s
  if (e.name === 'floor' || e.name === 'ceil') {
    const kept = e.name === 'floor' ? negative : positive
    return s & ~kept & ~zero ? s | zero : s
  }
  for (let i = 1; i < e.args.length; i++) if (signs(e.args[i]!, depth) & other) return anything
  return real
}

const isSingle = (s: number): boolean => s === positive || s === negative || s === zero || s === other

function signs(e: Expr, depth: number): number {
  if (depth === 0) return anything
  let s = anything
  switch (e.kind) {
    case 'number':
      return ofNumber(signOf(e.value))
    case 'symbol':
      return ofSymbol(e.flags)
    case 'constant':
      return ofConstant(e.name)
    case 'sum':
      s = ofNumber(signOf(e.value))
      for (let i = 0; i < e.args.length && s !== anything; i++) {
        const term = signs(e.args[i]!, depth - 1)
        s = plus(s, signOf(e.weights[i]!) > 0 ? term : mirrored(term))
      }
      break
    case 'product':
      s = ofNumber(signOf(e.value))
      for (let i = 0; i < e.args.length && s !== anything; i++) s = times(s, signs(e.args[i]!, depth - 1))
      break
    case 'power':
      s = ofPower(e.args[0]!, e.args[1]!, depth - 1)
      break
    case 'call':
      s = ofCall(e, depth - 1)
      break
    case 'piecewise':
      s = 0
      for (let i = 0; i < e.args.length; i += 2) s |= signs(e.args[i]!, depth - 1)
      break
    default:
  }
  if (e.mask === 0 && !isSingle(s)) {
    const sign = signOfReal(e)
    if (sign !== undefined) return ofNumber(sign)
  }
  return s
}

export const isReal = (e: Expr): boolean => (signs(e, depthLimit) & other) === 0
export const isPositive = (e: Expr): boolean => signs(e, depthLimit) === positive
export const isNegative = (e: Expr): boolean => signs(e, depthLimit) === negative
export const isNonnegative = (e: Expr): boolean => (signs(e, depthLimit) & ~(zero | positive)) === 0
export const isNonpositive = (e: Expr): boolean => (signs(e, depthLimit) & ~(zero | negative)) === 0
export const isNonzero = (e: Expr): boolean => (signs(e, depthLimit) & zero) === 0

/** A real multiple of i other than 0. */
export function isImaginary(e: Expr, depth = depthLimit): boolean {
  if (depth === 0) return false
  if (e.kind === 'constant') return e.name === 'I'
  if (e.kind === 'symbol') return (e.flags & flag.imaginary) !== 0
  if (e.kind !== 'product') return false
  let count = 0
  for (const a of e.args) {
    if (isImaginary(a, depth - 1)) count++
    else if (signs(a, depth - 1) & (zero | other)) return false
  }
  return count % 2 === 1
}

export function isInteger(e: Expr, depth = depthLimit): boolean {
  if (depth === 0) return false
  switch (e.kind) {
    case 'number':
      return isWhole(e.value)
    case 'symbol':
      return (e.flags & flag.integer) !== 0
    case 'sum':
      return isWhole(e.value) && e.args.every((a, i) => isWhole(e.weights[i]!) && isInteger(a, depth - 1))
    case 'product': {
      // half of an even number
      const whole = isWhole(e.value) || (e.value.d === 2 && e.args.some((a) => isEven(a, depth - 1)))
      return whole && e.args.every((a) => isInteger(a, depth - 1))
    }
    case 'power':
      return (
        isInteger(e.args[0]!, depth - 1) &&
        isInteger(e.args[1]!, depth - 1) &&
        (signs(e.args[1]!, depth - 1) & ~(zero | positive)) === 0
      )
    case 'call':
      return (
        ['floor', 'ceil', 'round', 'trunc'].includes(e.name) ||
        (e.name === 'abs' && isInteger(e.args[0]!, depth - 1)) ||
        // of a complex number it is any number of modulus 1
        (e.name === 'sign' && (signs(e.args[0]!, depth - 1) & other) === 0)
      )
    default:
      return false
  }
}

export const isEven = (e: Expr, depth = depthLimit): boolean => remainderBy2(e, depth) === 0
export const isOdd = (e: Expr, depth = depthLimit): boolean => remainderBy2(e, depth) === 1

function remainderBy2(e: Expr, depth: number): 0 | 1 | undefined {
  if (depth === 0) return undefined
  const ofValue = (n: number | bigint): 0 | 1 => (BigInt(n) % 2n === 0n ? 0 : 1)
  switch (e.kind) {
    case 'number':
      return isWhole(e.value) ? ofValue(e.value.n) : undefined
    case 'symbol':
      return e.flags & flag.even ? 0 : e.flags & flag.odd ? 1 : undefined
    case 'sum': {
      if (!isWhole(e.value)) return undefined
      let total = ofValue(e.value.n)
      for (let i = 0; i < e.args.length; i++) {
        const w = e.weights[i]!
        if (!isWhole(w)) return undefined
        const part =
          ofValue(w.n) === 0 && isInteger(e.args[i]!, depth - 1) ? 0 : remainderBy2(e.args[i]!, depth - 1)
        if (part === undefined) return undefined
        if (ofValue(w.n) === 1 && part === 1) total = total === 0 ? 1 : 0
      }
      return total
    }
    case 'product': {
      if (!isWhole(e.value) || !e.args.every((a) => isInteger(a, depth - 1))) return undefined
      const parts = e.args.map((a) => remainderBy2(a, depth - 1))
      if (ofValue(e.value.n) === 0 || parts.includes(0)) return 0
      return parts.includes(undefined) ? undefined : 1
    }
    case 'power':
      return isInteger(e, depth) && signs(e.args[1]!, depth - 1) === positive
        ? remainderBy2(e.args[0]!, depth - 1)
        : undefined
    default:
      return undefined
  }
}

const halfIsOdd = (n: Expr): boolean =>
  n.kind === 'number' && isWhole(n.value) && ((BigInt(n.value.n) % 4n) + 4n) % 4n === 2n
