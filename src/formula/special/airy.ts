import { besselKe } from './bessel-modified.ts'
import { realValue } from './big/index.ts'
import { add, type DoubleDouble, dd, divide, exp, multiply, scale, sqrt, subtract } from './double-double.ts'

const SQRT_PI = 1.772453850905516

/** Ai, Ai', Bi and Bi' at one point. */
export interface AiryValues {
  readonly ai: number
  readonly aiPrime: number
  readonly bi: number
  readonly biPrime: number
}

/** Beyond it exp(2/3 x^(3/2)) is far outside float64, and its exponent may be too. */
const farthest = 1e100

/** The solutions of y'' = x y that DLMF 9.2 names Ai and Bi, with their derivatives. */
export function airy(x: number): AiryValues {
  if (Number.isNaN(x)) return { ai: x, aiPrime: x, bi: x, biPrime: x }
  if (x > farthest) return { ai: 0, aiPrime: -0, bi: Infinity, biPrime: Infinity }
  if (x === -Infinity) return { ai: 0, aiPrime: NaN, bi: 0, biPrime: NaN }
  if (x < -10) return oscillating(-x)
  if (x > 10) return exponential(x)
  return x > 4 ? { ...maclaurin(x), ...decaying(x) } : maclaurin(x)
}

/** Where the phase loses digits, and beside the zeros on the left, the multi-precision value. */
const careful = (name: string, x: number, value: number, amplitude: number): number =>
  x < -10 && Number.isFinite(x) && (x < -1e5 || Math.abs(value) < 0.2 * amplitude)
    ? realValue(name, x)
    : value
/** The amplitudes of the functions and of their derivatives for negative x. */
const amplitude = (x: number): number => 1 / (SQRT_PI * Math.sqrt(Math.sqrt(-x)))
const slopeAmplitude = (x: number): number => Math.sqrt(Math.sqrt(-x)) / SQRT_PI

/** The Airy function Ai(x). */
export const airyAi = (x: number): number => careful('airyai', x, airy(x).ai, amplitude(x))
/** The derivative Ai'(x). */
export const airyAiPrime = (x: number): number =>
  careful('airyaiprime', x, airy(x).aiPrime, slopeAmplitude(x))
/** The Airy function Bi(x). */
export const airyBi = (x: number): number => careful('airybi', x, airy(x).bi, amplitude(x))
/** The derivative Bi'(x). */
export const airyBiPrime = (x: number): number =>
  careful('airybiprime', x, airy(x).biPrime, slopeAmplitude(x))

// Ai(0) = 3^(-2/3)/gamma(2/3) and -Ai'(0) = 3^(-1/3)/gamma(1/3)
const C1: DoubleDouble = { hi: 0.3550280538878172, lo: 2.05233632436212e-17 }
const C2: DoubleDouble = { hi: 0.2588194037928068, lo: -2.522243111610832e-17 }
const SQRT_3: DoubleDouble = { hi: 1.7320508075688772, lo: 1.0035084221806903e-16 }

/** Ai = c1 f - c2 g, Bi = sqrt 3 (c1 f + c2 g) with the Maclaurin series of f and g in double-double. */
function maclaurin(x: number): AiryValues {
  const square = multiply(dd(x), dd(x))
  const cube = scale(square, x)
  let f = dd(1)
  let g = dd(x)
  // f' starts with x^2/2, g' with 1
  let fPrime = scale(square, 0.5)
  let gPrime = dd(1)
  let tf = f
  let tg = g
  let tfPrime = fPrime
  let tgPrime = gPrime
  for (let k = 1; k < 200; k++) {
    const n = 3 * k
    tf = divide(multiply(tf, cube), dd((n - 1) * n))
    tg = divide(multiply(tg, cube), dd(n * (n + 1)))
    tfPrime = divide(multiply(tfPrime, cube), dd(n * (n + 2)))
    tgPrime = divide(multiply(tgPrime, cube), dd(n * (n - 2)))
    f = add(f, tf)
    g = add(g, tg)
    fPrime = add(fPrime, tfPrime)
    gPrime = add(gPrime, tgPrime)
    if (Math.abs(tf.hi) + Math.abs(tgPrime.hi) < 1e-34) break
  }
  return {
    ai: subtract(multiply(C1, f), multiply(C2, g)).hi,
    aiPrime: subtract(multiply(C1, fPrime), multiply(C2, gPrime)).hi,
    bi: multiply(SQRT_3, add(multiply(C1, f), multiply(C2, g))).hi,
    biPrime: multiply(SQRT_3, add(multiply(C1, fPrime), multiply(C2, gPrime))).hi,
  }
}

