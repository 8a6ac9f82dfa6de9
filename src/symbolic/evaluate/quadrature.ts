type Integrand = (x: number) => number

/** The sum over the nodes offset + k h: of the terms, and of their sizes; NaN where the integral diverges. */
type Rule = (h: number, offset: number) => readonly [value: number, size: number]

const nothing = [Number.NaN, Number.NaN] as const

/**
 * The integral of f from a to b in float64, either of them infinite if need be; NaN where refinement does not settle.
 * Singularities at the ends are allowed.
 *
 * Accuracy: near 1e-15 of the integral of |f| for analytic integrands, 1e-13 with kinks and jumps inside.
 * Source: Takahasi and Mori, Double exponential formulas for numerical integration, 1974.
 */
export function quadrature(f: Integrand, a: number, b: number): number {
  if (a === b) return 0
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN
  if (a > b) return -quadrature(f, b, a)
  if (Number.isFinite(a) && Number.isFinite(b)) return settle(finite(f, a, b), 0) ?? bisected(f, a, b)
  if (!Number.isFinite(a) && !Number.isFinite(b)) return quadrature(f, a, 0) + quadrature(f, 0, b)
  const [end, sign] = Number.isFinite(a) ? [a, 1] : [b, -1]
  return (
    settle(
      halfLine((u) => f(end + sign * u)),
      0,
    ) ?? Number.NaN
  )
}

/** The integral of |f| from a to b, which may be infinite, to a digit or so; 0 where it seems to diverge. */
export function magnitude(f: Integrand, a: number, b: number): number {
  if (a > b) return magnitude(f, b, a)
  if (!Number.isFinite(a) && !Number.isFinite(b)) return magnitude(f, a, 0) + magnitude(f, 0, b)
  const [end, sign] = Number.isFinite(a) ? [a, 1] : [b, -1]
  const rule = Number.isFinite(a) && Number.isFinite(b) ? finite(f, a, b) : halfLine((u) => f(end + sign * u))
  const [, size] = rule(coarse, 0)
  const [, other] = rule(coarse, coarse / 2)
  return size < 2 * other && other < 2 * size ? coarse * size : 0
}
const coarse = 1 / 8

/** Whether a value is what a quadrature came to, which may be wrong by a little of the integral of |f|, its size. */
export const agrees = (value: number, expected: number, size: number): boolean =>
  Math.abs(value - expected) <= 1e-6 * (Math.abs(expected) + 1e-2 * size)

const mostParts = 300

/** Halves what does not settle, from left to right; NaN where that does not end. */
function bisected(f: Integrand, a: number, b: number): number {
  let total = 0
  let scale = 0
  const open: [number, number][] = [[a, b]]
  for (let parts = 0; open.length > 0; parts++) {
    const [from, to] = open.pop()!
    const middle = from + (to - from) / 2
    const rough = (to - from) * f(middle)
    const part = settle(finite(f, from, to), scale)
    if (part !== undefined) total += part
    else if (to - from <= 4e-16 * Math.max(Math.abs(from), b - a)) {
      if (!(Math.abs(rough) <= 1e-10 * scale)) return Number.NaN
      total += rough
    } else if (parts > mostParts || Number.isNaN(rough)) return Number.NaN
    else {
      const [left, right] = jumpBetween(f, from, to) ?? [middle, middle]
      open.push([right, to], [from, left])
    }
    if (Number.isFinite(rough)) scale = Math.max(scale, Math.abs(rough))
  }
  return total
}

/** The neighbouring numbers between which a function jumps most, by halving the change of its value; undefined where it does not. */
function jumpBetween(f: Integrand, a: number, b: number): readonly [number, number] | undefined {
  let [low, high] = [f(a), f(b)]
  for (let middle = a + (b - a) / 2; middle !== a && middle !== b; middle = a + (b - a) / 2) {
    const value = f(middle)
    if (Math.abs(value - low) >= Math.abs(high - value)) [b, high] = [middle, value]
    else [a, low] = [middle, value]
  }
  return Math.abs(high - low) > 1e-6 * Math.max(Math.abs(low), Math.abs(high)) ? [a, b] : undefined
}

/** Refines until two steps agree; undefined where they do not. Differences of 1e-16 of the scale do not count. */
function settle(rule: Rule, scale: number): number | undefined {
  let h = 0.5
  let [total, size] = rule(h, 0)
  let last = Number.NaN
  for (let level = 0; level < 7; level++) {
    const [more, moreSize] = rule(h, h / 2)
    total += more
    size += moreSize
    h /= 2
    const value = total * h
    if (Number.isNaN(value)) return undefined
    // a jump inside: what is far from settled by then is halved sooner
    if (level > 2 && Math.abs(value - last) > 1e-3 * size * h) return undefined
    // the error of one step squares in the next
    if (level > 1 && Math.abs(value - last) <= Math.max(2e-10 * size * h, 1e-16 * scale)) {
      const [rest] = rule(h, h / 2)
      return ((total + rest) * h) / 2
    }
    last = value
  }
  return undefined
}

/** x = a + (b - a)/(1 + exp(-pi sinh t)), which keeps its distance from both ends to full accuracy. */
const finite =
  (f: Integrand, a: number, b: number): Rule =>
  (h, offset) => {
    const width = b - a
    let value = 0
    let size = 0
    let edge = 0
    for (let t = -6 + offset; t <= 6; t += h) {
      const e = Math.exp(-Math.PI * Math.abs(Math.sinh(t)))
      const near = e / (1 + e)
      const weight = (width * Math.PI * Math.cosh(t) * e) / ((1 + e) * (1 + e))
      const x = t < 0 ? a + width * near : b - width * near
      if (weight === 0 || x === a || x === b) continue
      const term = weight * f(x)
      if (!Number.isFinite(term)) {
        if (e > 1e-12) return nothing
        continue
      }
      value += term
      size += Math.abs(term)
      if (Math.abs(t) > 5) edge += Math.abs(term)
    }
    // what has not died away by then diverges
    return edge > 0.01 * size ? nothing : [value, size]
  }

/** u = exp(pi/2 sinh t) from 0 to infinity. */
const halfLine =
  (f: Integrand): Rule =>
  (h, offset) => {
    let value = 0
    let size = 0
    let edge = 0
    for (let t = -6 + offset; t <= 6; t += h) {
      const u = Math.exp((Math.PI / 2) * Math.sinh(t))
      const term = u * (Math.PI / 2) * Math.cosh(t) * f(u)
      if (!Number.isFinite(term)) continue
      value += term
      size += Math.abs(term)
      if (Math.abs(t) > 5) edge += Math.abs(term)
    }
    return edge > 0.01 * size ? nothing : [value, size]
  }
