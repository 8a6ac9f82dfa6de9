import { NoValue } from './accurate.ts'
import type { BigComplex, Field } from './complex.ts'
import * as r from './real.ts'

/**
 * Lambert's W on branch k: w e^w = z, from the asymptotic form log z + 2 pi i k - log(...) or the square root at the
 * branch point -1/e by Halley's iteration.
 *
 * Source: Corless et al., On the Lambert W function, 1996.
 */
export function lambertW(f: Field, z: BigComplex, k: number): BigComplex {
  if (!Number.isInteger(k)) throw new NoValue()
  if (f.isZero(z)) {
    if (k === 0) return z
    throw new NoValue()
  }
  let w = start(f, z, k)
  for (let step = 0; step < 100; step++) {
    // f = w - z e^-w; Halley's step on it
    const e = f.exp(f.negate(w))
    const g = f.subtract(w, f.multiply(z, e))
    const above = f.plus(w, 1)
    if (f.isZero(above)) return w
    const next = f.subtract(above, f.divide(f.multiply(f.plus(w, 2), g), f.shift(above, 1)))
    const change = f.divide(g, next)
    w = f.subtract(w, change)
    if (f.magnitude(change) < f.magnitude(w) - f.bits / 3 - 4 && step > 1) {
      const last = f.exp(f.negate(w))
      const rest = f.subtract(w, f.multiply(z, last))
      return f.subtract(w, f.divide(rest, f.plus(w, 1)))
    }
    if (f.isZero(change)) return w
  }
  throw new NoValue()
}

function start(f: Field, z: BigComplex, k: number): BigComplex {
  const [x, y] = [r.toNumber(z.re), r.toNumber(z.im)]
  const nearBranch = Math.hypot(x + 1 / Math.E, y) < 0.3
  if (nearBranch && (k === 0 || (k === -1 && y >= 0) || (k === 1 && y < 0))) {
    // p = sqrt(2 (e z + 1)), w = -1 + p - p^2/3; on the branches 1 and -1 the other root
    const p = f.sqrt(f.shift(f.plus(f.multiply(z, f.exp(f.of(1))), 1), 1))
    const q = k === 0 ? p : f.negate(p)
    return f.plus(f.subtract(q, f.over(f.square(q), 3)), -1)
  }
  if (k === 0 && Math.hypot(x, y) < 0.6) return f.subtract(z, f.square(z))
  if (k === 0 && Math.hypot(x, y) < 3 && x > -0.6) return f.log(f.plus(z, 1))
  const l1 = f.add(f.log(z), f.scale(f.timesI(f.pi), 2 * k))
  if (f.magnitude(l1) < -1) return f.of(0.6)
  const l2 = f.log(l1)
  return f.add(f.subtract(l1, l2), f.divide(l2, l1))
}
