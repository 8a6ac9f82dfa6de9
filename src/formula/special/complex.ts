import { add as addDouble, twoProduct } from './double-double.ts'

/** A complex number in float64 parts. Functions follow C99 Annex G's branch cuts (the sign of zero picks the side). */
export interface Complex {
  readonly re: number
  readonly im: number
}

/** re + im i. */
export const complex = (re: number, im = 0): Complex => ({ re, im })

export const add = (a: Complex, b: Complex): Complex => ({ re: a.re + b.re, im: a.im + b.im })
export const subtract = (a: Complex, b: Complex): Complex => ({ re: a.re - b.re, im: a.im - b.im })
export const negate = (a: Complex): Complex => ({ re: -a.re, im: -a.im })
export const conjugate = (a: Complex): Complex => ({ re: a.re, im: -a.im })
export const scale = (a: Complex, s: number): Complex => ({ re: a.re * s, im: a.im * s })
/** i a. */
export const timesI = (a: Complex): Complex => ({ re: -a.im, im: a.re })

export const multiply = (a: Complex, b: Complex): Complex => ({
  re: a.re * b.re - a.im * b.im,
  im: a.re * b.im + a.im * b.re,
})

/** a/b by Smith's algorithm, which does not overflow on the way. */
export function divide(a: Complex, b: Complex): Complex {
  if (Math.abs(b.re) >= Math.abs(b.im)) {
    if (b.re === 0 && b.im === 0) return { re: a.re / Math.abs(b.re), im: a.im / Math.abs(b.re) }
    const r = b.im / b.re
    const d = b.re + b.im * r
    return { re: (a.re + a.im * r) / d, im: (a.im - a.re * r) / d }
  }
  const r = b.re / b.im
  const d = b.re * r + b.im
  return { re: (a.re * r + a.im) / d, im: (a.im * r - a.re) / d }
}

/** |a|. */
export const abs = (a: Complex): number => Math.hypot(a.re, a.im)
/** The argument in (-pi, pi]. */
export const arg = (a: Complex): number => Math.atan2(a.im, a.re)

/** |a|^2 - 1 without cancellation near the unit circle. */
function squareMinusOne(a: Complex): number {
  const s = addDouble(twoProduct(a.re, a.re), twoProduct(a.im, a.im))
  return s.hi - 1 + s.lo
}

/** The square root with non-negative real part. */
export function sqrt(z: Complex): Complex {
  const { re, im } = z
  if (re === 0 && im === 0) return { re: 0, im }
  if (Math.abs(im) === Infinity) return { re: Infinity, im }
  const big =
    Math.max(Math.abs(re), Math.abs(im)) > 1e150
      ? 2 ** -400
      : Math.abs(re) + Math.abs(im) < 1e-150
        ? 2 ** 400
        : 1
  const x = re * big
  const y = im * big
  const t = Math.sqrt((Math.abs(x) + Math.hypot(x, y)) / 2)
  const root = 1 / Math.sqrt(big)
  if (re >= 0) return { re: t * root, im: (y / (2 * t)) * root }
  return { re: (Math.abs(y) / (2 * t)) * root, im: (im < 0 || Object.is(im, -0) ? -t : t) * root }
}

/** e^z. */
export function exp(z: Complex): Complex {
  if (z.im === 0) return { re: Math.exp(z.re), im: z.im }
  if (z.re > 709) {
    const half = Math.exp(z.re / 2)
    return { re: half * Math.cos(z.im) * half, im: half * Math.sin(z.im) * half }
  }
  const e = Math.exp(z.re)
  if (e === 0) return { re: 0, im: 0 }
  return { re: e * Math.cos(z.im), im: e * Math.sin(z.im) }
}

/** The principal logarithm, with imaginary part in [-pi, pi]. */
export function log(z: Complex): Complex {
  const size = abs(z)
  const near = size > 0.5 && size < 2
  return { re: near ? 0.5 * Math.log1p(squareMinusOne(z)) : Math.log(size), im: arg(z) }
}

