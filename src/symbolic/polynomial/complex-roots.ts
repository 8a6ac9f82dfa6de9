/**
 * All complex roots of a polynomial with real coefficients (from degree 0) in float64, by simultaneous iteration.
 *
 * Source: Aberth, Iteration methods for finding all zeros of a polynomial simultaneously, 1973; Bini, Numerical
 * computation of polynomial zeros by means of Aberth's method, 1996.
 */
export function complexRoots(p: readonly number[]): [re: number, im: number][] {
  const n = p.length - 1
  const roots = startingPoints(p)
  for (let step = 0; step < 500; step++) {
    let change = 0
    for (let i = 0; i < n; i++) {
      const [x, y] = roots[i]!
      const [nr, ni] = newtonStep(p, x, y)
      let [sr, si] = [0, 0]
      for (let j = 0; j < n; j++) {
        if (j === i) continue
        const [r, t] = quotient(1, 0, x - roots[j]![0], y - roots[j]![1])
        sr += r
        si += t
      }
      // newton/(1 - newton * sum)
      const [wr, wi] = quotient(nr, ni, 1 - (nr * sr - ni * si), -(nr * si + ni * sr))
      if (!Number.isFinite(wr) || !Number.isFinite(wi)) continue
      roots[i] = [x - wr, y - wi]
      change = Math.max(change, Math.hypot(wr, wi) / Math.hypot(x, y))
    }
    if (change < 1e-16) break
  }
  return roots.map((z) => withoutRounding(p, z)).sort((a, b) => a[0] - b[0] || a[1] - b[1])
}

/** On circles whose radii are the slopes of the upper hull of the logarithms of the coefficients, near the sizes of the roots. */
function startingPoints(p: readonly number[]): [number, number][] {
  const hull: (readonly [k: number, log: number])[] = []
  p.forEach((c, k) => {
    if (c === 0) return
    const next = [k, Math.log(Math.abs(c))] as const
    while (hull.length > 1 && slope(hull.at(-2)!, hull.at(-1)!) <= slope(hull.at(-1)!, next)) hull.pop()
    hull.push(next)
  })
  return hull.slice(1).flatMap((end, i) => {
    const start = hull[i]!
    const count = end[0] - start[0]
    const radius = Math.exp(-slope(start, end))
    return Array.from({ length: count }, (_, k): [number, number] => {
      const angle = (2 * Math.PI * k) / count + 0.4 + i
      return [radius * Math.cos(angle), radius * Math.sin(angle)]
    })
  })
}

const slope = (a: readonly [number, number], b: readonly [number, number]): number =>
  (b[1] - a[1]) / (b[0] - a[0])

/** p(z)/p'(z); outside of the unit circle by the polynomial in 1/z, which does not overflow. */
function newtonStep(p: readonly number[], x: number, y: number): [number, number] {
  if (Math.hypot(x, y) <= 1) {
    const { value, derivative } = horner(p, x, y)
    return quotient(value[0], value[1], derivative[0], derivative[1])
  }
  // p = z^n q(w) with w = 1/z: p'/p = (n - w q'/q)/z
  const n = p.length - 1
  const w = quotient(1, 0, x, y)
  const { value, derivative } = horner([...p].reverse(), w[0], w[1])
  const [ratio, ratioIm] = quotient(derivative[0], derivative[1], value[0], value[1])
  const [re, im] = [n - (w[0] * ratio - w[1] * ratioIm), -(w[0] * ratioIm + w[1] * ratio)]
  return value[0] === 0 && value[1] === 0 ? [0, 0] : quotient(x, y, re, im)
}

function horner(
  p: readonly number[],
  x: number,
  y: number,
): { value: [number, number]; derivative: [number, number] } {
  let [fr, fi, dr, di] = [0, 0, 0, 0]
  for (let k = p.length - 1; k >= 0; k--) {
    ;[dr, di] = [dr * x - di * y + fr, dr * y + di * x + fi]
    ;[fr, fi] = [fr * x - fi * y + p[k]!, fr * y + fi * x]
  }
  return { value: [fr, fi], derivative: [dr, di] }
}

/** A root without the real or imaginary part that is no more than its error. */
function withoutRounding(p: readonly number[], [re, im]: [number, number]): [number, number] {
  const size = Math.hypot(re, im)
  if (size === 0) return [0, 0]
  // rounding in p(z) over p'(z), both over |z|^n
  const terms = p.map((c, k) => Math.abs(c) * size ** (k - p.length + 1))
  const slopes = p.map((c, k) => c * k * size ** (k - p.length))
  const z = Math.atan2(im, re)
  const derivative = Math.hypot(
    slopes.reduce((s, c, k) => s + c * Math.cos((k - 1) * z), 0),
    slopes.reduce((s, c, k) => s + c * Math.sin((k - 1) * z), 0),
  )
  const error = (16 * Number.EPSILON * terms.reduce((s, t) => s + t, 0)) / derivative
  return [Math.abs(re) <= error ? 0 : re, Math.abs(im) <= error ? 0 : im]
}

function quotient(a: number, b: number, c: number, d: number): [number, number] {
  // by the larger part, so that no square overflows
  if (Math.abs(c) >= Math.abs(d)) {
    const r = d / c
    const size = c + d * r
    return [(a + b * r) / size, (b - a * r) / size]
  }
  const r = c / d
  const size = c * r + d
  return [(a * r + b) / size, (b * r - a) / size]
}