/** Coefficients u_k and v_k of the asymptotic series (DLMF 9.7.2). */
const U = [1]
const V = [1]
for (let k = 1; k < 60; k++) {
  U.push((U[k - 1]! * (6 * k - 5) * (6 * k - 3) * (6 * k - 1)) / (216 * k * (2 * k - 1)))
  V.push((U[k]! * (6 * k + 1)) / (1 - 6 * k))
}

/** The terms of a series in 1/zeta as long as they fall and count. */
function terms(c: readonly number[], zeta: number): number[] {
  const list: number[] = []
  let power = 1
  for (let k = 0; k < c.length; k++) {
    const term = c[k]! * power
    const last = list[k - 1]
    if (last !== undefined && (Math.abs(term) > Math.abs(last) || Math.abs(term) < 1e-18)) break
    list.push(term)
    power /= zeta
  }
  return list
}

const total = (list: readonly number[], sign: (k: number) => number): number =>
  list.reduceRight((sum, term, k) => sum + sign(k) * term, 0)

/** zeta = 2/3 x^(3/2) in double-double: it stands in an exponent or a phase. */
const zetaOf = (x: number): DoubleDouble => divide(scale(multiply(sqrt(dd(x)), dd(x)), 2), dd(3))

/** Ai = sqrt(x/3) K_1/3(zeta)/pi and Ai' = -x K_2/3(zeta)/(pi sqrt 3), where the Maclaurin series has lost them. */
function decaying(x: number): { ai: number; aiPrime: number } {
  const zeta = zetaOf(x)
  const small = exp({ hi: -zeta.hi, lo: -zeta.lo }) / Math.PI
  return {
    ai: small * Math.sqrt(x / 3) * besselKe(1 / 3, zeta.hi),
    aiPrime: (-small / SQRT_3.hi) * x * besselKe(2 / 3, zeta.hi),
  }
}

function exponential(x: number): AiryValues {
  const zeta = zetaOf(x)
  const root = Math.sqrt(Math.sqrt(x))
  const alternate = (k: number) => (k % 2 === 0 ? 1 : -1)
  const small = exp({ hi: -zeta.hi, lo: -zeta.lo }) / (2 * SQRT_PI)
  const large = exp({ hi: zeta.hi, lo: zeta.lo }) / SQRT_PI
  const u = terms(U, zeta.hi)
  const v = terms(V, zeta.hi)
  return {
    ai: (small / root) * total(u, alternate),
    aiPrime: -small * root * total(v, alternate),
    bi: (large / root) * total(u, () => 1),
    biPrime: large * root * total(v, () => 1),
  }
}

/** Ai(-x) and Bi(-x) for large x (DLMF 9.7.9 to 9.7.12), the phase zeta - pi/4 by the addition theorem. */
function oscillating(x: number): AiryValues {
  const zeta = zetaOf(x)
  const root = Math.sqrt(Math.sqrt(x))
  const s = Math.sin(zeta.hi) + zeta.lo * Math.cos(zeta.hi)
  const c = Math.cos(zeta.hi) - zeta.lo * Math.sin(zeta.hi)
  // cos(zeta - pi/4) and sin(zeta - pi/4)
  const cosine = (c + s) * Math.SQRT1_2
  const sine = (s - c) * Math.SQRT1_2
  const even = (k: number) => (k % 2 === 1 ? 0 : k % 4 === 0 ? 1 : -1)
  const odd = (k: number) => (k % 2 === 0 ? 0 : k % 4 === 1 ? 1 : -1)
  const u = terms(U, zeta.hi)
  const v = terms(V, zeta.hi)
  const pu = total(u, even)
  const qu = total(u, odd)
  const pv = total(v, even)
  const qv = total(v, odd)
  return {
    ai: (cosine * pu + sine * qu) / (SQRT_PI * root),
    aiPrime: (root / SQRT_PI) * (sine * pv - cosine * qv),
    bi: (-sine * pu + cosine * qu) / (SQRT_PI * root),
    biPrime: (root / SQRT_PI) * (cosine * pv + sine * qv),
  }
}
