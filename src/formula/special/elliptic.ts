import { realValue } from './big/index.ts'

/**
 * Legendre's elliptic integrals in the parameter m = k^2 (as SciPy, mpmath and Wolfram), by Carlson's symmetric forms.
 *
 * Source: B. C. Carlson, Numerical computation of real or complex elliptic integrals, Numer. Algorithms 10 (1995).
 */

/** Carlson's R_F(x, y, z), for non-negative arguments of which at most one is 0. */
export function carlsonRF(x: number, y: number, z: number): number {
  if (!(x >= 0 && y >= 0 && z >= 0)) return NaN
  const mean = (x + y + z) / 3
  let a = mean
  let q = Math.max(Math.abs(a - x), Math.abs(a - y), Math.abs(a - z)) * 400
  let scale = 1
  const dx = mean - x
  const dy = mean - y
  while (q * scale > Math.abs(a)) {
    const lambda = Math.sqrt(x) * Math.sqrt(y) + Math.sqrt(x) * Math.sqrt(z) + Math.sqrt(y) * Math.sqrt(z)
    a = (a + lambda) / 4
    x = (x + lambda) / 4
    y = (y + lambda) / 4
    z = (z + lambda) / 4
    scale /= 4
    if (scale === 0) return Infinity
  }
  q = scale / a
  const X = dx * q
  const Y = dy * q
  const Z = -(X + Y)
  const e2 = X * Y - Z * Z
  const e3 = X * Y * Z
  const rest = e2 * (-1 / 10 + e2 / 24 - (3 * e3) / 44 - (5 * e2 * e2) / 208) + e3 / 14 + (3 * e3 * e3) / 104
  return (1 + (rest + (e2 * e2 * e3) / 16)) / Math.sqrt(a)
}

/** Carlson's degenerate R_C(x, y) = R_F(x, y, y), for x >= 0 and y not 0 (principal value for y < 0). */
export function carlsonRC(x: number, y: number): number {
  if (!(x >= 0) || y === 0) return NaN
  if (y < 0) return Math.sqrt(x / (x - y)) * carlsonRC(x - y, -y)
  const d = y - x
  if (d === 0) return 1 / Math.sqrt(x)
  if (Math.abs(d) > 0.1 * y) {
    if (d > 0) return Math.atan(Math.sqrt(d / x)) / Math.sqrt(d)
    return Math.asinh(Math.sqrt(-d / y)) / Math.sqrt(-d)
  }
  return carlsonRF(x, y, y)
}

/** Carlson's R_D(x, y, z) = R_J(x, y, z, z). */
export function carlsonRD(x: number, y: number, z: number): number {
  if (!(x >= 0 && y >= 0 && z > 0)) return NaN
  const mean = (x + y + 3 * z) / 5
  let a = mean
  const q = Math.max(Math.abs(a - x), Math.abs(a - y), Math.abs(a - z)) * 600
  let scale = 1
  let sum = 0
  const dx = mean - x
  const dy = mean - y
  while (q * scale > Math.abs(a)) {
    const lambda = Math.sqrt(x) * Math.sqrt(y) + Math.sqrt(x) * Math.sqrt(z) + Math.sqrt(y) * Math.sqrt(z)
    sum += scale / (Math.sqrt(z) * (z + lambda))
    a = (a + lambda) / 4
    x = (x + lambda) / 4
    y = (y + lambda) / 4
    z = (z + lambda) / 4
    scale /= 4
    if (scale === 0) return Infinity
  }
  const X = (dx * scale) / a
  const Y = (dy * scale) / a
  const Z = -(X + Y) / 3
  return (scale * seriesOfOrderFive(X, Y, Z, Z, Z)) / (a * Math.sqrt(a)) + 3 * sum
}

/** Carlson's R_J(x, y, z, p) for p > 0. */
export function carlsonRJ(x: number, y: number, z: number, p: number): number {
  if (!(x >= 0 && y >= 0 && z >= 0 && p > 0)) return NaN
  const mean = (x + y + z + 2 * p) / 5
  let a = mean
  const q = Math.max(Math.abs(a - x), Math.abs(a - y), Math.abs(a - z), Math.abs(a - p)) * 600
  const dx = mean - x
  const dy = mean - y
  const dz = mean - z
  let delta = (p - x) * (p - y) * (p - z)
  let scale = 1
  let sum = 0
  while (q * scale > Math.abs(a)) {
    const sx = Math.sqrt(x)
    const sy = Math.sqrt(y)
    const sz = Math.sqrt(z)
    const sp = Math.sqrt(p)
    const lambda = sx * sy + sx * sz + sy * sz
    const d = (sp + sx) * (sp + sy) * (sp + sz)
    sum += (scale / d) * carlsonRC(1, 1 + delta / (d * d))
    delta /= 64
    a = (a + lambda) / 4
    x = (x + lambda) / 4
    y = (y + lambda) / 4
    z = (z + lambda) / 4
    p = (p + lambda) / 4
    scale /= 4
    if (scale === 0) return Infinity
  }
  const X = (dx * scale) / a
  const Y = (dy * scale) / a
  const Z = (dz * scale) / a
  const P = -(X + Y + Z) / 2
  return (scale * seriesOfOrderFive(X, Y, Z, P, P)) / (a * Math.sqrt(a)) + 6 * sum
}

