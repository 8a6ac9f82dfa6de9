import { add, type DoubleDouble, dd, exp, subtract, twoSum } from './double-double.ts'
import { gammaSign, lgamma } from './gamma.ts'
import { logGamma, logGammaOf, signOfGamma } from './log-gamma.ts'

const isPole = (x: number): boolean => x <= 0 && Math.floor(x) === x

/** The beta function gamma(a) gamma(b)/gamma(a + b), continued to negative arguments; infinite at its poles. */
export function beta(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return NaN
  if (isPole(a)) return atPole(a, b)
  if (isPole(b)) return atPole(b, a)
  if (!Number.isFinite(a) || !Number.isFinite(b)) return a > 0 && b > 0 ? 0 : NaN
  const sum = twoSum(a, b)
  if (sum.lo === 0 && isPole(sum.hi)) return 0
  const sign = gammaSign(a) * gammaSign(b) * signOfGamma(sum)
  const log = logOfBeta(a, b)
  return sign * (log.hi > 709 ? exp({ hi: log.hi / 2, lo: log.lo / 2 }) ** 2 : exp(log))
}

/** log |beta(a, b)|. */
export function lbeta(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return NaN
  if (isPole(b) && !isPole(a)) return lbeta(b, a)
  // at poles as atPole
  if (isPole(a)) return Math.floor(b) === b && 1 - a - b > 0 ? lbeta(1 - a - b, b) : Infinity
  if (!Number.isFinite(a) || !Number.isFinite(b)) return a > 0 && b > 0 ? -Infinity : NaN
  const sum = twoSum(a, b)
  if (sum.lo === 0 && isPole(sum.hi)) return -Infinity
  return logOfBeta(a, b).hi
}

/** At a = -n the beta function stays finite where b is an integer with n + 1 > b > 0: (-1)^b beta(1 - a - b, b). */
function atPole(a: number, b: number): number {
  const integer = Math.floor(b) === b
  if (integer && 1 - a - b > 0) return (b % 2 === 0 ? 1 : -1) * beta(1 - a - b, b)
  return a === 0 ? Math.sign(1 / a) * Infinity : Infinity
}

function logOfBeta(a: number, b: number): DoubleDouble {
  const large = Math.max(a, b)
  // out of reach of exact products, where the leading terms have all digits
  if (large > 1e250) {
    const small = Math.min(a, b)
    if (small < 1e17) return dd(lgamma(small) - small * Math.log(large))
    return dd(-large * Math.log1p(small / large) - small * Math.log1p(large / small))
  }
  const sum = twoSum(a, b)
  return subtract(add(logGamma(a), logGamma(b)), logGammaOf(sum))
}
