import { activationsIn } from '../../formula/activations.ts'
import { dawson, erf, erfc, erfcx, erfi, erfinv, ndtr, ndtri } from '../../formula/special/error.ts'
import { digamma, gamma, lgamma } from '../../formula/special/gamma.ts'
import * as special from '../../formula/special/index.ts'
import { byDigits, polygamma } from '../../formula/special/zeta.ts'

/** A real function of float64 arguments; NaN where the real function does not exist. */
export type RealFunction = (...args: number[]) => number

const { besselI0, besselI0e, besselI1, besselI1e, logistic, logit, softplus, sinc, logAddExp } = special

const precise =
  (name: string): RealFunction =>
  (...args) =>
    special.realValue(name, ...args)

/** A fast function, and where it has no value the one that refines its precision. */
const orPrecise =
  (name: string, fast: RealFunction): RealFunction =>
  (...args) => {
    const value = fast(...args)
    return Number.isNaN(value) && args.every(Number.isFinite) ? special.realValue(name, ...args) : value
  }

const precisePolylog = orPrecise('polylog', special.polylog as RealFunction)

/** sqrt(8/pi), 0.044715 and 1.702 to double the digits. */
const rootOfEightOverPi = { hi: 1.5957691216057308, lo: -9.96930880911092e-17 }
const cubicPart = { hi: 0.044715, lo: 2.1960211427085595e-18 }
const quickFactor = { hi: 1.702, lo: 4.263256414560601e-17 }

const activations = activationsIn<number>({
  number: Number,
  operations: {
    '+': (a, b) => a! + b!,
    '-': (a, b) => a! - b!,
    '*': (a, b) => a! * b!,
    '/': (a, b) => a! / b!,
    negative: (x) => -x!,
    abs: Math.abs,
    sign: Math.sign,
    maximum: (a, b) => Math.max(a!, b!),
    minimum: (a, b) => Math.min(a!, b!),
    expm1: Math.expm1,
    tanh: Math.tanh,
    softplus: softplus as RealFunction,
    logistic: logistic as RealFunction,
    ndtr: ndtr as RealFunction,
  },
  where: (op, a, b, yes, no) => (a < b || (op === '<=' && a === b) ? yes() : no()),
})

/**
 * The functions in float64 by the names that expressions have for them, as printed code imports them.
 *
 * @example
 * special.erf(0.5) + special.besselj(0, 1)
 */
