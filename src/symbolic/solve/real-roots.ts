/** p(x) with coefficients from degree 0, by Horner's rule. */
export const valueAt = (p: readonly number[], x: number): number => p.reduceRight((s, c) => s * x + c, 0)

/**
 * The real roots of a square-free polynomial in float64, rising: between the roots of its derivative it is monotonic,
 * so a change of sign encloses exactly one.
 */
export function realRoots(p: readonly number[]): number[] {
  const degree = p.length - 1
  if (degree < 1) return []
  if (degree === 1) return [-p[0]! / p[1]!]
  const turning = realRoots(p.slice(1).map((c, k) => c * (k + 1)))
  // Cauchy's bound
  const bound = 1 + Math.max(...p.slice(0, -1).map((c) => Math.abs(c / p[degree]!)))
  const marks = [-bound, ...turning.filter((t) => Math.abs(t) < bound), bound]
  const roots: number[] = []
  for (let i = 0; i + 1 < marks.length; i++) {
    const root = bisect((x) => valueAt(p, x), marks[i]!, marks[i + 1]!)
    if (root !== undefined && root !== roots.at(-1)) roots.push(root)
  }
  return roots
}

/** A root of f between a and b, where it changes sign, to the last bit or so. */
export function bisect(f: (x: number) => number, a: number, b: number): number | undefined {
  let fa = f(a)
  const fb = f(b)
  if (fa === 0) return a
  if (fb === 0) return b
  if (!(fa * fb < 0)) return Math.sign(fa) * Math.sign(fb) < 0 ? refine(f, a, b, fa) : undefined
  for (let i = 0; i < 200; i++) {
    const m = a + (b - a) / 2
    if (m === a || m === b) break
    const fm = f(m)
    if (fm === 0) return m
    if (Math.sign(fm) === Math.sign(fa)) {
      a = m
      fa = fm
    } else b = m
  }
  return Math.abs(f(a)) <= Math.abs(f(b)) ? a : b
}

/** Bisection by signs alone, where the product of the values underflows. */
function refine(f: (x: number) => number, a: number, b: number, fa: number): number {
  for (let i = 0; i < 200; i++) {
    const m = a + (b - a) / 2
    if (m === a || m === b) break
    if (Math.sign(f(m)) === Math.sign(fa)) a = m
    else b = m
  }
  return a
}
