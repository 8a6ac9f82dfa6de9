import type { Complex } from '../complex.ts'
import { accurate, NoValue } from './accurate.ts'
import * as bessel from './bessel.ts'
import type { BigComplex, Field } from './complex.ts'
import { functions as elementary } from './elementary-functions.ts'
import * as elliptic from './elliptic.ts'
import * as errors from './error.ts'
import { erfcinv, erfinv } from './error-inverse.ts'
import * as factorials from './factorials.ts'
import * as gammas from './gamma.ts'
import * as hyper from './hypergeometric.ts'
import * as integrals from './integrals.ts'
import { lambertW } from './lambert.ts'
import { lerch, stieltjes } from './lerch.ts'
import * as orthogonal from './orthogonal.ts'
import { polylog } from './polylog.ts'
import * as r from './real.ts'
import { struve } from './struve.ts'

export type BigFunction = (f: Field, ...args: BigComplex[]) => BigComplex

/** A function that takes a whole number first. */
const whole =
  (rule: (f: Field, n: number, z: BigComplex) => BigComplex): BigFunction =>
  (f, n, z) => {
    const order = f.integer(n!)
    if (order === undefined || order < 0 || order > 1000) throw new NoValue()
    return rule(f, order, z!)
  }

/** psi^(n)(z) = (-1)^(n+1) n! zeta(n + 1, z) */
const polygamma = whole((f, n, z) => {
  if (n === 0) return gammas.digamma(f, z)
  let factorial = f.of(n % 2 === 0 ? -1 : 1)
  for (let k = 2; k <= n; k++) factorial = f.scale(factorial, k)
  return f.multiply(factorial, gammas.hurwitz(f, f.of(n + 1), z))
})

const pFq =
  (p: number, q: number): BigFunction =>
  (f, ...args) =>
    hyper.series(f, args.slice(0, p), args.slice(p, p + q), args[p + q]!)

