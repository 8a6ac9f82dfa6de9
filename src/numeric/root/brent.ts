/** A scalar search: where it stands and why it ended. */
export interface ScalarRoot {
  readonly x: number
  readonly value: number
  readonly iterations: number
  readonly status: 'converged' | 'max-iterations' | 'stopped' | 'aborted' | 'failed'
}

/** What a scalar search asks after each iteration. */
export type ScalarReport = (x: number, value: number) => 'max-iterations' | 'stopped' | 'aborted' | undefined

/**
 * A root of f between a and b, where fa and fb have opposite signs: inverse quadratic interpolation and the secant
 * where they converge, bisection where they do not; it always ends.
 *
 * Source: R. P. Brent, Algorithms for Minimization without Derivatives (1973), chapter 4.
 */
export function brent(
  f: (x: number) => number,
  a: number,
  fa: number,
  b: number,
  fb: number,
  tolerance: number,
  report: ScalarReport,
): ScalarRoot {
  const [width, least] = [Math.abs(b / 2 - a / 2), Math.min(Math.abs(fa), Math.abs(fb))]
  let [c, fc] = [a, fa]
  let d = b - a
  let e = d
  for (let iterations = 0; ; iterations++) {
    if (fb > 0 === fc > 0) {
      ;[c, fc] = [a, fa]
      d = e = b - a
    }
    if (Math.abs(fc) < Math.abs(fb)) {
      ;[a, b, c] = [b, c, b]
      ;[fa, fb, fc] = [fb, fc, fb]
    }
    const told = report(b, fb)
    // halved first: ends far out must not overflow
    const half = c / 2 - b / 2
    const near = 2 * Number.EPSILON * Math.abs(b) + tolerance / 2
    if (fb === 0) return { x: b, value: fb, iterations, status: 'converged' }
    if (Math.abs(half) <= near) {
      // near a root f is far smaller than it was at the ends; at a jump or a pole it is not
      const jump = Math.abs(half) < 2 ** -20 * width && Math.abs(fb) >= least
      return { x: b, value: fb, iterations, status: jump ? 'failed' : 'converged' }
    }
    if (told !== undefined) return { x: b, value: fb, iterations, status: told }
    if (Math.abs(e) >= near && Math.abs(fa) > Math.abs(fb)) {
      const s = fb / fa
      let p: number
      let q: number
      if (a === c) {
        p = 2 * half * s
        q = 1 - s
      } else {
        const [t, r] = [fa / fc, fb / fc]
        p = s * (2 * half * t * (t - r) - (b - a) * (r - 1))
        q = (t - 1) * (r - 1) * (s - 1)
      }
      if (p > 0) q = -q
      p = Math.abs(p)
      if (2 * p < Math.min(3 * half * q - Math.abs(near * q), Math.abs(e * q))) {
        e = d
        d = p / q
      } else d = e = half
    } else d = e = half
    ;[a, fa] = [b, fb]
    b += Math.abs(d) > near ? d : half > 0 ? near : -near
    fb = f(b)
  }
}
