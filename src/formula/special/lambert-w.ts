import { add, dd, multiply } from './double-double.ts'

const E = { hi: Math.E, lo: 1.4456468917292502e-16 }

/**
 * Lambert's W, the solution w of w e^w = x: branch 0 for x >= -1/e (w >= -1), branch -1 for -1/e <= x < 0 (w <= -1).
 *
 * Example: `lambertW(1) // 0.5671432904097838`
 */
export function lambertW(x: number, branch: 0 | -1 = 0): number {
  if (Number.isNaN(x) || (branch === -1 && x > 0)) return NaN
  if (x === 0) return branch === 0 ? x : -Infinity
  if (x === Infinity) return Infinity
  // 1 + e x in double-double: the distance from the branch point
  const q = add(dd(1), multiply(E, dd(x))).hi
  if (q < 0) return q > -1e-16 ? -1 : NaN
  const p = (branch === 0 ? 1 : -1) * Math.sqrt(2 * q)
  if (Math.abs(p) < 0.5) return nearBranchPoint(p)
  if (branch === 0 && Math.abs(x) < 1e-8) return x - x * x
  let w = start(x, p, branch)
  for (let i = 0; i < 20; i++) {
    const step = fritsch(x, w)
    w += step
    if (Math.abs(step) < 1e-8 * Math.abs(w)) break
  }
  // what the logarithm's rounding leaves is settled by one Newton step on w e^w = x, in the better scaled form
  return w + fritsch(x, w)
}

/** The series in p = +-sqrt(2(1 + e x)): -1 + p - p^2/3 + 11 p^3/72 - ... (Corless et al. 1996). */
function nearBranchPoint(p: number): number {
  return -1 + p * series(p)
}

const coefficients = branchPointCoefficients(36)

function series(p: number): number {
  let sum = 0
  for (let k = coefficients.length - 1; k >= 1; k--) sum = sum * p + coefficients[k]!
  return sum
}

/** Corless et al., On the Lambert W function (1996), (4.23): the recurrence for the coefficients mu_k. */
function branchPointCoefficients(n: number): number[] {
  const mu = [-1, 1]
  const alpha = [2, -1]
  for (let k = 2; k <= n; k++) {
    let a = 0
    for (let j = 2; j < k; j++) a += mu[j]! * mu[k + 1 - j]!
    alpha.push(a)
    mu.push(((k - 1) / (k + 1)) * (mu[k - 2]! / 2 + alpha[k - 2]! / 4) - alpha[k]! / 2 - mu[k - 1]! / (k + 1))
  }
  return mu
}

function start(x: number, p: number, branch: 0 | -1): number {
  if (branch === -1) {
    if (x < -0.2) return -1 + p * (1 - p / 3 + (11 / 72) * p * p)
    const l = Math.log(-x)
    const m = Math.log(-l)
    return l - m + m / l
  }
  if (x < 1) return x < -0.25 ? -1 + p * (1 - p / 3 + (11 / 72) * p * p) : x / (1 + x * 0.75)
  if (x < 3) return 0.6 * Math.log1p(x) + 0.15
  const l = Math.log(x)
  const m = Math.log(l)
  return l - m + m / l
}

/** Fritsch, Shafer and Crowley's fourth-order step for log(x/w) - w = 0 (CACM 1973, algorithm 443). */
function fritsch(x: number, w: number): number {
  const z = Math.log(x / w) - w
  const q = 2 * (1 + w) * (1 + w + (2 / 3) * z)
  return (w * z * (q - z)) / ((1 + w) * (q - 2 * z))
}