/** The Taylor series of R_J in the elementary symmetric functions of its deviations (DLMF 19.36.2). */
function seriesOfOrderFive(x: number, y: number, z: number, p: number, q: number): number {
  const e2 = x * y + x * z + y * z - 3 * p * q
  const e3 = x * y * z + 2 * e2 * p + 4 * p * p * q
  const e4 = (2 * x * y * z + e2 * p + 3 * p * p * q) * p
  const e5 = x * y * z * p * q
  return (
    1 -
    ((3 * e2) / 14 -
      e3 / 6 -
      (9 * e2 * e2) / 88 +
      (3 * e4) / 22 +
      (9 * e2 * e3) / 52 -
      (3 * e5) / 26 +
      (e2 * e2 * e2) / 16 -
      (3 * e3 * e3) / 40 -
      (3 * e2 * e4) / 20 -
      (45 * e2 * e2 * e3) / 272 +
      (9 * (e3 * e4 + e2 * e5)) / 68)
  )
}

/** The complete elliptic integral of the first kind, by the arithmetic-geometric mean; infinite at m = 1. */
export function ellipticK(m: number): number {
  if (!(m <= 1)) return NaN
  if (m === 1) return Infinity
  let a = 1
  let b = Math.sqrt(1 - m)
  if (b === Infinity) return 0
  while (Math.abs(a - b) > 1e-8 * a) {
    const mean = (a + b) / 2
    b = Math.sqrt(a) * Math.sqrt(b)
    a = mean
  }
  return Math.PI / (a + b)
}

/** The complete elliptic integral of the second kind. */
export function ellipticE(m: number): number {
  if (!(m <= 1)) return NaN
  if (m === 1) return 1
  if (m < -1) return Math.sqrt(1 - m) * ellipticE(m / (m - 1))
  const y = 1 - m
  if (m < 0.5) return ellipticK(m) - (m / 3) * carlsonRD(0, y, 1)
  // E = (1-m) (R_F + m R_D(0, 1, 1-m)/3): all terms positive
  return y * (ellipticK(m) + (m / 3) * carlsonRD(0, 1, y))
}

/** The incomplete elliptic integral of the first kind F(phi | m), for m sin^2 phi <= 1. */
export function ellipticF(phi: number, m: number): number {
  const { turns, r } = reduce(phi)
  const s = Math.sin(r)
  const c = Math.cos(r)
  const value = s * carlsonRF(c * c, complementOf(s, c, m), 1)
  return turns === 0 ? value : value + 2 * turns * ellipticK(m)
}

/** The incomplete elliptic integral of the second kind E(phi | m), for m sin^2 phi <= 1. */
export function ellipticEIncomplete(phi: number, m: number): number {
  const { turns, r } = reduce(phi)
  const s = Math.sin(r)
  const c = Math.cos(r)
  const d = complementOf(s, c, m)
  let value: number
  if (m <= 0) value = s * (carlsonRF(c * c, d, 1) - ((m * s * s) / 3) * carlsonRD(c * c, d, 1))
  else if (m <= 1) {
    // DLMF 19.25.10: (1-m) s (R_F + m s^2... ) with positive terms
    const rest = (1 - m) * s * carlsonRF(c * c, d, 1) + ((m * (1 - m)) / 3) * s ** 3 * carlsonRD(c * c, 1, d)
    value = rest + (m * Math.abs(c) * s) / Math.sqrt(d)
  } else value = s * (carlsonRF(c * c, d, 1) - ((m * s * s) / 3) * carlsonRD(c * c, d, 1))
  return turns === 0 ? value : value + 2 * turns * ellipticE(m)
}

/** The complete elliptic integral of the third kind Pi(n | m), for n < 1 and m < 1. */
export function ellipticPi(n: number, m: number): number {
  if (!(n < 1 && m < 1)) return n === 1 || m === 1 ? Infinity : NaN
  const first = ellipticK(m)
  const value = first + (n / 3) * carlsonRJ(0, 1 - m, 1, 1 - n)
  return value < 0.5 * first ? realValue('elliptic_pi', n, m) : value
}

/** The incomplete elliptic integral of the third kind Pi(n; phi | m), for n sin^2 phi < 1. */
export function ellipticPiIncomplete(n: number, phi: number, m: number): number {
  const { turns, r } = reduce(phi)
  const s = Math.sin(r)
  const c = Math.cos(r)
  const d = complementOf(s, c, m)
  const first = s * carlsonRF(c * c, d, 1)
  const value = first + ((n * s ** 3) / 3) * carlsonRJ(c * c, d, 1, complementOf(s, c, n))
  if (Math.abs(value) < 0.5 * Math.abs(first)) return realValue('elliptic_piinc', n, phi, m)
  return turns === 0 ? value : value + 2 * turns * ellipticPi(n, m)
}

/** 1 - m sin^2 phi, as cos^2 phi + (1-m) sin^2 phi where that has no cancellation. */
function complementOf(s: number, c: number, m: number): number {
  return m > 0.5 ? c * c + (1 - m) * s * s : 1 - m * s * s
}

/** phi = turns pi + r with |r| <= pi/2. */
function reduce(phi: number): { turns: number; r: number } {
  const turns = Math.abs(phi) <= Math.PI / 2 ? 0 : Math.round(phi / Math.PI)
  return { turns, r: phi - turns * Math.PI - turns * 1.2246467991473532e-16 }
}
