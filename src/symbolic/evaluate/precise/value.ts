import { LimitError } from '../../../formula/errors.ts'
import { NoValue } from '../../../formula/special/big/accurate.ts'
import type { BigComplex, Field } from '../../../formula/special/big/complex.ts'
import * as r from '../../../formula/special/big/real.ts'
import type { Expr } from '../../expr.ts'
import type { Rational } from '../../number/rational.ts'
import { spend } from '../../work.ts'
import { EvaluationError } from '../errors.ts'
import { realFunctions, realPower } from '../functions.ts'
import { binderOf, walkOperands } from '../operands.ts'
import { binderValue } from './binders.ts'
import { preciseFunction } from './functions.ts'
import { isFinite_, type Value } from './number.ts'

/** The values of the symbols. */
export type Numbers = (symbol: Expr) => Rational | readonly [re: Rational, im: Rational]

/** The value of an expression in the arithmetic of the field, each distinct node once. */
export function valueAt(root: Expr, numberOf: Numbers, f: Field, complex: boolean): Value {
  try {
    return evaluated(root, (s) => fromNumbers(f, numberOf(s)), f, complex)
  } catch (error) {
    if (error instanceof RangeError)
      throw new LimitError(
        'evaluate',
        'size of an argument',
        2 ** 50,
        2 ** 50 + 1,
        'An argument is too large.',
      )
    throw error
  }
}

type Symbols = (symbol: Expr) => Value

/** Whether a sum is 0 of terms so large that what the field keeps of them leaves room for more: (x^2 + 2) - x^2 for a large x. */
export function cancelsLargeTerms(root: Expr, numberOf: Numbers, f: Field, complex: boolean): boolean {
  const memo = new Map<Expr, Value>()
  evaluated(root, (s) => fromNumbers(f, numberOf(s)), f, complex, memo)
  const isLarge = (x: Value): boolean => isFinite_(x) && r.magnitude(x.re) > 0.4 * f.bits
  const vanishes = (x: Value): boolean => isFinite_(x) && f.isZero(x)
  return [...memo].some(
    ([e, x]) => e.kind === 'sum' && vanishes(x) && e.args.some((arg) => isLarge(memo.get(arg)!)),
  )
}

function evaluated(
  root: Expr,
  symbolOf: Symbols,
  f: Field,
  complex: boolean,
  memo = new Map<Expr, Value>(),
): Value {
  walkOperands(
    root,
    (e) => {
      spend(e.kind === 'call' || e.kind === 'power' ? 3 * f.bits : 20)
      memo.set(
        e,
        nodeValue(e, (operand) => memo.get(operand)!, symbolOf, f, complex),
      )
    },
    memo,
  )
  return memo.get(root)!
}

const fromRational = (f: Field, q: Rational, bits = f.bits): BigComplex => ({
  re: r.divide({ m: BigInt(q.n), e: 0 }, { m: BigInt(q.d), e: 0 }, bits),
  im: r.zero,
})

/** A number with the digits that tell it from its neighbours, which the sine of 10^1000 and 1 - (1 - 10^-100) need. */
const exactly = (f: Field, q: Rational): BigComplex =>
  q.d === 1 || q.d === 1n
    ? { re: { m: BigInt(q.n), e: 0 }, im: r.zero }
    : fromRational(f, q, f.bits + r.bitLength(BigInt(q.d)))

/** As exactly: 1/(x - 2) is finite where x is 2 - 10^-100. */
function fromNumbers(f: Field, value: ReturnType<Numbers>): BigComplex {
  if (!Array.isArray(value)) return exactly(f, value as Rational)
  const [re, im] = value as readonly [Rational, Rational]
  return { re: exactly(f, re).re, im: exactly(f, im).re }
}

/** x times a real weight with more bits: in 1 - x a number close to 1 keeps what it has. */
const product = (x: BigComplex, weight: BigComplex, bits: number): BigComplex => ({
  re: r.multiply(x.re, weight.re, bits),
  im: r.multiply(x.im, weight.re, bits),
})

const approximate = (x: Value): number =>
  typeof x === 'number' ? x : r.isZero(x.im) ? r.toNumber(x.re) : Number.NaN
/** A float64 result where an operand is infinite: exact, or none. */
const fromLimit = (f: Field, x: number): Value =>
  Number.isInteger(2 * x) ? f.of(x) : Number.isFinite(x) ? Number.NaN : x

function nodeValue(e: Expr, of: (e: Expr) => Value, symbolOf: Symbols, f: Field, complex: boolean): Value {
  const binder = binderOf(e)
  if (binder !== undefined) {
    const bodyAt = (g: Field, x: Value, anywhere: boolean): Value =>
      evaluated(binder.body, (s) => (s === binder.variable ? x : symbolOf(s)), g, anywhere)
    return binderValue(binder, of, bodyAt, f, complex)
  }
  const args = e.args.map(of)
  switch (e.kind) {
    case 'number':
      return exactly(f, e.value)
    case 'symbol':
      return symbolOf(e)
    case 'constant':
      return constantOf(e, f)
    case 'sum':
      return args.reduce<Value>(
        (sum, x, i) => {
          const weight = fromRational(f, e.weights[i]!)
          if (isFinite_(x) && isFinite_(sum)) return f.add(sum, product(x, weight, 2 * f.bits))
          return approximate(sum) + approximate(x) * approximate(weight)
        },
        fromRational(f, e.value),
      )
    case 'product':
      return args.reduce<Value>(
        (product, x) =>
          isFinite_(x) && isFinite_(product)
            ? f.multiply(product, x)
            : fromLimit(f, approximate(product) * approximate(x)),
        fromRational(f, e.value),
      )
    case 'power':
      return powerOf(f, args[0]!, args[1]!)
    case 'call':
      return callValue(e, args, f, complex)
    case 'piecewise':
      for (let i = 0; i < args.length; i += 2) if (holds(args[i + 1]!)) return args[i]!
      return Number.NaN
    case 'relation':
      return f.of(compared(e.name, args[0]!, args[1]!) ? 1 : 0)
    case 'logic': {
      const truths = args.map(holds)
      const value =
        e.name === 'not' ? !truths[0] : e.name === 'and' ? truths.every(Boolean) : truths.some(Boolean)
      return f.of(value ? 1 : 0)
    }
  }
}

