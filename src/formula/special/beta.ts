import { add, type DoubleDouble, dd, exp, HALF_LOG_2PI, subtract, twoSum } from './double-double.ts'
import { gammaSign, lgamma } from './gamma.ts'
import { logGamma, logGammaOf, signOfGamma } from './log-gamma.ts'

const isPole = (x: number): boolean => x <= 0 && Math.floor(x) === x

/** The beta function gamma(a) gamma(b)/gamma(a + b), continued to negative arguments; infinite at its poles. */
export function beta(a: number, b: number): number {
  const limit = limitOfBeta(a, b)
  if (limit !== undefined) return limit
  const sign = gammaSign(a) * gammaSign(b) * signOfGamma(twoSum(a, b))
  const log = logOfBeta(a, b)
  return sign * (log.hi > 709 ? exp({ hi: log.hi / 2, lo: log.lo / 2 }) ** 2 : exp(log))
}

/** log |beta(a, b)|. */
export function lbeta(a: number, b: number): number {
  const [least, most] = [Math.min(a, b), Math.max(a, b)]
  // a mirrored beta function may be too small for a number, which its logarithm is not
  const mirror = mirrorOf(least, most)
  if (mirror > 0) return lbeta(mirror, most)
  const limit = limitOfBeta(a, b)
  return limit === undefined ? logOfBeta(a, b).hi : Math.log(Math.abs(limit))
}

/** What the beta function is where one of the gamma functions has a pole, and of arguments that are not finite. */
function limitOfBeta(a: number, b: number): number | undefined {
  if (Number.isNaN(a) || Number.isNaN(b)) return NaN
  if (isPole(a)) return atPole(a, b)
  if (isPole(b)) return atPole(b, a)
  if (!Number.isFinite(a) || !Number.isFinite(b)) return a > 0 && b > 0 ? 0 : NaN
  const sum = twoSum(a, b)
  return sum.lo === 0 && isPole(sum.hi) ? 0 : undefined
}

/** At a = -n the beta function stays finite where b is an integer with n + 1 > b > 0: (-1)^b beta(1 - a - b, b). */
const mirrorOf = (a: number, b: number): number =>
  isPole(a) && b > 0 && Math.floor(b) === b ? 1 - a - b : NaN

function atPole(a: number, b: number): number {
  const mirror = mirrorOf(a, b)
  if (mirror > 0) return (b % 2 === 0 ? 1 : -1) * beta(mirror, b)
  return a === 0 ? Math.sign(1 / a) * Infinity : Infinity
}

function logOfBeta(a: number, b: number): DoubleDouble {
  const large = Math.max(a, b)
  // beyond the digits of the exact difference: Stirling's series for the larger, or for both
  if (large > 1e16) {
    const small = Math.min(a, b)
    const grown = Math.log1p(small / large)
    const head =
      small < 1e8
        ? lgamma(small) + small * (1 - Math.log(large) - grown)
        : HALF_LOG_2PI.hi - Math.log(small) / 2 - small * Math.log1p(large / small)
    return dd(head - (large - 0.5) * grown)
  }
  const sum = twoSum(a, b)
  return subtract(add(logGamma(a), logGamma(b)), logGammaOf(sum))
}
