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
/** The whole function, or 0 to the left of it: the parts of an activation. */
const pieces =
  (left: BigFunction, right: BigFunction): BigFunction =>
  (f, z) => {
    if (!r.isZero(z!.im)) throw new NoValue()
    return isNegative(z!) ? left(f, z!) : right(f, z!)
  }
const same: BigFunction = (_, z) => z!
const times =
  (n: number, d: number): BigFunction =>
  (f, z) =>
    f.over(f.scale(z!, n), d)
/** A decimal constant exactly. */
const scaledBy = (f: Field, z: BigComplex, digits: bigint, places: number): BigComplex =>
  f.multiply(z, real(r.divide({ m: digits, e: 0 }, number(10 ** places), f.bits)))
const clamped = (f: Field, x: Big, low: number, high: number): Big => {
  void f
  return larger(number(low), smaller(number(high), x))
}
const hardSigmoid = (f: Field, x: Big): Big =>
  clamped(f, r.add(r.divide(x, number(6), f.bits), number(0.5), f.bits), 0, 1)
const shrunk = (x: Big): number => (compare(x, number(0.5)) > 0 ? 1 : compare(x, number(-0.5)) < 0 ? -1 : 0)
const scaledBessel =
  (order: number): BigFunction =>
  (f, z) => {
    const size = f.abs(z!)
    if (!r.isZero(z!.im)) throw new NoValue()
    return f.multiply(f.exp(real(r.negate(size))), named('besseli')(f, f.of(order), z!))
  }

const own: Readonly<Record<string, BigFunction>> = {
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
  relu: pieces(times(0, 1), same),
  relu6: ofReals((f, x) => clamped(f, x!, 0, 6)),
  leaky_relu: pieces(times(1, 100), same),
  elu: pieces((f, z) => named('expm1')(f, z), same),
  selu: (f, z) => {
    const inner = isNegative(z!) ? scaledBy(f, named('expm1')(f, z!), 16732632423543772n, 16) : z!
    return scaledBy(f, inner, 10507009873554805n, 16)
  },
  softsign: ofReals((f, x) => r.divide(x!, r.add(r.one, absolute(x!), f.bits), f.bits)),
  hardtanh: ofReals((f, x) => clamped(f, x!, -1, 1)),
  hardsigmoid: ofReals((f, x) => hardSigmoid(f, x!)),
  hardswish: ofReals((f, x) => r.multiply(x!, hardSigmoid(f, x!), f.bits)),
  softshrink: ofReals((f, x) => {
    const side = shrunk(x!)
    return side === 0 ? r.zero : r.subtract(x!, number(side / 2), f.bits)
  }),
  hardshrink: ofReals((_, x) => (shrunk(x!) === 0 ? r.zero : x!)),
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