export const functions = {
  ...(activations as Record<string, RealFunction>),
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  cot: (x) => 1 / Math.tan(x!),
  sec: (x) => 1 / Math.cos(x!),
  csc: (x) => 1 / Math.sin(x!),
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  // the branch of 1/x, odd, as SymPy and Mathematica
  acot: (x) => (x! < 0 ? Math.atan2(-1, -x!) : Math.atan2(1, x!)),
  // by the legs of the triangle, with all digits beside 1 and -1
  asec: (x) => Math.atan2(leg(x!), Math.sign(x!)),
  acsc: (x) => Math.sign(x!) * Math.atan2(1, leg(x!)),
  atan2: Math.atan2,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  coth: (x) => 1 / Math.tanh(x!),
  sech: (x) => 1 / Math.cosh(x!),
  csch: (x) => 1 / Math.sinh(x!),
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  acoth: (x) =>
    Math.abs(x!) < 2 ? Math.sign(x!) * Math.log1p(2 / (Math.abs(x!) - 1)) * 0.5 : Math.atanh(1 / x!),
  asech: (x) => {
    if (x! > 0.6) return Math.atanh(Math.sqrt((1 - x!) * (1 + x!)))
    return x! >= 0 && x! < tiny ? Math.LN2 - Math.log(x!) : Math.acosh(1 / x!)
  },
  acsch: (x) =>
    Math.abs(x!) < tiny && x !== 0 ? Math.sign(x!) * (Math.LN2 - Math.log(Math.abs(x!))) : Math.asinh(1 / x!),
  abs: Math.abs,
  sign: Math.sign,
  floor: Math.floor,
  ceil: Math.ceil,
  trunc: Math.trunc,
  round: roundHalfEven,
  heaviside: (x) => (x! > 0 ? 1 : x! < 0 ? 0 : x === 0 ? 0.5 : Number.NaN),
  dirac: (x) => (x === 0 ? Number.POSITIVE_INFINITY : x! - x!),
  maximum: (a, b) => Math.max(a!, b!),
  minimum: (a, b) => Math.min(a!, b!),
  remainder: (a, b) => a! % b!,
  hypot: Math.hypot,
  cbrt: Math.cbrt,
  logistic: logistic as RealFunction,
  logit: logit as RealFunction,
  softplus: softplus as RealFunction,
  logaddexp: logAddExp as RealFunction,
  sinc: sinc as RealFunction,
  xlogy: (x, y) => (x === 0 && !Number.isNaN(y) ? 0 : x! * Math.log(y!)),
  xlog1py: (x, y) => (x === 0 && !Number.isNaN(y) ? 0 : x! * Math.log1p(y!)),
  erf: erf as RealFunction,
  erfc: erfc as RealFunction,
  erfcx: erfcx as RealFunction,
  erfinv: erfinv as RealFunction,
  ndtr: ndtr as RealFunction,
  ndtri: ndtri as RealFunction,
  log_ndtr: special.logNdtr as RealFunction,
  tanhshrink: special.tanhShrink as RealFunction,
  lbeta: special.lbeta as RealFunction,
  gamma: gamma as RealFunction,
  lgamma: lgamma as RealFunction,
  digamma: digamma as RealFunction,
  trigamma: (x) => polygamma(1, x!),
  polygamma: (n, x) => polygamma(n!, x!, byDigits),
  factorial: special.factorial as RealFunction,
  factorial2: special.doubleFactorialOf as RealFunction,
  harmonic: special.harmonic as RealFunction,
  re: (x) => x!,
  im: (x) => x! - x!,
  conjugate: (x) => x!,
  arg: (x) => (x! < 0 ? Math.PI : x! - x!),
  binomial: special.binomial as RealFunction,
  beta: special.beta as RealFunction,
  erfcinv: special.erfcinv as RealFunction,
  erfi: erfi as RealFunction,
  dawson: dawson as RealFunction,
  fresnels: special.fresnelS as RealFunction,
  fresnelc: special.fresnelC as RealFunction,
  Ei: special.expIntegralEi as RealFunction,
  E1: special.expIntegralE1 as RealFunction,
  li: special.logIntegral as RealFunction,
  Si: special.sinIntegral as RealFunction,
  Ci: special.cosIntegral as RealFunction,
  Shi: special.sinhIntegral as RealFunction,
  Chi: special.coshIntegral as RealFunction,
  airyai: special.airyAi as RealFunction,
  airyaiprime: special.airyAiPrime as RealFunction,
  airybi: special.airyBi as RealFunction,
  airybiprime: special.airyBiPrime as RealFunction,
  LambertW: (x, k = 0) => (k === 0 || k === -1 ? special.lambertW(x!, k) : Number.NaN),
  expint: special.expIntegralEn as RealFunction,
  risingfactorial: special.risingFactorial as RealFunction,
  fallingfactorial: special.fallingFactorial as RealFunction,
  zeta: special.zeta as RealFunction,
  hurwitz: special.hurwitzZeta as RealFunction,
  // not real beyond 1, but for orders up to 0, where it is rational
  polylog: (s, x) => (x! > 1 && s! > 0 ? Number.NaN : precisePolylog(s!, x!)),
  besselj: special.besselJ as RealFunction,
  bessely: special.besselY as RealFunction,
  besseli: special.besselI as RealFunction,
  besselk: special.besselK as RealFunction,
  lowergamma: (a, x) => (a! < 0 ? special.realValue('lowergamma', a!, x!) : special.gammaLower(a!, x!)),
  uppergamma: special.gammaUpper as RealFunction,
  gammap: special.gammaP as RealFunction,
  gammaq: special.gammaQ as RealFunction,
  betainc: orPrecise('betainc', special.incompleteBeta as RealFunction),
  betaregularized: orPrecise('betaregularized', special.betaIncomplete as RealFunction),
  elliptic_k: special.ellipticK as RealFunction,
  elliptic_e: special.ellipticE as RealFunction,
  elliptic_f: special.ellipticF as RealFunction,
  elliptic_einc: special.ellipticEIncomplete as RealFunction,
  elliptic_pi: special.ellipticPi as RealFunction,
  elliptic_piinc: special.ellipticPiIncomplete as RealFunction,
  hyp0f1: special.hypergeometric0F1 as RealFunction,
  hyp1f1: special.hypergeometric1F1 as RealFunction,
  hyp2f1: special.hypergeometric2F1 as RealFunction,
  legendre: special.legendre as RealFunction,
  assoc_legendre: special.associatedLegendre as RealFunction,
  chebyshevt: special.chebyshevT as RealFunction,
  chebyshevu: special.chebyshevU as RealFunction,
  gegenbauer: special.gegenbauer as RealFunction,
  jacobi: special.jacobi as RealFunction,
  hermite: special.hermite as RealFunction,
  hermite_prob: special.hermiteProbability as RealFunction,
  laguerre: (n, x) => special.laguerre(n!, 0, x!),
  assoc_laguerre: special.laguerre as RealFunction,
  lerchphi: precise('lerchphi'),
  stieltjes: precise('stieltjes'),
  struveh: precise('struveh'),
  struvel: precise('struvel'),
  hyperu: precise('hyperu'),
  hyp1f2: precise('hyp1f2'),
  hyp2f2: precise('hyp2f2'),
  hyp3f2: precise('hyp3f2'),
  gelu_tanh: (x) => special.timesLogistic(x!, rootOfEightOverPi, cubicPart),
  log_logistic: special.logLogistic as RealFunction,
  quick_gelu: (x) => special.timesLogistic(x!, quickFactor),
  i0: besselI0 as RealFunction,
  i0e: besselI0e as RealFunction,
  i1: besselI1 as RealFunction,
  i1e: besselI1e as RealFunction,
} satisfies Record<string, RealFunction>

