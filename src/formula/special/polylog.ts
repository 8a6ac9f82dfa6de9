import { realValue } from './big/index.ts'
import { gamma } from './gamma.ts'
import { zeta } from './zeta.ts'

/** The polylogarithm Li_s(x) = sum x^k/k^s of real order, for x <= 1 (NaN beyond, where it is complex). */
export function polylog(s: number, x: number): number {
  if (Number.isNaN(s) || Number.isNaN(x) || x > 1) return NaN
  if (x === 0) return x
  if (x === 1) return s > 1 ? zeta(s) : Infinity
  if (s === 1) return -Math.log1p(-x)
  if (s === 0) return x / (1 - x)
  const integer = Math.floor(s) === s
  // formulas of real order lose digits beside the whole numbers, alternating ones below order 0
  if (!integer && (Math.abs(s - Math.round(s)) < 0.02 || s < 0)) return realValue('polylog', s, x)
  if (Math.abs(x) <= (integer ? 0.4 : 0.75)) return powerSeries(s, x)
  if (s < 0) return realValue('polylog', s, x)
  if (x > 0) return nearOne(s, Math.log(x))
  const w = Math.log(-x)
  if (Math.abs(w) < (integer ? 1 : 2.6)) return nearMinusOne(s, w)
  return integer ? inverted(s, w, x) : fermiDirac(s, w)
}

function powerSeries(s: number, x: number): number {
  const terms: number[] = []
  let power = x
  for (let k = 1; k < 1000; k++) {
    const term = power * k ** -s
    terms.push(term)
    power *= x
    if (Math.abs(term) < 1e-18 * Math.abs(terms[0]!) && k > -2 * s) break
  }
  return terms.reduceRight((sum, term) => sum + term, 0)
}

/** Li_s(e^m) = gamma(1-s) (-m)^(s-1) + sum zeta(s-k) m^k/k!, for -1 < m < 0 (DLMF 25.12.12). */
function nearOne(s: number, m: number): number {
  const pole = Math.floor(s) === s && s > 0 ? s - 1 : -1
  let sum = 0
  let power = 1
  let harmonic = 0
  let singular = pole < 0 ? gamma(1 - s) * (-m) ** (s - 1) : 0
  for (let k = 0; k < 120; k++) {
    if (k > 0) {
      power *= m / k
      harmonic += 1 / k
    }
    if (k === pole) singular = power * (harmonic - Math.log(-m))
    else sum += zeta(s - k) * power
    if (k > pole && Math.abs(power) * Math.abs(zeta(s - k)) < 1e-18 * Math.abs(sum) && zeta(s - k) !== 0)
      break
  }
  return sum + singular
}

/** Li_s(-e^w) = -sum eta(s-k) w^k/k! for |w| < pi, with eta(s) = (1 - 2^(1-s)) zeta(s). */
function nearMinusOne(s: number, w: number): number {
  let sum = 0
  let power = 1
  for (let k = 0; k < 170; k++) {
    if (k > 0) power *= w / k
    const term = eta(s - k) * power
    sum -= term
    if (term !== 0 && Math.abs(term) < 1e-18 * Math.abs(sum)) break
  }
  return sum
}

/** Dirichlet's alternating zeta function. */
export function eta(s: number): number {
  if (Math.abs(s - 1) < 1e-300) return Math.LN2
  return -Math.expm1((1 - s) * Math.LN2) * zeta(s)
}

/** Li_n(-e^w) = (-1)^(n+1) Li_n(-e^-w) - 2 sum eta(2k) w^(n-2k)/(n-2k)! for integer n (DLMF 25.12.7). */
function inverted(n: number, w: number, x: number): number {
  if (x > -1) return powerSeries(n, x)
  let sum = 0
  let factorial = 1
  let power = 1
  for (let j = 0; j <= n; j++) {
    if (j > 0) {
      factorial *= j
      power *= w
    }
    if ((n - j) % 2 === 0) sum += (n === j ? 0.5 : eta(n - j)) * (power / factorial)
  }
  const parity = n % 2 === 0 ? -1 : 1
  return parity * powerSeries(n, 1 / x) - 2 * sum
}

/** For w > 2: -1/gamma(s) times the integral of t^(s-1)/(e^(t-w) + 1), double-exponentially substituted; s > 0. */
function fermiDirac(s: number, w: number): number {
  if (w < 0) return powerSeries(s, -Math.exp(w))
  // Li_(s-1) = d/dw Li_s would raise the order; below 0 the integral diverges
  if (s <= 0) return NaN
  const h = 1 / 128
  let sum = 0
  for (let k = -1000; k <= 700; k++) {
    const u = k * h
    const t = w * Math.exp((Math.PI / 2) * Math.sinh(u))
    if (t - w > 700) break
    const weight = (Math.PI / 2) * Math.cosh(u) * t ** s
    sum += weight / (Math.exp(t - w) + 1)
  }
  return (-h * sum) / gamma(s)
}
