import type { BigComplex, Field } from '../../../formula/special/big/complex.ts'
import type { Big } from '../../../formula/special/big/real.ts'
import * as r from '../../../formula/special/big/real.ts'

type Integrand = (x: BigComplex) => BigComplex

/** More levels take more nodes than are worth their time. */
const mostLevels = (bits: number): number => Math.ceil(Math.log2(bits)) + 2
/** exp(pi sinh 30) has an exponent near the largest. */
const mostReach = 30

/**
 * The integral of f from a to b to the bits of the field, either end infinite if need be, by double exponential
 * quadrature; undefined where refinement does not settle. Singularities at the ends are allowed.
 *
 * Source: Takahasi and Mori, Double exponential formulas for numerical integration, 1974.
 */
export function quadrature(
  f: Field,
  integrand: Integrand,
  a: Big | number,
  b: Big | number,
): BigComplex | undefined {
  if (typeof a === 'number' && typeof b === 'number') {
    const [left, right] = [quadrature(f, integrand, a, r.zero), quadrature(f, integrand, r.zero, b)]
    return left === undefined || right === undefined ? undefined : f.add(left, right)
  }
  if (typeof a === 'number') return halfLine(f, (x) => integrand(x), b as Big, -1)
  if (typeof b === 'number') return halfLine(f, (x) => integrand(x), a, 1)
  if (r.isZero(r.subtract(a, b, 1e9))) return f.of(0)
  return settled(f, finite(f, integrand, a, b))
}

/** A term of the trapezoidal rule at t or -t, of which sinh t and cosh t are known; undefined beyond the end. */
type Term = (side: 1 | -1, sinh: Big, cosh: Big) => BigComplex | undefined

/** x = a + w u or b - w u with u = 1/(1 + exp(pi sinh |t|)): the distance from the nearer end has all digits. */
function finite(f: Field, integrand: Integrand, a: Big, b: Big): Term {
  const wide = 2 * f.bits
  const width = r.subtract(b, a, wide)
  return (side, sinh, cosh) => {
    const e = f.exp({ re: r.negate(r.multiply(f.pi.re, sinh, f.bits + 16)), im: r.zero }).re
    const near = r.divide(e, r.add(e, r.one, f.bits), f.bits)
    const distance = r.multiply(width, near, f.bits)
    const end = side > 0 ? b : a
    const x = side > 0 ? r.subtract(b, distance, wide) : r.add(a, distance, wide)
    if (r.isZero(r.subtract(x, end, wide))) return undefined
    // pi cosh(t) u (1 - u) w
    const rest = r.subtract(r.one, near, f.bits)
    const weight = [f.pi.re, cosh, rest].reduce((p, q) => r.multiply(p, q, f.bits), distance)
    return f.multiply({ re: weight, im: r.zero }, integrand({ re: x, im: r.zero }))
  }
}

/** The integral from the end to infinity (side 1) or from minus infinity to it, with u = exp(pi/2 sinh t). */
function halfLine(f: Field, integrand: Integrand, end: Big, side: 1 | -1): BigComplex | undefined {
  const halfPi = r.scale2(f.pi.re, -1)
  return settled(f, (sign, sinh, cosh) => {
    const exponent = r.multiply(halfPi, sign > 0 ? sinh : r.negate(sinh), f.bits + 16)
    const u = f.exp({ re: exponent, im: r.zero }).re
    const x = side > 0 ? r.add(end, u, 2 * f.bits) : r.subtract(end, u, 2 * f.bits)
    const weight = r.multiply(r.multiply(u, halfPi, f.bits), cosh, f.bits)
    return f.multiply({ re: weight, im: r.zero }, integrand({ re: x, im: r.zero }))
  })
}

/** Halves the step until two sums agree; undefined where they do not, or the terms do not die away. */
function settled(f: Field, term: Term): BigComplex | undefined {
  let sum = f.of(0)
  let last: BigComplex | undefined
  for (let level = 1; level <= mostLevels(f.bits); level++) {
    const more = atLevel(f, term, level, sum)
    if (more === undefined) return undefined
    sum = f.add(sum, more)
    const value = f.shift(sum, -level)
    if (last !== undefined) {
      const change = f.magnitude(f.subtract(value, last))
      // the error of one step squares in the next, and its half is what is asked for
      if (level > 3 && change < f.magnitude(value) - f.bits / 2 - 12) {
        const finer = atLevel(f, term, level + 1, sum)
        return finer === undefined ? undefined : f.shift(f.add(sum, finer), -level - 1)
      }
    }
    last = value
  }
  return undefined
}

/** The terms at the nodes of this level that no coarser level has. */
function atLevel(f: Field, term: Term, level: number, sofar: BigComplex): BigComplex | undefined {
  let sum = f.of(0)
  const step = level === 1 ? 1 : 2
  const exp = (k: number): Big => f.exp({ re: { m: BigInt(k), e: -level }, im: r.zero }).re
  const factor = exp(step)
  for (const side of [1, -1] as const) {
    let small = 0
    const first = side > 0 && level === 1 ? 0 : 1
    // e^t from one node to the next
    let up = exp(first)
    for (let k = first; small < 4; k += step, up = r.multiply(up, factor, f.bits + 16)) {
      if (k > mostReach * 2 ** level) return undefined
      const down = r.divide(r.one, up, f.bits + 16)
      const sinh = r.scale2(r.subtract(up, down, f.bits), -1)
      const cosh = r.scale2(r.add(up, down, f.bits), -1)
      const value = term(side, sinh, cosh)
      if (value === undefined) break
      sum = f.add(sum, value)
      const size = Math.max(f.magnitude(sum), f.magnitude(sofar))
      small = f.magnitude(value) < size - f.bits - 8 ? small + 1 : 0
      // what has not died away by then diverges
      if (k > 4 * 2 ** level && f.magnitude(value) > size - 2) return undefined
    }
  }
  return sum
}
