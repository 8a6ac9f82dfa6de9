import * as elementary from './elementary.ts'
import type { Big } from './real.ts'
import * as r from './real.ts'

/** A complex number of any precision. */
export interface BigComplex {
  readonly re: Big
  readonly im: Big
}

/** Complex arithmetic to so many bits, relative to the modulus. */
export class Field {
  readonly bits: number
  constructor(bits: number) {
    this.bits = bits
  }

  of(re: number, im = 0): BigComplex {
    return { re: r.fromNumber(re), im: r.fromNumber(im) }
  }
  ratio(n: number, d: number): BigComplex {
    return { re: r.divide(r.fromNumber(n), r.fromNumber(d), this.bits), im: r.zero }
  }
  get pi(): BigComplex {
    return { re: elementary.pi(this.bits), im: r.zero }
  }
  get eulerGamma(): BigComplex {
    return { re: elementary.eulerGamma(this.bits), im: r.zero }
  }
  add(a: BigComplex, b: BigComplex): BigComplex {
    return { re: r.add(a.re, b.re, this.bits), im: r.add(a.im, b.im, this.bits) }
  }
  subtract(a: BigComplex, b: BigComplex): BigComplex {
    return { re: r.subtract(a.re, b.re, this.bits), im: r.subtract(a.im, b.im, this.bits) }
  }
  negate(a: BigComplex): BigComplex {
    return { re: r.negate(a.re), im: r.negate(a.im) }
  }
  multiply(a: BigComplex, b: BigComplex): BigComplex {
    if (r.isZero(b.im))
      return { re: r.multiply(a.re, b.re, this.bits), im: r.multiply(a.im, b.re, this.bits) }
    if (r.isZero(a.im))
      return { re: r.multiply(a.re, b.re, this.bits), im: r.multiply(a.re, b.im, this.bits) }
    const exact = 1e9
    return {
      re: r.subtract(r.multiply(a.re, b.re, exact), r.multiply(a.im, b.im, exact), this.bits),
      im: r.add(r.multiply(a.re, b.im, exact), r.multiply(a.im, b.re, exact), this.bits),
    }
  }
  square(a: BigComplex): BigComplex {
    return this.multiply(a, a)
  }
  divide(a: BigComplex, b: BigComplex): BigComplex {
    if (r.isZero(b.im)) return { re: r.divide(a.re, b.re, this.bits), im: r.divide(a.im, b.re, this.bits) }
    const size = this.squareOfModulus(b)
    const top = this.multiply(a, { re: b.re, im: r.negate(b.im) })
    return { re: r.divide(top.re, size, this.bits), im: r.divide(top.im, size, this.bits) }
  }
  private squareOfModulus(a: BigComplex): Big {
    return r.add(r.multiply(a.re, a.re, this.bits + 8), r.multiply(a.im, a.im, this.bits + 8), this.bits + 8)
  }
  inverse(a: BigComplex): BigComplex {
    return this.divide(this.of(1), a)
  }
  scale(a: BigComplex, k: number): BigComplex {
    const factor = r.fromNumber(k)
    return { re: r.multiply(a.re, factor, this.bits), im: r.multiply(a.im, factor, this.bits) }
  }
  over(a: BigComplex, k: number): BigComplex {
    const divisor = r.fromNumber(k)
    return { re: r.divide(a.re, divisor, this.bits), im: r.divide(a.im, divisor, this.bits) }
  }
  /** a 2^k */
  shift(a: BigComplex, k: number): BigComplex {
    return { re: r.scale2(a.re, k), im: r.scale2(a.im, k) }
  }
  timesI(a: BigComplex): BigComplex {
    return { re: r.negate(a.im), im: a.re }
  }
  plus(a: BigComplex, k: number): BigComplex {
    return { re: r.add(a.re, r.fromNumber(k), this.bits), im: a.im }
  }
  abs(a: BigComplex): Big {
    return r.sqrt(this.squareOfModulus(a), this.bits)
  }
  exp(a: BigComplex): BigComplex {
    const size = elementary.exp(a.re, this.bits + 4)
    if (r.isZero(a.im)) return { re: size, im: r.zero }
    const [c, s] = elementary.cosSin(a.im, this.bits + 4)
    return { re: r.multiply(size, c, this.bits), im: r.multiply(size, s, this.bits) }
  }
  /** The principal logarithm. */
  log(a: BigComplex): BigComplex {
    if (r.isZero(a.im) && r.signOf(a.re) > 0) return { re: elementary.log(a.re, this.bits), im: r.zero }
    const size = r.add(r.multiply(a.re, a.re, 1e9), r.multiply(a.im, a.im, 1e9), 4 * this.bits + 200)
    return {
      re: r.scale2(elementary.log(size, this.bits), -1),
      im: elementary.atan2(a.im, a.re, this.bits),
    }
  }
  /** The square root with non-negative real part. */
  sqrt(a: BigComplex): BigComplex {
    if (r.isZero(a.im)) {
      const root = r.sqrt({ m: a.re.m < 0n ? -a.re.m : a.re.m, e: a.re.e }, this.bits)
      return r.signOf(a.re) >= 0 ? { re: root, im: r.zero } : { re: r.zero, im: root }
    }
    const size = this.abs(a)
    const positive = r.signOf(a.re) >= 0
    const part = r.sqrt(r.scale2(r.add(size, positive ? a.re : r.negate(a.re), this.bits + 4), -1), this.bits)
    const other = r.scale2(r.divide(a.im, part, this.bits), -1)
    if (positive) return { re: part, im: other }
    const negative = r.signOf(a.im) < 0
    return negative ? { re: r.negate(other), im: r.negate(part) } : { re: other, im: part }
  }
  /** a^b = exp(b log a), principal; 0^b is 0. */
  power(a: BigComplex, b: BigComplex): BigComplex {
    if (this.isZero(a)) return this.isZero(b) ? this.of(1) : this.of(0)
    const n = this.integer(b)
    if (n !== undefined && Math.abs(n) <= 4096) return this.wholePower(a, n)
    const exponent = this.multiply(b, this.log(a))
    // digits for the size of the exponent
    const size = Math.max(0, this.magnitude(exponent) + 2)
    // what is out of reach needs no more digits
    if (size === 0 || r.magnitude(exponent.re) >= elementary.maxExponent || size > elementary.maxAngle)
      return this.exp(exponent)
    const finer = new Field(this.bits + size)
    return finer.exp(finer.multiply(b, finer.log(a)))
  }
  private wholePower(a: BigComplex, n: number): BigComplex {
    const finer = new Field(this.bits + 16)
    let result = finer.of(1)
    for (let k = Math.abs(n), square = a; k > 0; k >>= 1, square = k > 0 ? finer.square(square) : square)
      if (k & 1) result = finer.multiply(result, square)
    return n < 0 ? this.inverse(result) : this.multiply(result, this.of(1))
  }
  /** sin(pi a) and cos(pi a), the sine with all its digits near the integers. */
  sinCosOfPi(a: BigComplex): readonly [sin: BigComplex, cos: BigComplex] {
    const nearest = r.toInteger(a.re)
    const rest = this.subtract(a, { re: { m: nearest, e: 0 }, im: r.zero })
    const angle = this.multiply(this.pi, rest)
    const [sin, cos] = this.magnitude(angle) < -6 ? this.smallSinCos(angle) : this.sinCosByExp(angle)
    return nearest % 2n === 0n ? [sin, cos] : [this.negate(sin), this.negate(cos)]
  }
  private sinCosByExp(angle: BigComplex): readonly [BigComplex, BigComplex] {
    const up = this.exp(this.timesI(angle))
    // of a real angle they are real, without rounding's traces
    if (r.isZero(angle.im))
      return [up.im, up.re].map((re) => ({ re, im: r.zero })) as [BigComplex, BigComplex]
    const down = this.inverse(up)
    const half = this.shift(this.subtract(up, down), -1)
    return [this.negate(this.timesI(half)), this.shift(this.add(up, down), -1)]
  }
  private smallSinCos(angle: BigComplex): readonly [BigComplex, BigComplex] {
    const square = this.negate(this.square(angle))
    let [sinTerm, cosTerm] = [angle, this.of(1)]
    let [sin, cos] = [sinTerm, cosTerm]
    for (let k = 1; this.magnitude(cosTerm) > -this.bits - 8; k++) {
      cosTerm = this.over(this.multiply(cosTerm, square), (2 * k - 1) * 2 * k)
      sinTerm = this.over(this.multiply(sinTerm, square), 2 * k * (2 * k + 1))
      sin = this.add(sin, sinTerm)
      cos = this.add(cos, cosTerm)
    }
    return [sin, cos]
  }
  isZero(a: BigComplex): boolean {
    return r.isZero(a.re) && r.isZero(a.im)
  }
  /** log2 of the modulus, within one. */
  magnitude(a: BigComplex): number {
    return Math.max(r.magnitude(a.re), r.magnitude(a.im))
  }
  /** The integer that a is, or undefined. */
  integer(a: BigComplex): number | undefined {
    if (!r.isZero(a.im)) return undefined
    const value = r.toNumber(a.re)
    return Number.isInteger(value) && r.isZero(r.subtract(a.re, r.fromNumber(value), 1e9)) ? value : undefined
  }
}
