import { NumericArgumentError, showGiven } from '../errors.ts'

/**
 * A complex number a + bi, small enough for the complex-step method: the imaginary part carries the derivative, so
 * every function here keeps a tiny imaginary part to full relative accuracy.
 *
 * Source: W. Squire and G. Trapp, "Using complex variables to estimate derivatives of real functions", SIAM Rev. 40
 * (1998); branch cuts after W. Kahan (1987).
 *
 * @example derivative((z) => z.neg().exp().add(1).reciprocal(), 0.5, { method: 'complex-step' }).value // 0.2350037122015945
 */
export class Complex {
  readonly re: number
  readonly im: number

  constructor(re: number, im = 0) {
    this.re = re
    this.im = im
  }

  /** JavaScript's operators and Math know no complex numbers: used with them, it would lose the derivative. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === 'string') return this.toString()
    throw new NumericArgumentError(
      'complex',
      'operand',
      'a complex number was used with a JavaScript operator or Math: write z.add(w), z.mul(w), z.exp() ...',
    )
  }

  add(other: Complex | number): Complex {
    const w = complex(other)
    return rounded(this.re + w.re, this.im + w.im)
  }

  sub(other: Complex | number): Complex {
    const w = complex(other)
    return rounded(this.re - w.re, this.im - w.im)
  }

  mul(other: Complex | number): Complex {
    if (typeof other === 'number') return rounded(this.re * other, this.im * other)
    const w = complex(other)
    return rounded(this.re * w.re - this.im * w.im, this.re * w.im + this.im * w.re)
  }

  /** Quotient by Smith's method, which does not overflow early. */
  div(other: Complex | number): Complex {
    if (typeof other === 'number') return rounded(this.re / other, this.im / other)
    const { re: c, im: d } = complex(other)
    const [a, b] = [this.re, this.im]
    if (Math.abs(c) >= Math.abs(d)) {
      const r = d / c
      const below = c + d * r
      return rounded((a + b * r) / below, (b - a * r) / below)
    }
    const r = c / d
    const below = c * r + d
    return rounded((a * r + b) / below, (b * r - a) / below)
  }

  neg(): Complex {
    return new Complex(-this.re, -this.im)
  }

  reciprocal(): Complex {
    return new Complex(1).div(this)
  }

  square(): Complex {
    return this.mul(this)
  }

  exp(): Complex {
    const r = Math.exp(this.re)
    return rounded(r * Math.cos(this.im), r * Math.sin(this.im))
  }

  log(): Complex {
    return rounded(Math.log(Math.hypot(this.re, this.im)), Math.atan2(this.im, this.re))
  }

  log1p(): Complex {
    // |1 + z|^2 = 1 + (re (2 + re) + im^2)
    const excess = this.re * (2 + this.re) + this.im * this.im
    return rounded(0.5 * Math.log1p(excess), Math.atan2(this.im, 1 + this.re))
  }

  sqrt(): Complex {
    if (this.re === 0 && this.im === 0) return new Complex(0, this.im)
    const s = Math.sqrt(Math.abs(this.re) / 2 + Math.hypot(this.re, this.im) / 2)
    const other = this.im / (2 * s)
    return this.re >= 0 ? rounded(s, other) : rounded(Math.abs(other), this.im < 0 ? -s : s)
  }

  /** Real powers of numbers on the positive axis keep the real part that Math.pow gives. */
  pow(exponent: Complex | number): Complex {
    const w = complex(exponent)
    if (w.im === 0 && Number.isInteger(w.re) && Math.abs(w.re) <= 64) return this.integerPower(w.re)
    if (this.re === 0 && this.im === 0) return new Complex(0)
    if (w.im !== 0) return this.log().mul(w).exp()
    const angle = w.re * Math.atan2(this.im, this.re)
    const size = Math.hypot(this.re, this.im) ** w.re
    return rounded(size * Math.cos(angle), size * Math.sin(angle))
  }

