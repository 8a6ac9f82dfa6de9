import type { Box } from '../evaluate.ts'
import { CoordinateSteps, type GradientMethod } from '../minimize/numericGradient.ts'

/**
 * The columns of the Jacobian of residuals by differences. Steps are relative to each parameter (to its start where
 * it came close to 0), and turn inward at a bound or where a residual is not finite.
 */
export function numericJacobian(
  residuals: (x: Float64Array) => Float64Array | undefined,
  method: GradientMethod,
  start: Float64Array,
  box: Box,
  coarseness = 1,
): (x: Float64Array, f: Float64Array) => Float64Array[] {
  const steps = new CoordinateSteps(method, start, box, 1e-3)
  return (x, f) => {
    const p = x.slice()
    return Array.from(x, (xj, j) => {
      const h = steps.at(x, j, coarseness)
      // a parameter that its bounds hold fast
      if (h === 0) return new Float64Array(f.length)
      const at = (t: number) => {
        if (t < box.lower[j]! || t > box.upper[j]!) return undefined
        p[j] = t
        const value = residuals(p)
        p[j] = xj
        return value
      }
      const up = at(xj + h)
      if (method === 'forward' && up !== undefined) return up.map((v, i) => (v - f[i]!) / (xj + h - xj))
      const down = at(xj - h)
      if (up !== undefined && down !== undefined) {
        const width = xj + h - (xj - h)
        return up.map((v, i) => (v - down[i]!) / width)
      }
      const side = up !== undefined ? 1 : -1
      const near = up ?? down
      if (near === undefined) return new Float64Array(f.length).fill(Number.NaN)
      const far = at(xj + 2 * side * h)
      if (far === undefined) return near.map((v, i) => (v - f[i]!) / (side * h))
      return near.map((v, i) => (4 * v - 3 * f[i]! - far[i]!) / (2 * side * h))
    })
  }
}
