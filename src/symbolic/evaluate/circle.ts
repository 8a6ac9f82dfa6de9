import type { Complex } from '../../formula/special/complex.ts'
import * as c from '../../formula/special/complex.ts'
import { spend } from '../work.ts'

type Analytic = (z: Complex) => Complex

/** Radii of circles about the place, and the points on each: the error falls as (radius/distance of a singularity)^points. */
const radii = [1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 32]
const points = 32
/** How well two circles must agree. */
const agreement = 1e-9

/**
 * The derivative of order n of an analytic function, by Cauchy's integral over a circle; NaN where no two circles agree, as
 * beside a singularity.
 *
 * Accuracy: near 1e-14 for n = 1.
 * Source: Lyness and Moler, Numerical differentiation of analytic functions, 1967.
 */
export function derivativeOnCircle(f: Analytic, z: Complex, n: number): Complex {
  let best = c.complex(Number.NaN, Number.NaN)
  let least = agreement
  let last: Complex | undefined
  for (const radius of radii) {
    const value = onCircle(f, z, n, radius)
    const gap = last === undefined ? Number.NaN : c.abs(c.subtract(value, last)) / c.abs(value)
    // the smaller circle is farther from singularities
    if (gap <= least) [best, least] = [value, gap]
    if (gap < 1e-13) break
    last = value
  }
  return best
}

function onCircle(f: Analytic, z: Complex, n: number, radius: number): Complex {
  spend(100 * points)
  let total = c.complex(0)
  let factor = 1
  for (let k = 1; k <= n; k++) factor *= k / radius
  for (let k = 0; k < points; k++) {
    const turn = (2 * Math.PI * k) / points
    const at = c.complex(z.re + radius * Math.cos(turn), z.im + radius * Math.sin(turn))
    total = c.add(total, c.multiply(f(at), c.complex(Math.cos(n * turn), -Math.sin(n * turn))))
  }
  return c.scale(total, factor / points)
}