const holds = (x: Value): boolean => isFinite_(x) && !r.isZero(x.re)

function compared(name: string, a: Value, b: Value): boolean {
  if (!isFinite_(a) || !isFinite_(b)) {
    const [x, y] = [approximate(a), approximate(b)]
    return name === '<' ? x < y : name === '<=' ? x <= y : name === '==' ? x === y : x !== y
  }
  const sign = r.signOf(r.subtract(a.re, b.re, 1e9))
  const real = r.isZero(a.im) && r.isZero(b.im)
  const equal = sign === 0 && r.isZero(r.subtract(a.im, b.im, 1e9))
  if (name === '==') return equal
  if (name === '!=') return !equal
  return real && (name === '<' ? sign < 0 : sign <= 0)
}

function constantOf(e: Expr, f: Field): Value {
  switch (e.name) {
    case 'pi':
      return f.pi
    case 'E':
      return f.exp(f.of(1))
    case 'EulerGamma':
      return f.eulerGamma
    case 'I':
      return f.of(0, 1)
    case 'oo':
      return Number.POSITIVE_INFINITY
    case '-oo':
      return Number.NEGATIVE_INFINITY
    case 'true':
      return f.of(1)
    case 'false':
      return f.of(0)
    default:
      return Number.NaN
  }
}

function powerOf(f: Field, base: Value, exponent: Value): Value {
  if (!isFinite_(base) || !isFinite_(exponent))
    return fromLimit(f, realPower(approximate(base), approximate(exponent)))
  if (f.isZero(base)) {
    const sign = r.signOf(exponent.re)
    if (sign < 0) return r.isZero(exponent.im) ? Number.POSITIVE_INFINITY : Number.NaN
    return f.of(sign === 0 ? 1 : 0)
  }
  if (
    r.isZero(exponent.im) &&
    r.magnitude(exponent.re) === -1 &&
    r.isZero(r.subtract(absolute(exponent.re), { m: 1n, e: -1 }, 1e9))
  ) {
    const root = f.sqrt(base)
    return r.signOf(exponent.re) > 0 ? root : f.inverse(root)
  }
  return f.power(base, exponent)
}
const absolute = (x: BigComplex['re']): BigComplex['re'] => (r.signOf(x) < 0 ? r.negate(x) : x)

/** Values at infinity that float64 does not have exactly, as multiples of pi. */
const anglesAtInfinity: Readonly<Record<string, readonly [number, number]>> = {
  atan: [1, 2],
  asec: [1, 2],
  Si: [1, 2],
}

function callValue(e: Expr, args: readonly Value[], f: Field, complex: boolean): Value {
  if (args.some((x) => typeof x === 'number' && Number.isNaN(x))) return Number.NaN
  const rule = e.weights.length === 0 ? preciseFunction(e.name, complex) : undefined
  if (rule === undefined)
    throw new EvaluationError(
      `evaluate: ${e.name} is not known to many digits. Without the option digits it may have a float64 value.`,
    )
  if (args.every(isFinite_)) {
    try {
      return rule(f, ...args)
    } catch (error) {
      if (!(error instanceof NoValue)) throw error
      return atPole(e.name, args)
    }
  }
  const angle = Object.hasOwn(anglesAtInfinity, e.name) ? anglesAtInfinity[e.name] : undefined
  if (angle !== undefined) {
    const value = f.over(f.scale(f.pi, angle[0]), angle[1])
    return approximate(args[0]!) < 0 && e.name !== 'asec' ? f.negate(value) : value
  }
  const known = Object.hasOwn(realFunctions, e.name) ? realFunctions[e.name] : undefined
  return known === undefined ? Number.NaN : fromLimit(f, known(...args.map(approximate)))
}

/** The real function at its pole where both sides agree or one side is all there is: log(0), lgamma(0). */
function atPole(name: string, args: readonly BigComplex[]): number {
  if (args.some((z) => !r.isZero(z.im)) || !Object.hasOwn(realFunctions, name)) return Number.NaN
  const places = args.map((z) => r.toNumber(z.re))
  const value = realFunctions[name]!(...places)
  if (Number.isNaN(value)) return value
  // what is infinite beside it too is beyond float64, and no pole
  const beside = realFunctions[name]!(...places.map((x) => x + Math.max(1e-9, Math.abs(x) * 1e-9)))
  if (!Number.isFinite(value) && !(Math.abs(beside) === Number.POSITIVE_INFINITY)) return value
  throw new LimitError(
    'evaluate',
    'size of an argument',
    2 ** 50,
    2 ** 50 + 1,
    `${name} is not known to many digits at ${places.join(', ')}.`,
  )
}
