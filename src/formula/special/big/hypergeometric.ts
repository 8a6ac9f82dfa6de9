import { NoValue, nearby } from './accurate.ts'
import type { BigComplex, Field } from './complex.ts'
import { gamma, reciprocalGamma } from './gamma.ts'
import * as r from './real.ts'

/** More terms than this are not summed. */
const mostTerms = 20_000

/**
 * The power series sum prod (a_i)_k / prod (b_i)_k z^k/k!, summed until its terms no longer count. Cancellation is
 * met by the caller, who asks for more bits.
 */
export function series(
  f: Field,
  upper: readonly BigComplex[],
  lower: readonly BigComplex[],
  z: BigComplex,
): BigComplex {
  // one more parameter above than below: the series ends at the unit circle
  const polynomial = upper.some((a) => (f.integer(a) ?? 1) <= 0)
  if (!polynomial && upper.length > lower.length && f.magnitude(z) >= 0) throw new NoValue()
  let term = f.of(1)
  let sum = term
  let small = 0
  for (let k = 0; k < mostTerms; k++) {
    let top = z
    for (const a of upper) top = f.multiply(top, f.plus(a, k))
    if (f.isZero(top)) return sum
    let bottom = f.of(k + 1)
    for (const b of lower) bottom = f.multiply(bottom, f.plus(b, k))
    if (f.isZero(bottom)) throw new NoValue()
    term = f.divide(f.multiply(term, top), bottom)
    sum = f.add(sum, term)
    const shrinking = f.magnitude(top) < f.magnitude(bottom)
    small = shrinking && f.magnitude(term) < f.magnitude(sum) - f.bits - 4 ? small + 1 : 0
    if (small > 2) return sum
  }
  throw new NoValue()
}

/** The asymptotic series 2F0(a, b; ; w) for small w, or undefined where its terms do not become small enough. */
export function asymptotic(f: Field, a: BigComplex, b: BigComplex, w: BigComplex): BigComplex | undefined {
  let term = f.of(1)
  let sum = term
  let last = 0
  for (let k = 0; k < mostTerms; k++) {
    const factor = f.over(f.multiply(f.multiply(f.plus(a, k), f.plus(b, k)), w), k + 1)
    if (f.isZero(factor)) return sum
    term = f.multiply(term, factor)
    const size = f.magnitude(term)
    sum = f.add(sum, term)
    if (size < f.magnitude(sum) - f.bits - 2) return sum
    if (size > last && f.magnitude(factor) > 0) return undefined
    last = size
  }
  return undefined
}

const isPole = (f: Field, z: BigComplex): boolean => (f.integer(z) ?? 1) <= 0

/** Tricomi's U(a, b, z) = z^-a 2F0(a, a-b+1; ; -1/z). */
export function tricomi(f: Field, a: BigComplex, b: BigComplex, z: BigComplex): BigComplex {
  if (f.isZero(z)) throw new NoValue()
  const c = f.plus(f.subtract(a, b), 1)
  const far = asymptotic(f, a, c, f.negate(f.inverse(z)))
  if (far !== undefined) return f.multiply(f.power(z, f.negate(a)), far)
  const integral = f.integer(b)
  const direct = (g: Field, shift: BigComplex): BigComplex => {
    const d = g.add(b, shift)
    // gamma(1-b)/gamma(a-b+1) M(a, b, z) + gamma(b-1)/gamma(a) z^(1-b) M(a-b+1, 2-b, z)
    const e = g.subtract(g.of(1), d)
    const e1 = g.plus(g.subtract(a, d), 1)
    const first = g.multiply(g.multiply(gamma(g, e), reciprocalGamma(g, e1)), series(g, [a], [d], z))
    const second = g.multiply(
      g.multiply(gamma(g, g.negate(e)), reciprocalGamma(g, a)),
      g.multiply(g.power(z, e), series(g, [e1], [g.plus(e, 1)], z)),
    )
    return g.add(first, second)
  }
  return integral === undefined ? direct(f, f.of(0)) : nearby(f, direct)
}

/** 1F1(a; b; z), for large z by its two asymptotic series. */
export function kummer(f: Field, a: BigComplex, b: BigComplex, z: BigComplex): BigComplex {
  if (isPole(f, b) && !((f.integer(a) ?? 1) <= 0 && f.integer(a)! > f.integer(b)!)) throw new NoValue()
  return series(f, [a], [b], z)
}

/** 2F1(a, b; c; z) on the whole plane; on the cut from 1 on the value from below (as mpmath). */
export function gauss(f: Field, a: BigComplex, b: BigComplex, c: BigComplex, z: BigComplex): BigComplex {
  const terminates = [a, b].some((p) => isPole(f, p))
  if (isPole(f, c) && !terminates) throw new NoValue()
  if (terminates) return series(f, [a, b], [c], z)
  const near = 0.8
  const size = sizeOf(f, z)
  if (size <= near) return series(f, [a, b], [c], z)
  const one = f.of(1)
  const rest = f.subtract(one, z)
  if (f.isZero(rest)) {
    const excess = f.subtract(c, f.add(a, b))
    if (!(r.toNumber(excess.re) > 0)) throw new NoValue()
    return f.multiply(
      f.multiply(gamma(f, c), gamma(f, excess)),
      f.multiply(reciprocalGamma(f, f.subtract(c, a)), reciprocalGamma(f, f.subtract(c, b))),
    )
  }
  const pfaff = f.divide(f.negate(z), rest)
  if (sizeOf(f, pfaff) <= near)
    return f.multiply(f.power(rest, f.negate(a)), series(f, [a, f.subtract(c, b)], [c], pfaff))
  if (sizeOf(f, rest) <= near)
    return moved(f, f.integer(f.subtract(c, f.add(a, b))), (g, s) => aroundOne(g, a, b, g.add(c, s), z))
  if (size >= 1 / near)
    return moved(f, f.integer(f.subtract(a, b)), (g, s) => aroundInfinity(g, g.add(a, s), b, c, z))
  return byTaylor(f, a, b, c, z)
}