  private integerPower(n: number): Complex {
    let result = new Complex(1)
    let base: Complex = this
    for (let k = Math.abs(n); k > 0; k = Math.floor(k / 2)) {
      if (k % 2 === 1) result = result.mul(base)
      base = base.mul(base)
    }
    return n < 0 ? result.reciprocal() : result
  }

  sin(): Complex {
    return rounded(Math.sin(this.re) * Math.cosh(this.im), Math.cos(this.re) * Math.sinh(this.im))
  }

  cos(): Complex {
    return rounded(Math.cos(this.re) * Math.cosh(this.im), -Math.sin(this.re) * Math.sinh(this.im))
  }

  tan(): Complex {
    return this.sin().div(this.cos())
  }

  sinh(): Complex {
    return rounded(Math.sinh(this.re) * Math.cos(this.im), Math.cosh(this.re) * Math.sin(this.im))
  }

  cosh(): Complex {
    return rounded(Math.cosh(this.re) * Math.cos(this.im), Math.sinh(this.re) * Math.sin(this.im))
  }

  tanh(): Complex {
    if (Math.abs(this.re) > 20) {
      // tanh(a + bi) = sign(a) + 4i sin(b) cos(b) e^(-2|a|), to rounding
      const decay = 4 * Math.exp(-2 * Math.abs(this.re))
      return rounded(Math.sign(this.re), decay * Math.sin(this.im) * Math.cos(this.im))
    }
    return this.sinh().div(this.cosh())
  }

  asin(): Complex {
    const a = rounded(1 - this.re, -this.im).sqrt()
    const b = rounded(1 + this.re, this.im).sqrt()
    const re = Math.atan2(this.re, a.re * b.re - a.im * b.im)
    return rounded(re, Math.asinh(a.re * b.im - a.im * b.re))
  }

  acos(): Complex {
    const a = rounded(1 - this.re, -this.im).sqrt()
    const b = rounded(1 + this.re, this.im).sqrt()
    return rounded(2 * Math.atan2(a.re, b.re), Math.asinh(b.re * a.im - b.im * a.re))
  }

  atan(): Complex {
    const { re: x, im: y } = this
    const re = 0.5 * Math.atan2(2 * x, (1 - y) * (1 + y) - x * x)
    return rounded(re, 0.25 * Math.log1p((4 * y) / (x * x + (1 - y) ** 2)))
  }

  asinh(): Complex {
    const w = new Complex(-this.im, this.re).asin()
    return new Complex(w.im, -w.re)
  }

  acosh(): Complex {
    const a = rounded(this.re - 1, this.im).sqrt()
    const b = rounded(this.re + 1, this.im).sqrt()
    return rounded(Math.asinh(a.re * b.re + a.im * b.im), 2 * Math.atan2(a.im, b.re))
  }

  atanh(): Complex {
    const w = new Complex(-this.im, this.re).atan()
    return new Complex(w.im, -w.re)
  }

  /** |x| continued from the real axis (-z where x < 0), which is what the complex-step method needs; not the modulus. */
  abs(): Complex {
    return this.re < 0 ? this.neg() : this
  }

  toString(): string {
    return `${this.re} ${this.im < 0 ? '-' : '+'} ${Math.abs(this.im)}i`
  }
}

/** A number as a complex one. Throws: NumericArgumentError for what is none. */
export function complex(value: Complex | number, im = 0): Complex {
  if (typeof value === 'number' && typeof im === 'number') return new Complex(value, im)
  if (value instanceof Complex) return value
  const wrong: unknown = typeof value === 'number' ? im : value
  throw new NumericArgumentError(
    'complex',
    'operand',
    `${showGiven(wrong)} stands where a number must, or one of complex(re, im).`,
  )
}

/** How a result is rounded, while somebody asks what rounding does; as it is by default. */
let rounding: ((v: number) => number) | undefined

const rounded = (re: number, im: number): Complex =>
  rounding === undefined ? new Complex(re, im) : new Complex(rounding(re), rounding(im))

/** Runs f with each result of an operation of complex numbers rounded in another way. */
export function roundedBy<T>(round: (v: number) => number, f: () => T): T {
  const before = rounding
  rounding = round
  try {
    return f()
  } finally {
    rounding = before
  }
}
