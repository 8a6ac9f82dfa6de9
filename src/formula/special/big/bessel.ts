import { NoValue, nearby } from './accurate.ts'
import type { BigComplex, Field } from './complex.ts'
import { reciprocalGamma } from './gamma.ts'
import { asymptotic, series } from './hypergeometric.ts'
import * as r from './real.ts'

/** (z/2)^v/gamma(v + 1) 0F1(; v + 1; sign z^2/4): J for sign -1, I for sign 1. */
function ascending(f: Field, v: BigComplex, z: BigComplex, sign: 1 | -1): BigComplex {
  const n = f.integer(v)
  if (n !== undefined && n < 0) {
    const value = ascending(f, f.of(-n), z, sign)
    return sign < 0 && n % 2 !== 0 ? f.negate(value) : value
  }
  if (f.isZero(z)) {
    if (n === 0) return f.of(1)
    if (r.toNumber(v.re) > 0) return f.of(0)
    throw new NoValue()
  }
  const half = f.shift(z, -1)
  const square = f.scale(f.square(half), sign)
  const above = f.plus(v, 1)
  return f.multiply(f.multiply(f.power(half, v), reciprocalGamma(f, above)), series(f, [], [above], square))
}

/** sqrt(pi/(2z)) e^-z 2F0(v + 1/2, 1/2 - v; ; -1/(2z)): K for large z right of the imaginary axis. */
function decaying(f: Field, v: BigComplex, z: BigComplex): BigComplex | undefined {
  const half = f.of(0.5)
  const w = f.negate(f.inverse(f.shift(z, 1)))
  const sum = asymptotic(f, f.add(half, v), f.subtract(half, v), w)
  if (sum === undefined) return undefined
  return f.multiply(f.multiply(f.sqrt(f.divide(f.pi, f.shift(z, 1))), f.exp(f.negate(z))), sum)
}

export function besselK(f: Field, v: BigComplex, z: BigComplex): BigComplex {
  if (f.isZero(z)) throw new NoValue()
  if (r.toNumber(z.re) >= 0) {
    const far = decaying(f, v, z)
    if (far !== undefined) return far
  }
  const direct = (g: Field, shift: BigComplex): BigComplex => {
    // pi/2 (I_-v - I_v)/sin(v pi)
    const order = g.add(v, shift)
    const [sine] = g.sinCosOfPi(order)
    const difference = g.subtract(ascending(g, g.negate(order), z, 1), ascending(g, order, z, 1))
    return g.divide(g.multiply(g.shift(g.pi, -1), difference), sine)
  }
  return f.integer(v) === undefined ? direct(f, f.of(0)) : nearby(f, direct)
}

export const besselI = (f: Field, v: BigComplex, z: BigComplex): BigComplex => {
  const large = f.magnitude(z) > 8
  if (large && r.toNumber(z.re) > 0) {
    // I = (e^z 2F0(1/(2z)) + e^(-z) e^(+-i pi (v + 1/2)) 2F0(-1/(2z)))/sqrt(2 pi z), DLMF 10.40.5
    const half = f.of(0.5)
    const w = f.inverse(f.shift(z, 1))
    const growing = asymptotic(f, f.add(half, v), f.subtract(half, v), w)
    const falling = decaying(f, v, z)
    if (growing !== undefined && falling !== undefined) {
      const first = f.divide(f.multiply(f.exp(z), growing), f.sqrt(f.multiply(f.shift(f.pi, 1), z)))
      const side = r.signOf(z.im) >= 0 ? 1 : -1
      const turned = f.exp(f.scale(f.timesI(f.multiply(f.pi, f.plus(v, 0.5))), side))
      // on the real line both sides count by half
      const isReal = r.isZero(z.im) && r.isZero(v.im)
      const turn = isReal ? { re: turned.re, im: r.zero } : turned
      return f.add(first, f.divide(f.multiply(turn, falling), f.pi))
    }
  }
  return ascending(f, v, z, 1)
}

/** The two Hankel functions for large z, or undefined. */
function hankel(f: Field, v: BigComplex, z: BigComplex): readonly [BigComplex, BigComplex] | undefined {
  if (f.magnitude(z) <= 6) return undefined
  // H1 = 2/(pi i) e^(-i pi v/2) K_v(-i z), H2 its mirror image; on their cuts z lies off the negative axis
  if (r.toNumber(z.re) < 0) return undefined
  const up = decaying(f, v, f.negate(f.timesI(z)))
  const down = decaying(f, v, f.timesI(z))
  if (up === undefined || down === undefined) return undefined
  const turn = f.exp(f.shift(f.timesI(f.multiply(f.pi, v)), -1))
  const factor = f.divide(f.of(2), f.pi)
  const first = f.negate(f.timesI(f.multiply(factor, f.divide(up, turn))))
  const second = f.timesI(f.multiply(factor, f.multiply(down, turn)))
  return [first, second]
}

export function besselJ(f: Field, v: BigComplex, z: BigComplex): BigComplex {
  const far = hankel(f, v, z)
  return far === undefined ? ascending(f, v, z, -1) : f.shift(f.add(far[0], far[1]), -1)
}

export function besselY(f: Field, v: BigComplex, z: BigComplex): BigComplex {
  if (f.isZero(z)) throw new NoValue()
  const far = hankel(f, v, z)
  if (far !== undefined) return f.negate(f.timesI(f.shift(f.subtract(far[0], far[1]), -1)))
  const direct = (g: Field, shift: BigComplex): BigComplex => {
    const order = g.add(v, shift)
    const [sine, cosine] = g.sinCosOfPi(order)
    const top = g.subtract(
      g.multiply(ascending(g, order, z, -1), cosine),
      ascending(g, g.negate(order), z, -1),
    )
    return g.divide(top, sine)
  }
  return f.integer(v) === undefined ? direct(f, f.of(0)) : nearby(f, direct)
}

