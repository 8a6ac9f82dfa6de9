import type { Box } from '../evaluate.ts'

/** How a missing gradient is replaced by differences. */
export type GradientMethod = 'forward' | 'central'

/**
 * Writes the difference gradient of f at x. Steps are relative to each coordinate (to its start where it came close
 * to 0), and turn inward at a bound or where f is not finite.
 */
export function numericGradient(
  f: (x: Float64Array) => number,
  method: GradientMethod,
  start: Float64Array,
  box: Box,
): (x: Float64Array, value: number, out: Float64Array) => void {
  const relative = method === 'forward' ? 2 ** -26 : 2 ** -17.5
  const least = start.map((v) => 1e-2 * (Math.abs(v) || 1))
  return (x, value, out) => {
    const p = x.slice()
    for (let i = 0; i < p.length; i++) {
      const xi = x[i]!
      const [lower, upper] = [box.lower[i]!, box.upper[i]!]
      const h = Math.min(relative * Math.max(Math.abs(xi), least[i]!), Math.max(upper - xi, xi - lower))
      if (h === 0) {
        // a coordinate that its bounds hold fast
        out[i] = 0
        continue
      }
      if (!box.limits && method === 'central') {
        p[i] = xi + h
        const up = f(p)
        p[i] = xi - h
        const down = f(p)
        p[i] = xi
        if (Number.isFinite(up) && Number.isFinite(down)) {
          out[i] = (up - down) / (xi + h - (xi - h))
          continue
        }
      }
      const at = (t: number) => {
        p[i] = t
        return f(p)
      }
      const up = xi + h <= upper ? at(xi + h) : Number.POSITIVE_INFINITY
      if (method === 'forward' && Number.isFinite(up)) {
        out[i] = (up - value) / (xi + h - xi)
      } else {
        const down = xi - h >= lower ? at(xi - h) : Number.POSITIVE_INFINITY
        if (Number.isFinite(up) && Number.isFinite(down)) out[i] = (up - down) / (xi + h - (xi - h))
        else {
          // one-sided, of second order: (4 f(x+h) - 3 f(x) - f(x+2h)) / 2h
          const side = Number.isFinite(up) ? 1 : -1
          const near = side > 0 ? up : down
          const t = xi + 2 * side * h
          const far = t >= lower && t <= upper ? at(t) : Number.POSITIVE_INFINITY
          out[i] = Number.isFinite(far)
            ? (4 * near - 3 * value - far) / (2 * side * h)
            : (near - value) / (side * h)
        }
      }
      p[i] = xi
    }
  }
}
