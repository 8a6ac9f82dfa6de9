import type { Complex } from '../../formula/special/complex.ts'
import { evaluateComplex } from '../evaluate/complex.ts'
import { quadrature } from '../evaluate/quadrature.ts'
import type { Expr } from '../expr.ts'

const samples = 48
/** Halvings that find where a function leaves the real line. */
const halvings = 60

/**
 * Where between a and b an integrand, of which f has the real values, becomes complex or real again, as sqrt(x) does
 * at 0; undefined where it is real throughout.
 */
export function complexBetween(
  e: Expr,
  x: Expr,
  f: (t: number) => number,
  a: number,
  b: number,
): readonly number[] | undefined {
  const isComplex = (t: number): boolean => {
    if (!Number.isNaN(f(t))) return false
    const { re, im } = evaluateComplex(e, { [x.name]: t })
    return Number.isFinite(re) && Math.abs(im) > 1e-12 * Math.abs(re)
  }
  const places = Array.from({ length: samples }, (_, k) => placeBetween(a, b, (k + 0.4637) / samples))
  const complex = places.map(isComplex)
  const at: number[] = []
  for (let k = 1; k < samples; k++) {
    if (complex[k] === complex[k - 1]) continue
    let [low, high] = [places[k - 1]!, places[k]!]
    for (let i = 0; i < halvings; i++) {
      const middle = low + (high - low) / 2
      if (isComplex(middle) === complex[k - 1]) low = middle
      else high = middle
    }
    at.push(high)
  }
  return complex.includes(true) ? at : undefined
}

/** The point that divides an interval, which may be endless, so. */
export function placeBetween(a: number, b: number, share: number): number {
  if (Number.isFinite(a) && Number.isFinite(b)) return a + (b - a) * share
  if (Number.isFinite(a)) return a + share / (1 - share)
  return Number.isFinite(b) ? b - (1 - share) / share : Math.tan(Math.PI * (share - 0.5))
}

/** The quadrature of a complex integrand between neighbouring marks; undefined where a part of it does not settle. */
export function complexQuadrature(e: Expr, x: Expr, marks: readonly number[]): Complex | undefined {
  const integral = (part: 're' | 'im'): number => {
    let total = 0
    for (let i = 0; i + 1 < marks.length; i++)
      total += quadrature((t) => evaluateComplex(e, { [x.name]: t })[part], marks[i]!, marks[i + 1]!)
    return total
  }
  const value = { re: integral('re'), im: integral('im') }
  return Number.isNaN(value.re) || Number.isNaN(value.im) ? undefined : value
}
