import type { Lanes, V } from '../math/lanes.ts'

/** A complex number in each lane. */
export interface Complex {
  readonly re: V
  readonly im: V
}

export const held = (l: Lanes, { re, im }: Complex): Complex => ({ re: l.let(re), im: l.let(im) })
const plus = (l: Lanes, a: Complex, b: Complex): Complex => ({ re: l.add(a.re, b.re), im: l.add(a.im, b.im) })
const minus = (l: Lanes, a: Complex, b: Complex): Complex => ({
  re: l.sub(a.re, b.re),
  im: l.sub(a.im, b.im),
})
export const times = (l: Lanes, a: Complex, w: Complex): Complex => ({
  re: l.nfma(a.im, w.im, l.mul(a.re, w.re)),
  im: l.fma(a.im, w.re, l.mul(a.re, w.im)),
})
/** a + ib, a - ib */
const turned = (l: Lanes, a: Complex, b: Complex): [Complex, Complex] => [
  { re: l.sub(a.re, b.im), im: l.add(a.im, b.re) },
  { re: l.add(a.re, b.im), im: l.sub(a.im, b.re) },
]

/** The transform of so few numbers: y_t = sum_k x_k exp(sign 2 pi i k t / r). */
export function butterfly(l: Lanes, x: readonly Complex[], sign: number): Complex[] {
  const [x0, x1, x2, x3] = x as [Complex, Complex, Complex, Complex]
  const r = x.length
  if (r === 2) return [plus(l, x0, x1), minus(l, x0, x1)]
  if (r === 4) {
    const [a, b, c, d] = [plus(l, x0, x2), minus(l, x0, x2), plus(l, x1, x3), minus(l, x1, x3)].map((y) =>
      held(l, y),
    ) as [Complex, Complex, Complex, Complex]
    const [y1, y3] = turned(l, b, d)
    return [plus(l, a, c), sign > 0 ? y1 : y3, minus(l, a, c), sign > 0 ? y3 : y1]
  }
  // x_k and x_(r-k) have the same cosines and opposite sines
  const half = (r - 1) / 2
  const across = (combine: typeof plus): Complex[] =>
    Array.from({ length: half }, (_, k) => held(l, combine(l, x[k + 1]!, x[r - 1 - k]!)))
  const [sums, differences] = [across(plus), across(minus)]
  const y: Complex[] = [sums.reduce((sum, s) => plus(l, sum, s), x0)]
  for (let t = 1; t <= half; t++) {
    const angles = sums.map((_, k) => (2 * Math.PI * (((k + 1) * t) % r)) / r)
    const even = (field: 're' | 'im'): V =>
      sums.reduce((sum, s, k) => l.fma(s[field], Math.cos(angles[k]!), sum), x0[field])
    const odd = (field: 're' | 'im'): V =>
      differences.reduce<V | undefined>((sum, d, k) => {
        const sine = sign * Math.sin(angles[k]!)
        return sum ? l.fma(d[field], sine, sum) : l.mul(d[field], sine)
      }, undefined)!
    const [forth, back] = turned(
      l,
      held(l, { re: even('re'), im: even('im') }),
      held(l, { re: odd('re'), im: odd('im') }),
    )
    y[t] = forth
    y[r - t] = back
  }
  return y
}