/** Functions of complex arguments by the names of the pages of derivatives. */
const functions: Readonly<Record<string, BigFunction>> = {
  ...elementary,
  power: (f, a, b) => f.power(a!, b!),
  gamma: gammas.gamma,
  lgamma: gammas.logGamma,
  digamma: gammas.digamma,
  trigamma: (f, z) => gammas.hurwitz(f, f.of(2), z!),
  polygamma,
  harmonic: (f, z) => f.add(gammas.digamma(f, f.plus(z!, 1)), f.eulerGamma),
  factorial: (f, z) => gammas.gamma(f, f.plus(z!, 1)),
  beta: factorials.beta,
  lbeta: (f, a, b) =>
    f.subtract(f.add(gammas.logGamma(f, a!), gammas.logGamma(f, b!)), gammas.logGamma(f, f.add(a!, b!))),
  factorial2: gammas.doubleFactorial,
  binomial: factorials.binomial,
  risingfactorial: factorials.risingFactorial,
  fallingfactorial: factorials.fallingFactorial,
  zeta: gammas.zeta,
  hurwitz: gammas.hurwitz,
  polylog: polylog,
  besselj: bessel.besselJ,
  bessely: bessel.besselY,
  besseli: bessel.besselI,
  besselk: bessel.besselK,
  i0: (f, z) => bessel.besselI(f, f.of(0), z!),
  i1: (f, z) => bessel.besselI(f, f.of(1), z!),
  airyai: (f, z) => bessel.airy(f, z!, 0),
  airyaiprime: (f, z) => bessel.airy(f, z!, 1),
  airybi: (f, z) => bessel.airy(f, z!, 2),
  airybiprime: (f, z) => bessel.airy(f, z!, 3),
  Ei: integrals.expintegralEi,
  E1: integrals.expintegral1,
  expint: integrals.expintegral,
  li: integrals.logIntegral,
  Si: (f, z) => integrals.sineIntegral(f, z!, -1),
  Shi: (f, z) => integrals.sineIntegral(f, z!, 1),
  Ci: (f, z) => integrals.cosineIntegral(f, z!, -1),
  Chi: (f, z) => integrals.cosineIntegral(f, z!, 1),
  erf: errors.erf,
  erfc: errors.erfc,
  erfcx: errors.erfcx,
  erfi: errors.erfi,
  dawson: errors.dawson,
  erfinv,
  erfcinv,
  ndtri: (f, p) => f.negate(f.multiply(f.sqrt(f.of(2)), erfcinv(f, f.shift(p!, 1)))),
  fresnels: integrals.fresnelS,
  fresnelc: integrals.fresnelC,
  lowergamma: integrals.gammaLower,
  uppergamma: integrals.gammaUpper,
  gammap: (f, a, z) => f.multiply(integrals.gammaLower(f, a!, z!), gammas.reciprocalGamma(f, a!)),
  gammaq: (f, a, z) => f.multiply(integrals.gammaUpper(f, a!, z!), gammas.reciprocalGamma(f, a!)),
  betainc: integrals.betaIncomplete,
  betaregularized: (f, a, b, z) =>
    f.divide(integrals.betaIncomplete(f, a!, b!, z!), factorials.beta(f, a!, b!)),
  elliptic_k: elliptic.ellipticK,
  elliptic_e: elliptic.ellipticE,
  elliptic_pi: elliptic.ellipticPi,
  elliptic_f: elliptic.ellipticF,
  elliptic_einc: elliptic.ellipticEIncomplete,
  elliptic_piinc: elliptic.ellipticPiIncomplete,
  hyp0f1: pFq(0, 1),
  hyp1f1: hyper.kummer,
  hyp2f1: hyper.gauss,
  hyperu: hyper.tricomi,
  hyp1f2: pFq(1, 2),
  hyp2f2: pFq(2, 2),
  hyp3f2: pFq(3, 2),
  ...orthogonal.functions,
  lerchphi: lerch,
  stieltjes,
  struveh: (f, n, z) => struve(f, n!, z!, -1),
  struvel: (f, n, z) => struve(f, n!, z!, 1),
  LambertW: (f, z, k) => lambertW(f, z!, k === undefined ? 0 : r.toNumber(k.re)),
}

/** The function of that name in a field of any precision, or undefined. It throws NoValue at poles. */
export const bigFunction = (name: string): BigFunction | undefined =>
  Object.hasOwn(functions, name) ? functions[name] : undefined

/** Whether there is a function of that name for complex arguments. */
export const hasComplex = (name: string): boolean => Object.hasOwn(functions, name)

/**
 * A special function of complex arguments, by multi-precision arithmetic that is refined until the float64 result
 * stands: slow (a tenth of a millisecond to some tens), and right to the last place but for rounding. NaN at poles.
 */
export function complexValue(name: string, args: readonly Complex[]): Complex {
  if (args.some((z) => !Number.isFinite(z.re) || !Number.isFinite(z.im))) return { re: NaN, im: NaN }
  const f = functions[name]!
  const sizes = args.flatMap((z) => [Math.abs(z.re), Math.abs(z.im)]).filter((x) => x > 0)
  // a large argument stands in a phase or an exponent; what a small one beside 1 makes different shows with more bits only
  const [large, small] = [Math.max(1, ...sizes), Math.min(1, ...sizes)]
  const start = 96 + Math.ceil(2 * Math.log2(large))
  const certain = start + Math.ceil(-Math.log2(small))
  return accurate((field) => f(field, ...args.map((z) => field.of(z.re, z.im))), start, certain)
}

/** The same for real arguments with a real value. */
export function realValue(name: string, ...args: number[]): number {
  const { re, im } = complexValue(
    name,
    args.map((x) => ({ re: x, im: 0 })),
  )
  return Math.abs(im) <= 1e-30 * Math.abs(re) ? re : NaN
}
