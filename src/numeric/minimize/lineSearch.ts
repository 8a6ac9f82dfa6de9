import { addScaled, dot } from '../linear/vectors.ts'
import type { Problem } from './problem.ts'

/** Where a line search ended. `x` and `gradient` belong to the caller from then on. */
export interface LinePoint {
  readonly step: number
  readonly value: number
  readonly x: Float64Array
  readonly gradient: Float64Array
}

// sufficient decrease of the strong Wolfe conditions
const c1 = 1e-4
// values closer than this fraction of |f| cannot be told apart; then slopes decide
const indistinguishable = 1e-15 * 8

interface Trial extends LinePoint {
  readonly slope: number
}

/**
 * A step along d that satisfies the strong Wolfe conditions
 * f(x + td) <= f(x) + c1 t f'd and |f'(x + td)d| <= c2 |f'd|, or, where rounding hides the decrease of f, the
 * approximate ones of Hager and Zhang. Undefined where there is none at working precision.
 *
 * Source: J. Nocedal and S. Wright, Numerical Optimization, algorithms 3.5 and 3.6; W. Hager and H. Zhang, "A new
 * conjugate gradient method with guaranteed descent and an efficient line search", SIAM J. Optim. 16 (2005).
 */
export function strongWolfe(
  problem: Problem,
  x: Float64Array,
  value: number,
  gradient: Float64Array,
  d: Float64Array,
  first: number,
  c2: number,
  longest = Number.POSITIVE_INFINITY,
): LinePoint | undefined {
  const slope = dot(gradient, d)
  if (!(slope < 0)) return undefined
  return new Line(problem, { step: 0, value, slope, x, gradient }, d, c2).search(
    Math.min(first, longest),
    longest,
  )
}

/** The function along d from a point. */
class Line {
  readonly #problem: Problem
  readonly #start: Trial
  readonly #d: Float64Array
  readonly #c2: number
  readonly #fuzz: number

  constructor(problem: Problem, start: Trial, d: Float64Array, c2: number) {
    this.#problem = problem
    this.#start = start
    this.#d = d
    this.#c2 = c2
    this.#fuzz = indistinguishable * Math.abs(start.value)
  }

  /** Lengthens the step until it brackets an acceptable one. */
  search(first: number, longest: number): LinePoint | undefined {
    let previous = this.#start
    let step = first
    for (let k = 0; k < 40; k++) {
      const t = this.#trial(step)
      if (t.value === Number.NEGATIVE_INFINITY) return t
      if (this.#accepts(t)) return t
      if (!this.#falls(t) || (t.value >= previous.value + this.#fuzz && (k > 0 || t.slope >= 0)))
        return this.#zoom(previous, t)
      if (t.slope >= 0) return this.#zoom(t, previous)
      if (step >= longest) return t
      previous = t
      step = Math.min(longest, step * 4)
    }
    return previous === this.#start ? undefined : previous
  }

  #trial(step: number): Trial {
    const { box } = this.#problem
    const { x, gradient } = this.#start
    const at = addScaled(x, step, this.#d, new Float64Array(x.length))
    if (box.limits)
      for (let i = 0; i < at.length; i++) at[i] = Math.min(Math.max(at[i]!, box.lower[i]!), box.upper[i]!)
    const wall = { step, value: this.#problem.value(at), slope: Number.NaN, x: at, gradient }
    // a step that is too long needs no gradient: the parabola through two values and a slope shortens it
    if (!this.#falls(wall)) return wall
    const g = new Float64Array(x.length)
    this.#problem.gradient(at, wall.value, g)
    const slope = dot(g, this.#d)
    // where there is no gradient no search can go on: a wall, as where there is no value
    return Number.isFinite(slope)
      ? { step, value: wall.value, slope, x: at, gradient: g }
      : { ...wall, value: Number.POSITIVE_INFINITY }
  }

  /** Sufficient decrease, but for rounding. */
  #falls({ value, step }: Trial): boolean {
    return value <= this.#start.value + c1 * step * this.#start.slope + this.#fuzz
  }

  #accepts({ value, step, slope }: Trial): boolean {
    const { value: value0, slope: slope0 } = this.#start
    if (!(Math.abs(slope) <= -this.#c2 * slope0)) return false
    return (
      value <= value0 + c1 * step * slope0 || (value <= value0 + this.#fuzz && slope <= (2 * c1 - 1) * slope0)
    )
  }

  /** Narrows the interval between the better end `low` and `high`, which brackets an acceptable step. */
  #zoom(low: Trial, high: Trial): LinePoint | undefined {
    let width = Math.abs(high.step - low.step)
    for (let k = 0; k < 50; k++) {
      const [a, b] = [Math.min(low.step, high.step), Math.max(low.step, high.step)]
      if (!(b - a > 4e-16 * b)) break
      // rounding hides all that the values could say, and the slopes do not agree with each other
      if (k >= 10 && (b - a) * -this.#start.slope <= 100 * this.#fuzz) break
      let next = k % 3 === 2 && b - a > 0.5 * width ? (a + b) / 2 : minimiser(low, high)
      if (k % 3 === 2) width = b - a
      const margin = 0.1 * (b - a) * (k < 2 ? 1 : 0.1)
      if (!(next > a + margin)) next = Number.isFinite(high.value) ? a + margin : a + 0.25 * (b - a)
      if (!(next < b - margin)) next = b - margin
      const t = this.#trial(next)
      if (this.#accepts(t)) return t
      if (!this.#falls(t) || t.value > low.value + this.#fuzz) high = t
      else {
        if (t.slope * (high.step - low.step) >= 0) high = low
        low = t
      }
    }
    // no strong Wolfe point at this precision; a decrease is still one
    return low.step > 0 && low.value < this.#start.value ? low : undefined
  }
}

/** Minimiser of the cubic through two values and slopes, or of the parabola where one slope is missing. */
function minimiser(low: Trial, high: Trial): number {
  const h = high.step - low.step
  if (!Number.isFinite(high.value)) return low.step + h / 4
  if (Number.isFinite(high.slope)) {
    const d1 = low.slope + high.slope - (3 * (low.value - high.value)) / -h
    const square = d1 * d1 - low.slope * high.slope
    if (square >= 0) {
      const d2 = Math.sign(h) * Math.sqrt(square)
      const at = high.step - (h * (high.slope + d2 - d1)) / (high.slope - low.slope + 2 * d2)
      if (Number.isFinite(at)) return at
    }
  }
  const curvature = (high.value - low.value - low.slope * h) / (h * h)
  return curvature > 0 ? low.step - low.slope / (2 * curvature) : low.step + h / 2
}
