import type { Box } from '../evaluate.ts'

/** How a missing gradient is replaced by differences. */
export type GradientMethod = 'forward' | 'central'

/**
 * The step of a difference by one coordinate: relative to it (to its start where it came close to 0), and no longer than
 * its bounds leave room for; 0 where they hold it fast.
 */
export class CoordinateSteps {
  readonly #relative: number
  readonly #least: Float64Array
  readonly #box: Box

  /** `share` of the start is where a coordinate has come close to 0. */
  constructor(method: GradientMethod, start: Float64Array, box: Box, share: number) {
    this.#relative = method === 'forward' ? 2 ** -26 : 2 ** -17.5
    this.#least = start.map((v) => share * (Math.abs(v) || 1))
    this.#box = box
  }

  at(x: Float64Array, i: number, factor = 1): number {
    const h = factor * this.#relative * Math.max(Math.abs(x[i]!), this.#least[i]!)
    return this.#box.limits
      ? Math.min(h, Math.max(this.#box.upper[i]! - x[i]!, x[i]! - this.#box.lower[i]!))
      : h
  }
}

/** The difference gradient of f. Steps turn inward at a bound or where f is not finite. */
export class NumericGradient {
  readonly #f: (x: Float64Array) => number
  readonly #method: GradientMethod
  readonly #box: Box
  readonly #steps: CoordinateSteps
  #largest = 0
  /** By how much steps have grown that were too short to see f change. */
  readonly #growth: Float64Array
  /** How far the values of the last difference lie from f(x). */
  #changed = 0

  constructor(f: (x: Float64Array) => number, method: GradientMethod, start: Float64Array, box: Box) {
    this.#f = f
    this.#method = method
    this.#box = box
    this.#steps = new CoordinateSteps(method, start, box, 0.1)
    this.#growth = new Float64Array(start.length).fill(1)
  }

  /** Writes the gradient at x, where f is `value`. */
  write(x: Float64Array, value: number, out: Float64Array): void {
    const p = x.slice()
    this.#largest = Math.max(this.#largest, Math.abs(value))
    for (let i = 0; i < p.length; i++) out[i] = this.#slope(p, x[i]!, i, this.#step(x, value, i), value)
  }

  #slope(p: Float64Array, xi: number, i: number, h: number, value: number): number {
    // a coordinate that its bounds hold fast
    if (h === 0) return 0
    this.#changed = 0
    const inTheOpen = !this.#box.limits && this.#method === 'central'
    const central = inTheOpen ? this.#central(p, i, xi, h, value) : Number.NaN
    const slope = Number.isFinite(central) ? central : this.#inside(p, i, xi, h, value)
    p[i] = xi
    if (this.#changed > 64 * Number.EPSILON * Math.abs(value) || this.#growth[i]! >= 4096) return slope
    // neither slope nor curvature of f stand out from its rounding
    this.#growth[i]! *= 16
    const longer = this.#step(p, value, i)
    return longer > h ? this.#slope(p, xi, i, longer, value) : slope
  }

  /** What rounding of the values of f may do to entry i. */
  noise(x: Float64Array, value: number, i: number): number {
    const h = this.#step(x, value, i)
    return h > 0 ? (Number.EPSILON * Math.abs(value)) / h : 0
  }

  #step(x: Float64Array, value: number, i: number): number {
    return this.#steps.at(x, i, this.#share(value) * this.#growth[i]!)
  }

  /**
   * Where f has fallen to a small part of what it was, so has its rounding, and shorter steps leave out less; not much
   * shorter ones, as f may be small by cancellation.
   */
  #share(value: number): number {
    const fallen = Math.abs(value) / this.#largest
    return fallen < 1
      ? Math.max(this.#method === 'central' ? Math.cbrt(fallen) : Math.sqrt(fallen), 2 ** -5)
      : 1
  }

  #central(p: Float64Array, i: number, xi: number, h: number, value: number): number {
    p[i] = xi + h
    const up = this.#f(p)
    p[i] = xi - h
    const down = this.#f(p)
    this.#changed = Math.max(Math.abs(up - value), Math.abs(down - value))
    return (up - down) / (xi + h - (xi - h))
  }

  /** With what lies inside the bounds, and has finite values. */
  #inside(p: Float64Array, i: number, xi: number, h: number, value: number): number {
    const [lower, upper] = [this.#box.lower[i]!, this.#box.upper[i]!]
    const at = (t: number) => {
      if (t < lower || t > upper) return Number.POSITIVE_INFINITY
      p[i] = t
      const there = this.#f(p)
      this.#changed = Math.max(this.#changed, Math.abs(there - value))
      return there
    }
    const up = at(xi + h)
    if (this.#method === 'forward' && Number.isFinite(up)) return (up - value) / (xi + h - xi)
    const down = at(xi - h)
    if (Number.isFinite(up) && Number.isFinite(down)) return (up - down) / (xi + h - (xi - h))
    // one-sided, of second order: (4 f(x+h) - 3 f(x) - f(x+2h)) / 2h
    const side = Number.isFinite(up) ? 1 : -1
    const near = side > 0 ? up : down
    const far = at(xi + 2 * side * h)
    return Number.isFinite(far) ? (4 * near - 3 * value - far) / (2 * side * h) : (near - value) / (side * h)
  }
}