/** Values of the functions in float64, by the names they have on the page of derivatives. */
export const realFunctions: Readonly<Record<string, RealFunction>> = functions

/** Below it 1/x may not be finite, and the next term of an inverse function does not count. */
const tiny = 1e-300

/** sqrt(x^2 - 1), NaN between -1 and 1 */
const leg = (x: number): number => {
  const size = Math.abs(x)
  return size > 1e8 ? size : Math.sqrt((size - 1) * (size + 1))
}

function roundHalfEven(x?: number): number {
  const low = Math.floor(x!)
  const rest = x! - low
  if (rest !== 0.5) return Math.round(x!)
  return low % 2 === 0 ? low : low + 1
}

/** b^n for real numbers: odd roots of negative numbers do not exist here (the principal value is complex). */
export function realPower(b: number, n: number): number {
  if (n === 0.5) return Math.sqrt(b)
  if (n === -0.5) return 1 / Math.sqrt(b)
  if (n === 2) return b * b
  if (n === -1) return 1 / b
  if (n === 3) return b * b * b
  if (n === -2) return 1 / (b * b)
  return b ** n
}

export const realConstants: Readonly<Record<string, number>> = {
  pi: Math.PI,
  E: Math.E,
  EulerGamma: 0.5772156649015329,
  oo: Number.POSITIVE_INFINITY,
  '-oo': Number.NEGATIVE_INFINITY,
  zoo: Number.NaN,
  undefined: Number.NaN,
  I: Number.NaN,
  true: 1,
  false: 0,
}
