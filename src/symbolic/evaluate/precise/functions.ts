import { activationsIn } from '../../../formula/activations.ts'
import { NoValue } from '../../../formula/special/big/accurate.ts'
import type { BigComplex, Field } from '../../../formula/special/big/complex.ts'
import { type BigFunction, bigFunction } from '../../../formula/special/big/index.ts'
import type { Big } from '../../../formula/special/big/real.ts'
import * as r from '../../../formula/special/big/real.ts'

/*
 * Functions to any number of digits, by the names of the pages of derivatives. The analytic ones are those of
 * formula/special/big; here stand the others: moduli, signs, steps, and what is put together from pieces.
 */

const real = (re: Big): BigComplex => ({ re, im: r.zero })
const isNegative = (z: BigComplex): boolean => r.signOf(z.re) < 0

/** A function of real numbers only. */
const ofReals =
  (rule: (f: Field, ...x: Big[]) => Big): BigFunction =>
  (f, ...args) => {
    if (args.some((z) => !r.isZero(z.im))) throw new NoValue()
    return real(rule(f, ...args.map((z) => z.re)))
  }
const compare = (a: Big, b: Big): number => r.signOf(r.subtract(a, b, 1e9))
const larger = (a: Big, b: Big): Big => (compare(a, b) < 0 ? b : a)
const smaller = (a: Big, b: Big): Big => (compare(a, b) < 0 ? a : b)
const number = (x: number): Big => r.fromNumber(x)

function floorOf(x: Big): Big {
  if (x.e >= 0) return x
  return { m: x.m >> BigInt(-x.e), e: 0 }
}
const ceilingOf = (x: Big): Big => r.negate(floorOf(r.negate(x)))
const truncated = (x: Big): Big => (r.signOf(x) < 0 ? ceilingOf(x) : floorOf(x))
function roundedHalfEven(f: Field, x: Big): Big {
  const below = floorOf(x)
  const twice = compare(r.scale2(r.subtract(x, below, 1e9), 1), r.one)
  const odd = below.e === 0 ? (below.m & 1n) === 1n : false
  return twice > 0 || (twice === 0 && odd)
    ? r.add(below, r.one, Math.max(f.bits, r.bitLength(below.m) + 1))
    : below
}

const named = (name: string): BigFunction => bigFunction(name)!
const scaledBessel =
  (order: number): BigFunction =>
  (f, z) => {
    const size = f.abs(z!)
    if (!r.isZero(z!.im)) throw new NoValue()
    return f.multiply(f.exp(real(r.negate(size))), named('besseli')(f, f.of(order), z!))
  }

/** A number once it is known to how many digits. */
type Lazy = (f: Field) => Big

const unary =
  (rule: (f: Field, x: Big) => Big) =>
  (x?: Lazy): Lazy =>
  (f) =>
    rule(f, x!(f))
const binary =
  (rule: (f: Field, a: Big, b: Big) => Big) =>
  (a?: Lazy, b?: Lazy): Lazy =>
  (f) =>
    rule(f, a!(f), b!(f))

/** The activation functions with kinks; the smooth ones are among the analytic functions. */
const kinked = activationsIn<Lazy>({
  number: decimal,
  operations: {
    '+': binary((f, a, b) => r.add(a, b, f.bits)),
    '-': binary((f, a, b) => r.subtract(a, b, f.bits)),
    '*': binary((f, a, b) => r.multiply(a, b, f.bits)),
    '/': binary((f, a, b) => r.divide(a, b, f.bits)),
    negative: unary((_, x) => r.negate(x)),
    abs: unary((_, x) => absolute(x)),
    sign: unary((_, x) => number(r.signOf(x))),
    maximum: binary((_, a, b) => larger(a, b)),
    minimum: binary((_, a, b) => smaller(a, b)),
    expm1: unary((f, x) => named('expm1')(f, real(x)).re),
  },
  where: (op, a, b, yes, no) => (f) => {
    const order = compare(a(f), b(f))
    return (order < 0 || (op === '<=' && order === 0) ? yes() : no())(f)
  },
})

/** A decimal constant exactly. */
function decimal(text: string): Lazy {
  const [whole = '', fraction = ''] = text.split('.')
  return (f) =>
    r.divide({ m: BigInt(whole + fraction), e: 0 }, { m: 10n ** BigInt(fraction.length), e: 0 }, f.bits)
}

const own: Readonly<Record<string, BigFunction>> = {
  ...Object.fromEntries(
    Object.entries(kinked).map(([name, rule]) => [name, ofReals((f, x) => rule(() => x!)(f))]),
  ),
  abs: (f, z) => real(r.isZero(z!.im) ? absolute(z!.re) : f.abs(z!)),
  sign: (f, z) =>
    f.isZero(z!) ? z! : r.isZero(z!.im) ? f.of(isNegative(z!) ? -1 : 1) : f.divide(z!, real(f.abs(z!))),
  re: (_, z) => real(z!.re),
  im: (_, z) => real(z!.im),
  conjugate: (_, z) => ({ re: z!.re, im: r.negate(z!.im) }),
  arg: (f, z) => named('atan2')(f, real(z!.im), real(z!.re)),
  floor: ofReals((_, x) => floorOf(x!)),
  ceil: ofReals((_, x) => ceilingOf(x!)),
  trunc: ofReals((_, x) => truncated(x!)),
  round: ofReals((f, x) => roundedHalfEven(f, x!)),
  heaviside: ofReals((_, x) => number(r.isZero(x!) ? 0.5 : r.signOf(x!) < 0 ? 0 : 1)),
  maximum: ofReals((_, a, b) => larger(a!, b!)),
  minimum: ofReals((_, a, b) => smaller(a!, b!)),
  remainder: ofReals((f, a, b) => {
    if (r.isZero(b!)) throw new NoValue()
    const bits = f.bits + Math.max(0, r.magnitude(a!) - r.magnitude(b!))
    return r.subtract(a!, r.multiply(truncated(r.divide(a!, b!, bits)), b!, bits), f.bits)
  }),
  cbrt: ofReals((f, x) => {
    const root = f.power(real(absolute(x!)), f.ratio(1, 3)).re
    return r.signOf(x!) < 0 ? r.negate(root) : root
  }),
  i0e: scaledBessel(0),
  i1e: scaledBessel(1),
}

function absolute(x: Big): Big {
  return r.signOf(x) < 0 ? r.negate(x) : x
}

/** log |gamma| and its like: on the real line the logarithms of the families are of moduli. */
const onTheLine: Readonly<Record<string, BigFunction>> = {
  lgamma: (f, z) => ({ re: named('lgamma')(f, z!).re, im: r.zero }),
  lbeta: (f, a, b) => ({ re: named('lbeta')(f, a!, b!).re, im: r.zero }),
}

/** The function of that name, or undefined; `complex` where its arguments stand for complex numbers. */
export function preciseFunction(name: string, complex: boolean): BigFunction | undefined {
  if (!complex && Object.hasOwn(onTheLine, name)) return onTheLine[name]
  return Object.hasOwn(own, name) ? own[name] : bigFunction(name)
}