const sizeOf = (f: Field, z: BigComplex): number => r.toNumber(f.abs(z))
const moved = (
  f: Field,
  integral: number | undefined,
  formula: (g: Field, shift: BigComplex) => BigComplex,
): BigComplex => (integral === undefined ? formula(f, f.of(0)) : nearby(f, formula))

/** DLMF 15.8.4. */
function aroundOne(f: Field, a: BigComplex, b: BigComplex, c: BigComplex, z: BigComplex): BigComplex {
  const y = f.subtract(f.of(1), z)
  const e = f.subtract(c, f.add(a, b))
  const [ca, cb] = [f.subtract(c, a), f.subtract(c, b)]
  const first = f.multiply(
    f.multiply(gamma(f, e), f.multiply(reciprocalGamma(f, ca), reciprocalGamma(f, cb))),
    series(f, [a, b], [f.subtract(f.of(1), e)], y),
  )
  const second = f.multiply(
    f.multiply(gamma(f, f.negate(e)), f.multiply(reciprocalGamma(f, a), reciprocalGamma(f, b))),
    f.multiply(f.power(y, e), series(f, [ca, cb], [f.plus(e, 1)], y)),
  )
  return f.multiply(gamma(f, c), f.add(first, second))
}

/** DLMF 15.8.2. */
function aroundInfinity(f: Field, a: BigComplex, b: BigComplex, c: BigComplex, z: BigComplex): BigComplex {
  const w = f.inverse(z)
  const part = (p: BigComplex, q: BigComplex): BigComplex =>
    f.multiply(
      f.multiply(
        gamma(f, f.subtract(q, p)),
        f.multiply(reciprocalGamma(f, q), reciprocalGamma(f, f.subtract(c, p))),
      ),
      f.multiply(
        f.power(f.negate(z), f.negate(p)),
        series(f, [p, f.plus(f.subtract(p, c), 1)], [f.plus(f.subtract(p, q), 1)], w),
      ),
    )
  return f.multiply(gamma(f, c), f.add(part(a, b), part(b, a)))
}

/** Around exp(+-i pi/3), where no other series converges fast: Taylor series of the differential equation, step by step. */
function byTaylor(f: Field, a: BigComplex, b: BigComplex, c: BigComplex, z: BigComplex): BigComplex {
  let at = f.over(f.scale(z, 0.5), sizeOf(f, z))
  let y = series(f, [a, b], [c], at)
  let slope = f.divide(
    f.multiply(f.multiply(a, b), series(f, [f.plus(a, 1), f.plus(b, 1)], [f.plus(c, 1)], at)),
    c,
  )
  const goal = z
  for (let step = 0; step < 60; step++) {
    const left = f.subtract(goal, at)
    const reach = 0.4 * Math.min(sizeOf(f, at), sizeOf(f, f.subtract(f.of(1), at)))
    const distance = sizeOf(f, left)
    const last = distance <= reach
    const h = last ? left : f.scale(left, reach / distance)
    ;[y, slope] = taylorStep(f, a, b, c, at, y, slope, h)
    if (last) return y
    at = f.add(at, h)
  }
  throw new NoValue()
}

/** One step h of z(1-z) y'' + (c - (a+b+1) z) y' - a b y = 0 from (y, y') at `at`. */
function taylorStep(
  f: Field,
  a: BigComplex,
  b: BigComplex,
  c: BigComplex,
  at: BigComplex,
  y: BigComplex,
  slope: BigComplex,
  h: BigComplex,
): [BigComplex, BigComplex] {
  const p = f.multiply(at, f.subtract(f.of(1), at))
  const q = f.subtract(f.of(1), f.shift(at, 1))
  const s = f.plus(f.add(a, b), 1)
  const u = f.subtract(c, f.multiply(s, at))
  const ab = f.multiply(a, b)
  let [first, second] = [y, slope]
  let power = h
  let value = f.add(y, f.multiply(slope, h))
  let derivative = slope
  for (let k = 0; k < 4 * f.bits; k++) {
    // (k+2)(k+1) p y_(k+2) = -(k+1)(k q + u) y_(k+1) + (k(k-1) + k s + a b) y_k
    const left = f.scale(f.multiply(f.add(f.scale(q, k), u), second), -(k + 1))
    const right = f.multiply(f.add(f.plus(f.scale(s, k), k * (k - 1)), ab), first)
    const next = f.over(f.divide(f.add(left, right), p), (k + 2) * (k + 1))
    const slopeTerm = f.scale(f.multiply(next, power), k + 2)
    power = f.multiply(power, h)
    const term = f.multiply(next, power)
    value = f.add(value, term)
    derivative = f.add(derivative, slopeTerm)
    ;[first, second] = [second, next]
    if (
      k > 8 &&
      f.magnitude(term) < f.magnitude(value) - f.bits &&
      f.magnitude(slopeTerm) < f.magnitude(derivative) - f.bits
    )
      break
  }
  return [value, derivative]
}
