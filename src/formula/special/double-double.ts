/**
 * Numbers as an unevaluated sum of two float64, about 32 digits. Used where a result needs a few bits more on the
 * way than float64 has: exponents, arguments near a zero, long products.
 *
 * Source: T. J. Dekker, A floating-point technique for extending the available precision, 1971; D. E. Knuth,
 * The Art of Computer Programming, vol. 2, 4.2.2.
 */
export interface DoubleDouble {
  readonly hi: number
  readonly lo: number
}

export const dd = (hi: number, lo = 0): DoubleDouble => ({ hi, lo })

/** a + b exactly. */
export function twoSum(a: number, b: number): DoubleDouble {
  const hi = a + b
  const v = hi - a
  return { hi, lo: a - (hi - v) + (b - v) }
}

/** a + b exactly, for |a| >= |b|. */
function quickTwoSum(a: number, b: number): DoubleDouble {
  const hi = a + b
  return { hi, lo: b - (hi - a) }
}

const SPLITTER = 2 ** 27 + 1

/** a * b exactly, for factors below 2^996 and a product that neither overflows nor goes subnormal. */
export function twoProduct(a: number, b: number): DoubleDouble {
  const hi = a * b
  const ca = SPLITTER * a
  const ah = ca - (ca - a)
  const al = a - ah
  const cb = SPLITTER * b
  const bh = cb - (cb - b)
  const bl = b - bh
  return { hi, lo: al * bl - (hi - ah * bh - al * bh - ah * bl) }
}

export function add(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const s = twoSum(a.hi, b.hi)
  const t = twoSum(a.lo, b.lo)
  const u = quickTwoSum(s.hi, s.lo + t.hi)
  return quickTwoSum(u.hi, u.lo + t.lo)
}

/** a + b for a float b. */
export function plus(a: DoubleDouble, b: number): DoubleDouble {
  const s = twoSum(a.hi, b)
  return { hi: s.hi, lo: s.lo + a.lo }
}

export const negate = (a: DoubleDouble): DoubleDouble => ({ hi: -a.hi, lo: -a.lo })

export const subtract = (a: DoubleDouble, b: DoubleDouble): DoubleDouble => add(a, negate(b))

export function multiply(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const p = twoProduct(a.hi, b.hi)
  return quickTwoSum(p.hi, p.lo + (a.hi * b.lo + a.lo * b.hi))
}

export function scale(a: DoubleDouble, b: number): DoubleDouble {
  const p = twoProduct(a.hi, b)
  return quickTwoSum(p.hi, p.lo + a.lo * b)
}

export function divide(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const q = a.hi / b.hi
  const r = subtract(a, scale(b, q))
  const q2 = r.hi / b.hi
  const r2 = subtract(r, scale(b, q2))
  const s = quickTwoSum(q, q2)
  return quickTwoSum(s.hi, s.lo + r2.hi / b.hi)
}

export const LN2: DoubleDouble = { hi: Math.LN2, lo: 2.3190468138462996e-17 }
export const PI: DoubleDouble = { hi: Math.PI, lo: 1.2246467991473532e-16 }
export const HALF_LOG_2PI: DoubleDouble = { hi: 0.9189385332046728, lo: -3.8782941580672414e-17 }

/** e^a rounded to float64, for any exponent: the result may overflow, underflow or be subnormal. */
export function exp(a: DoubleDouble): number {
  if (a.hi > 710) return Infinity
  if (a.hi < -746) return 0
  // beyond this e^hi alone would overflow or lose bits: e^(a/2) squared, with the correction applied before
  if (Math.abs(a.hi) > 700) {
    const half = Math.exp(a.hi / 2)
    return half * (1 + a.lo) * half
  }
  const e = Math.exp(a.hi)
  return e + e * a.lo
}

/** log x to about 32 digits, for finite x > 0. */
export function log(x: DoubleDouble): DoubleDouble {
  let { hi, lo } = x
  let exponent = 0
  if (hi < 2 ** -1000) {
    hi *= 2 ** 200
    lo *= 2 ** 200
    exponent = -200
  }
  const k = Math.round(Math.log2(hi))
  const unit = 2 ** -k
  const m = { hi: hi * unit, lo: lo * unit }
  // a first value y, then one Newton step with log1p kept to second order: log m = y + log(m e^-y)
  const y = Math.log(m.hi)
  const ratio = multiply(m, expSeries({ hi: -y, lo: 0 }))
  const d = add(ratio, { hi: -1, lo: 0 })
  const correction = d.hi - (d.hi * d.hi) / 2
  const z = add({ hi: y, lo: 0 }, quickTwoSum(correction, d.lo))
  return add(scale(LN2, k + exponent), z)
}

const inverseFactorials: DoubleDouble[] = [{ hi: 1, lo: 0 }]

/** 1/n! as a double-double, for the Taylor series of the exponential; computed when it is first asked for. */
function inverseFactorial(n: number): DoubleDouble {
  inverseFactorials[n] ??= divide(inverseFactorial(n - 1), dd(n))
  return inverseFactorials[n]
}

/** e^y to about 32 digits, for |y| <= 0.4: the Taylor series after halving the argument four times. */
function expSeries(y: DoubleDouble): DoubleDouble {
  const t = { hi: y.hi / 16, lo: y.lo / 16 }
  let sum = inverseFactorial(14)
  for (let n = 13; n > 0; n--) sum = add(inverseFactorial(n), multiply(sum, t))
  // with e = e^t - 1: e^2t - 1 = 2e + e^2
  let e = multiply(sum, t)
  for (let i = 0; i < 4; i++) e = add({ hi: 2 * e.hi, lo: 2 * e.lo }, multiply(e, e))
  return add({ hi: 1, lo: 0 }, e)
}

/** e^a to about 32 digits, for |a| < 700. */
export function expDouble(a: DoubleDouble): DoubleDouble {
  const k = Math.round(a.hi / LN2.hi)
  const e = expSeries(subtract(a, scale(LN2, k)))
  return { hi: e.hi * 2 ** k, lo: e.lo * 2 ** k }
}

/** The square root to about 32 digits. */
export function sqrt(a: DoubleDouble): DoubleDouble {
  if (a.hi <= 0) return dd(Math.sqrt(a.hi))
  const root = Math.sqrt(a.hi)
  return quickTwoSum(root, subtract(a, twoProduct(root, root)).hi / (2 * root))
}
