import type { Complex } from '../complex.ts'
import { type BigComplex, Field } from './complex.ts'
import * as r from './real.ts'

/** Enough for arguments of some thousands; more would take minutes. */
const mostBits = 6000

/**
 * A value to float64 accuracy: computed with more and more bits until two computations agree. What does not settle is NaN.
 * A pole counts, and a 0, when it is met with at least `certain` bits.
 */
export function accurate(compute: (field: Field) => BigComplex, start = 96, certain = start): Complex {
  let last: BigComplex | undefined
  for (let bits = start; bits <= mostBits; bits = following(bits, last, certain)) {
    const field = new Field(bits)
    let value: BigComplex
    try {
      value = compute(field)
    } catch (error) {
      if (error instanceof NoValue) {
        if (bits >= certain) return { re: NaN, im: NaN }
        last = undefined
        continue
      }
      if (error instanceof RangeError) continue
      throw error
    }
    if (last !== undefined) {
      const change = field.magnitude(field.subtract(value, last))
      const size = field.magnitude(value)
      if (change < size - 58 || (size < -1100 && (size > -Infinity || bits >= certain)))
        return { re: r.toNumber(value.re), im: r.toNumber(value.im) }
      // exactly 0 but for rounding
      if (size < -0.4 * bits && change < -0.4 * bits && bits > 1500) return { re: 0, im: 0 }
    }
    last = value
  }
  return { re: NaN, im: NaN }
}

/** Half as many bits again and more; after a pole that is not certain as many as make it so. */
const following = (bits: number, last: BigComplex | undefined, certain: number): number =>
  last === undefined && bits < certain ? Math.max(certain, bits + 1) : Math.ceil(bits * 1.6)

/** Thrown where a function has no value: a pole. */
export class NoValue extends Error {}

/** The same with a parameter moved by 2^-bits/2 or so, where a formula has a removable singularity. */
export function nearby(field: Field, compute: (fine: Field, shift: BigComplex) => BigComplex): BigComplex {
  const fine = new Field(2 * field.bits + 32)
  return compute(fine, { re: { m: 1n, e: -field.bits }, im: r.zero })
}
