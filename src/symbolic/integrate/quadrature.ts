/**
 * The integral of f from a to b, either of them infinite if need be, by double exponential quadrature; undefined where
 * refinement does not settle.
 *
 * Source: Takahasi and Mori, Double exponential formulas for numerical integration, 1974.
 */
export function quadrature(f: (x: number) => number, a: number, b: number): number | undefined {
  if (a > b) {
    const turned = quadrature(f, b, a)
    return turned === undefined ? undefined : -turned
  }
  if (a === b) return 0
  const middle = !Number.isFinite(a) && !Number.isFinite(b)
  // halves, so that an end point singularity keeps its full accuracy; off centre, so that no sample hits a pole
  const cuts = middle
    ? [a, 0.1234, b]
    : Number.isFinite(a) && Number.isFinite(b)
      ? [a, a + (b - a) * 0.4931, b]
      : [a, b]
  let total = 0
  for (let i = 0; i + 1 < cuts.length; i++) {
    const part = piece(f, cuts[i]!, cuts[i + 1]!)
    if (part === undefined) return undefined
    total += part
  }
  return total
}

function piece(f: (x: number) => number, a: number, b: number): number | undefined {
  const term = nodes(f, a, b)
  let last = Number.NaN
  for (let level = 3; level <= 9; level++) {
    const h = 2 ** -level
    let sum = 0
    for (let t = -6.2; t <= 6.2; t += h) sum += term(t)
    const value = sum * h
    const change = Math.abs(value - last)
    // a kink inside leaves slow convergence
    if (change <= (level < 9 ? 1e-9 : 1e-4) * Math.max(1, Math.abs(value))) return value
    last = value
  }
  return undefined
}

/** f(x(t)) x'(t) for the substitution that suits the ends. */
function nodes(f: (x: number) => number, a: number, b: number): (t: number) => number {
  const at = (x: number, weight: number): number => {
    if (!(weight > 0) || x <= a || x >= b) return 0
    const y = f(x)
    return Number.isFinite(y) ? y * weight : 0
  }
  if (Number.isFinite(a) && Number.isFinite(b))
    return (t) => {
      const s = (Math.PI / 2) * Math.sinh(t)
      const c = Math.cosh(s)
      return at(
        (a + b) / 2 + ((b - a) / 2) * Math.tanh(s),
        (((b - a) / 2) * ((Math.PI / 2) * Math.cosh(t))) / (c * c),
      )
    }
  const sign = Number.isFinite(a) ? 1 : -1
  const end = Number.isFinite(a) ? a : b
  return (t) => {
    const u = Math.exp((Math.PI / 2) * Math.sinh(t))
    return at(end + sign * u, u * (Math.PI / 2) * Math.cosh(t))
  }
}
