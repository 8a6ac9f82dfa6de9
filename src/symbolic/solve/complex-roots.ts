/**
 * All complex roots of a polynomial with real coefficients (from degree 0) in float64, by simultaneous iteration.
 *
 * Source: Aberth, Iteration methods for finding all zeros of a polynomial simultaneously, 1973.
 */
export function complexRoots(p: readonly number[]): [re: number, im: number][] {
  const n = p.length - 1
  const lead = p[n]!
  const c = p.map((v) => v / lead)
  const radius = Math.max(...c.slice(0, -1).map((v, k) => Math.abs(v) ** (1 / (n - k)))) * 1.2 || 1
  const roots: [number, number][] = Array.from({ length: n }, (_, k) => {
    const angle = (2 * Math.PI * k) / n + 0.4
    return [radius * Math.cos(angle), radius * Math.sin(angle)]
  })
  for (let step = 0; step < 500; step++) {
    let change = 0
    for (let i = 0; i < n; i++) {
      const [x, y] = roots[i]!
      let [fr, fi, dr, di] = [0, 0, 0, 0]
      for (let k = n; k >= 0; k--) {
        ;[dr, di] = [dr * x - di * y + fr, dr * y + di * x + fi]
        ;[fr, fi] = [fr * x - fi * y + c[k]!, fr * y + fi * x]
      }
      const [nr, ni] = quotient(fr, fi, dr, di)
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
      change = Math.max(change, Math.hypot(wr, wi) / Math.max(1, Math.hypot(x, y)))
    }
    if (change < 1e-16) break
  }
  return roots
    .map(([re, im]): [number, number] => [
      Math.abs(re) < 1e-14 * radius ? 0 : re,
      Math.abs(im) < 1e-12 * Math.max(1, Math.abs(re)) ? 0 : im,
    ])
    .sort((a, b) => a[0] - b[0] || a[1] - b[1])
}

function quotient(a: number, b: number, c: number, d: number): [number, number] {
  const size = c * c + d * d
  return [(a * c + b * d) / size, (b * c - a * d) / size]
}
