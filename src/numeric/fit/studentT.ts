/** log of the gamma function for x > 0, by Lanczos's approximation. */
function logGamma(x: number): number {
  const c = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ]
  const y = x - 1
  let sum = c[0]!
  for (let i = 1; i < 9; i++) sum += c[i]! / (y + i)
  const t = y + 7.5
  return 0.5 * Math.log(2 * Math.PI) + (y + 0.5) * Math.log(t) - t + Math.log(sum)
}

/** The regularised incomplete beta function, by its continued fraction (Lentz). */
function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x))
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, 1 - x)
  const tiny = 1e-300
  let c = 1
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || tiny)
  let h = d
  for (let m = 1; m < 1000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / (1 + even * d || tiny)
    c = 1 + even / c || tiny
    h *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / (1 + odd * d || tiny)
    c = 1 + odd / c || tiny
    h *= d * c
    if (Math.abs(d * c - 1) < 1e-16) break
  }
  return (front * h) / a
}

/** P(|Z| > t) of a normal variable, t >= 0: its series near 0, its continued fraction further out. */
function normalTail(t: number): number {
  const density = Math.exp((-t * t) / 2) * Math.sqrt(2 / Math.PI)
  if (t > 3) {
    let fraction = t
    for (let k = 100; k > 0; k--) fraction = t + k / fraction
    return density / fraction
  }
  let [term, sum] = [t, t]
  for (let k = 3; term > 1e-17 * sum; k += 2) sum += term *= (t * t) / k
  return 1 - density * sum
}

/** P(|T| > |t|) for Student's distribution with so many degrees of freedom; with Infinity, for the normal one. */
export function twoSidedP(t: number, degrees: number): number {
  if (Number.isNaN(t)) return Number.NaN
  if (degrees === Number.POSITIVE_INFINITY) return normalTail(Math.abs(t))
  return incompleteBeta(degrees / 2, 0.5, degrees / (degrees + t * t))
}

/** The t with P(|T| <= t) = level. */
export function studentQuantile(level: number, degrees: number): number {
  let [low, high] = [0, 1]
  while (twoSidedP(high, degrees) > 1 - level && high < 1e12) high *= 2
  for (let k = 0; k < 200 && high - low > 1e-15 * high; k++) {
    const t = (low + high) / 2
    if (twoSidedP(t, degrees) > 1 - level) low = t
    else high = t
  }
  return (low + high) / 2
}