/** 3^(-2/3)/gamma(2/3) and 3^(-1/3)/gamma(1/3): Ai(0) and -Ai'(0). */
const atZero = (f: Field): readonly [BigComplex, BigComplex] => {
  const three = f.of(3)
  return [
    f.multiply(f.power(three, f.ratio(-2, 3)), reciprocalGamma(f, f.ratio(2, 3))),
    f.multiply(f.power(three, f.ratio(-1, 3)), reciprocalGamma(f, f.ratio(1, 3))),
  ]
}

/** Ai, Ai', Bi, Bi' by their power series, DLMF 9.4. */
function airySeries(f: Field, z: BigComplex): readonly BigComplex[] {
  const [a, b] = atZero(f)
  const cube = f.over(f.multiply(f.square(z), z), 9)
  const even = series(f, [], [f.ratio(2, 3)], cube)
  const odd = f.multiply(z, series(f, [], [f.ratio(4, 3)], cube))
  const evenSlope = f.multiply(f.shift(f.square(z), -1), series(f, [], [f.ratio(5, 3)], cube))
  const oddSlope = series(f, [], [f.ratio(1, 3)], cube)
  const root = f.sqrt(f.of(3))
  const minus = (u: BigComplex, v: BigComplex): BigComplex => f.subtract(f.multiply(a, u), f.multiply(b, v))
  const plus = (u: BigComplex, v: BigComplex): BigComplex =>
    f.multiply(root, f.add(f.multiply(a, u), f.multiply(b, v)))
  return [minus(even, odd), minus(evenSlope, oddSlope), plus(even, odd), plus(evenSlope, oddSlope)]
}

/** Ai and Ai' for large z within 2 pi/3 of the positive axis, by K of order 1/3 and 2/3. */
function airyFar(f: Field, z: BigComplex): readonly [BigComplex, BigComplex] | undefined {
  const root = f.sqrt(z)
  const zeta = f.over(f.shift(f.multiply(z, root), 1), 3)
  // the expansion of K holds beyond the imaginary axis, to 3 pi/2
  const third = decaying(f, f.ratio(1, 3), zeta)
  const second = decaying(f, f.ratio(2, 3), zeta)
  if (third === undefined || second === undefined) return undefined
  // Ai = sqrt(z/3)/pi K_1/3, Ai' = -z/(pi sqrt 3) K_2/3; sqrt(pi/(2 zeta)) is taken with the branch of z^(3/4)
  const quarter = f.sqrt(root)
  const branch = f.divide(f.sqrt(f.inverse(zeta)), f.divide(f.sqrt(f.ratio(3, 2)), f.multiply(root, quarter)))
  const sign = r.toNumber(branch.re) < 0 ? -1 : 1
  const scale = f.multiply(f.pi, f.sqrt(f.of(3)))
  return [
    f.scale(f.divide(f.multiply(root, third), scale), sign),
    f.scale(f.divide(f.multiply(z, second), scale), -sign),
  ]
}

const third = (f: Field, k: number): BigComplex => f.exp(f.over(f.shift(f.timesI(f.scale(f.pi, k)), 1), 3))

function airyPair(f: Field, z: BigComplex): readonly [BigComplex, BigComplex] | undefined {
  const [x, y] = [r.toNumber(z.re), Math.abs(r.toNumber(z.im))]
  if (Math.atan2(y, x) < 2) return airyFar(f, z)
  // Ai(z) = -w Ai(w z) - w^2 Ai(w^2 z) with w = exp(2 pi i/3); Ai'(z) = -w^2 Ai'(w z) - w Ai'(w^2 z)
  const [w, w2] = [third(f, 1), third(f, -1)]
  const first = airyFar(f, f.multiply(w, z))
  const second = airyFar(f, f.multiply(w2, z))
  if (first === undefined || second === undefined) return undefined
  return [
    f.negate(f.add(f.multiply(w, first[0]), f.multiply(w2, second[0]))),
    f.negate(f.add(f.multiply(w2, first[1]), f.multiply(w, second[1]))),
  ]
}

/** Ai, Ai', Bi, Bi'. */
export function airy(f: Field, z: BigComplex, which: 0 | 1 | 2 | 3): BigComplex {
  const slope = which % 2 === 0 ? 0 : 1
  if (f.magnitude(z) >= 3) {
    if (which < 2) {
      const far = airyPair(f, z)
      if (far !== undefined) return far[slope]
    } else {
      // Bi(z) = e^(-i pi/6) Ai(z e^(-2 pi i/3)) + e^(i pi/6) Ai(z e^(2 pi i/3)); Bi' with 5 pi/6
      const [w, w2] = [third(f, 1), third(f, -1)]
      const down = airyPair(f, f.multiply(w2, z))
      const up = airyPair(f, f.multiply(w, z))
      if (down !== undefined && up !== undefined) {
        const angle = f.timesI(f.over(f.scale(f.pi, which === 2 ? 1 : 5), 6))
        return f.add(f.multiply(f.exp(f.negate(angle)), down[slope]), f.multiply(f.exp(angle), up[slope]))
      }
    }
  }
  return airySeries(f, z)[which]!
}