/** a^b = e^(b log a), with integer powers to 64 by repeated multiplication. */
export function pow(a: Complex, b: Complex): Complex {
  if (b.re === 0 && b.im === 0) return complex(1)
  if (a.re === 0 && a.im === 0) return b.re > 0 ? complex(0) : complex(b.im === 0 ? Infinity : NaN)
  if (b.im === 0 && Math.floor(b.re) === b.re && Math.abs(b.re) <= 64) {
    let value = complex(1)
    let square = a
    for (let n = Math.abs(b.re); n > 0; n = Math.floor(n / 2)) {
      if (n % 2 === 1) value = multiply(value, square)
      square = multiply(square, square)
    }
    return b.re < 0 ? divide(complex(1), value) : value
  }
  return exp(multiply(b, log(a)))
}

export const sinh = (z: Complex): Complex => ({
  re: Math.sinh(z.re) * Math.cos(z.im),
  im: Math.cosh(z.re) * Math.sin(z.im),
})

export const cosh = (z: Complex): Complex => ({
  re: Math.cosh(z.re) * Math.cos(z.im),
  im: Math.sinh(z.re) * Math.sin(z.im),
})

/** Kahan's form of tanh: no cancellation near the poles. */
export function tanh(z: Complex): Complex {
  if (Math.abs(z.re) > 22) {
    const e = Math.exp(-Math.abs(z.re))
    return { re: Math.sign(z.re), im: 4 * Math.sin(z.im) * Math.cos(z.im) * e * e }
  }
  const t = Math.tan(z.im)
  const beta = 1 + t * t
  const s = Math.sinh(z.re)
  const d = 1 + beta * s * s
  return { re: (beta * Math.sqrt(1 + s * s) * s) / d, im: t / d }
}

const onImaginary =
  (f: (z: Complex) => Complex) =>
  (z: Complex): Complex => {
    // f(iz)/i
    const w = f({ re: -z.im, im: z.re })
    return { re: w.im, im: -w.re }
  }

export const sin = onImaginary(sinh)
export const tan = onImaginary(tanh)
export const cos = (z: Complex): Complex => cosh({ re: -z.im, im: z.re })

/** Source of the inverse functions: W. Kahan, Branch cuts for complex elementary functions, 1987. */
export function asin(z: Complex): Complex {
  const left = sqrt({ re: 1 - z.re, im: -z.im })
  const right = sqrt({ re: 1 + z.re, im: z.im })
  return {
    re: Math.atan2(z.re, left.re * right.re - left.im * right.im),
    im: Math.asinh(left.re * right.im - left.im * right.re),
  }
}

export function acos(z: Complex): Complex {
  const left = sqrt({ re: 1 - z.re, im: -z.im })
  const right = sqrt({ re: 1 + z.re, im: z.im })
  return {
    re: 2 * Math.atan2(left.re, right.re),
    im: Math.asinh(right.re * left.im - right.im * left.re),
  }
}

export function acosh(z: Complex): Complex {
  const left = sqrt({ re: z.re - 1, im: z.im })
  const right = sqrt({ re: z.re + 1, im: z.im })
  return {
    re: Math.asinh(left.re * right.re + left.im * right.im),
    im: 2 * Math.atan2(left.im, right.re),
  }
}

export function atanh(z: Complex): Complex {
  const { re: x, im: y } = z
  const d = (1 - x) ** 2 + y * y
  if (Math.abs(x) + Math.abs(y) > 1e100) {
    const inverse = divide(complex(1), z)
    return { re: inverse.re, im: y < 0 || Object.is(y, -0) ? -Math.PI / 2 : Math.PI / 2 }
  }
  const re = x < 0 ? -0.25 * Math.log1p((-4 * x) / ((1 + x) ** 2 + y * y)) : 0.25 * Math.log1p((4 * x) / d)
  return { re, im: 0.5 * Math.atan2(2 * y, (1 - x) * (1 + x) - y * y) }
}

export const asinh = onImaginary(asin)
export const atan = onImaginary(atanh)
