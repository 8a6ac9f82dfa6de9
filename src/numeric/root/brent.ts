import type { CountedFunction, Place } from './counted.ts'
import { isRoot, type ScalarRoot } from './verdict.ts'

/**
 * A root of f between two places of opposite sign: inverse quadratic interpolation and the secant where they converge,
 * bisection where they do not; it always ends. A sign change by a jump or a pole is no root.
 *
 * Source: R. P. Brent, Algorithms for Minimization without Derivatives (1973), chapter 4.
 */
export function brent(f: CountedFunction, from: Place, to: Place): ScalarRoot {
  const width = Math.abs(to.x / 2 - from.x / 2)
  const [least, most] = [Math.abs(from.value), Math.abs(to.value)].sort((p, q) => p - q) as [number, number]
  // the best place, the one before it, and the one on the other side of the root
  let [b, a, c] = [to, from, from]
  let d = b.x - a.x
  let e = d
  let zeroTried = false
  for (let count = 0; ; count++) {
    if (b.value > 0 === c.value > 0) {
      c = a
      d = e = b.x - a.x
    }
    if (Math.abs(c.value) < Math.abs(b.value)) [a, b, c] = [b, c, b]
    const told = f.report(b)
    // halved first: ends far out must not overflow
    const half = c.x / 2 - b.x / 2
    const near = f.near(b.x) / 2
    const slope = half === 0 ? 0 : (c.value - b.value) / (2 * half)
    if (b.value === 0) return { ...b, slope, status: 'converged' }
    const size = Math.abs(b.value)
    if (Math.abs(half) <= near) {
      // near a root f is far smaller than it was at the ends, unless these were near it themselves
      const small = size <= least * Math.min(1e-2, Math.max(1e-9, (8 * near) / width))
      if (small || isRoot(f, b, least)) return { ...b, slope, status: 'converged' }
      return { ...b, slope, status: 'failed', reason: 'jump' }
    }
    const pole = size > 2 ** 40 * most && Math.abs(half) < 2 ** -30 * width
    if (pole) return { ...b, slope, status: 'failed', reason: 'jump' }
    if (told !== undefined) return { ...b, slope, status: told }
    if (count > 12 && !zeroTried && b.x * c.x < 0) {
      // half of all numbers between the ends are nearer to 0 than any that halving finds soon
      zeroTried = true
      const zero = f.at(0)
      if (!Number.isNaN(zero.value)) {
        a = b
        b = zero
        d = e = half
        continue
      }
    }
    const short = Math.abs(e) < near || Math.abs(a.value) <= size
    const ratio = short ? Number.NaN : interpolated(a, b, c, half)
    if (2 * Math.abs(ratio) < Math.min(3 * Math.abs(half) - near, Math.abs(e)) && ratio * half >= 0) {
      e = d
      d = ratio
    } else d = e = count > 40 ? middle(b.x, c.x) - b.x : half
    a = b
    b = f.defined(b.x + (Math.abs(d) > near ? d : half > 0 ? near : -near))
  }
}

/** The geometric mean of ends of one sign that differ by many powers of two, and the arithmetic mean of others. */
function middle(b: number, c: number): number {
  const ratio = b / c
  return (ratio > 2 ** -20 && ratio < 2 ** 20) || !(ratio > 0)
    ? b / 2 + c / 2
    : Math.sign(b) * Math.sqrt(Math.abs(b)) * Math.sqrt(Math.abs(c))
}

/** The step from b to where the inverse parabola (of two places: the chord) meets 0. */
function interpolated(a: Place, b: Place, c: Place, half: number): number {
  const s = b.value / a.value
  if (a.x === c.x) return (2 * half * s) / (s - 1)
  const [t, r] = [a.value / c.value, b.value / c.value]
  return (s * ((b.x - a.x) * (r - 1) - 2 * half * t * (t - r))) / ((t - 1) * (r - 1) * (s - 1))
}
