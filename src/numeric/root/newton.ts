import { brent, type ScalarReport, type ScalarRoot } from './brent.ts'

/**
 * Newton's method with damping: a step that does not lower |f| is halved. As soon as two points with opposite signs
 * are known, Brent's method ends the search between them if Newton's steps leave the bracket or stall.
 */
export function newton(
  f: (x: number) => number,
  slope: (x: number, value: number) => number,
  x0: number,
  f0: number,
  tolerance: number,
  report: ScalarReport,
): ScalarRoot {
  let [x, value] = [x0, f0]
  let other: { readonly x: number; readonly value: number } | undefined
  for (let iterations = 0; ; iterations++) {
    const told = report(x, value)
    if (value === 0) return { x, value, iterations, status: 'converged' }
    if (told !== undefined) return { x, value, iterations, status: told }
    const s = slope(x, value)
    const step = -value / s
    // at a stationary point, try both sides
    const trials = Number.isFinite(step)
      ? [step]
      : [0.1 * Math.max(1, Math.abs(x)), -0.1 * Math.max(1, Math.abs(x))]
    let next: { readonly x: number; readonly value: number } | undefined
    search: for (let share = 1; share > 1e-12; share /= 2) {
      for (const trial of trials) {
        const to = x + share * trial
        if (to === x) break search
        const there = f(to)
        if (Number.isFinite(there) && there > 0 !== value > 0 && other === undefined) other = { x, value }
        if (Math.abs(there) < Math.abs(value)) {
          next = { x: to, value: there }
          break search
        }
        if (Number.isFinite(there) && there > 0 !== value > 0) {
          // the root is between here and there
          return between(x, value, to, there, iterations)
        }
      }
    }
    const near = 4 * Number.EPSILON * Math.abs(x) + tolerance
    if (next === undefined) {
      // no lower point: at a root the step itself is within rounding
      if (Math.abs(step) <= near * 4) return { x, value, iterations, status: 'converged' }
      return { x, value, iterations, status: 'failed' }
    }
    if (next.value > 0 !== value > 0) other = { x, value }
    const moved = Math.abs(next.x - x)
    ;({ x, value } = next)
    if (moved <= near) return { x, value, iterations: iterations + 1, status: 'converged' }
    if (iterations >= 30 && other !== undefined && other.value > 0 !== value > 0) {
      return between(x, value, other.x, other.value, iterations)
    }
  }

  function between(a: number, fa: number, b: number, fb: number, iterations: number): ScalarRoot {
    const found = brent(f, a, fa, b, fb, tolerance, report)
    return { ...found, iterations: found.iterations + iterations }
  }
}
