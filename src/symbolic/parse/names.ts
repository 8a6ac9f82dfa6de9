import { derivativesOf } from '../../formula/derivatives.ts'
import { familyOf } from '../../formula/families.ts'
import { isApplied, logBase } from '../../formula/textbook.ts'
import { isName } from '../../formula/tokens.ts'
import type { ConstantName } from '../build/atoms.ts'

/** Names that stand for constants; an entry in the option `symbols` takes precedence. */
export const constantNames: Readonly<Record<string, ConstantName>> = {
  pi: 'pi',
  π: 'pi',
  E: 'E',
  e: 'E',
  I: 'I',
  i: 'I',
  oo: 'oo',
  inf: 'oo',
  infinity: 'oo',
  Infinity: 'oo',
  zoo: 'zoo',
  nan: 'undefined',
  NaN: 'undefined',
  undefined: 'undefined',
  EulerGamma: 'EulerGamma',
  ℯ: 'E',
  ⅈ: 'I',
  ⅇ: 'E',
  true: 'true',
  false: 'false',
  True: 'true',
  False: 'false',
}

/** Names that SymPy prints: there e and i are symbols like any other. */
const lowerCase = new Set(['e', 'i', 'inf', 'infinity'])
export const constantNamed = (name: string, syntax: Syntax): ConstantName | undefined =>
  Object.hasOwn(constantNames, name) && !(syntax === 'python' && lowerCase.has(name))
    ? constantNames[name]
    : undefined

/** How a text is written: as in books and programs, in LaTeX, or as SymPy and Python print it. */
export type Syntax = 'text' | 'latex' | 'python'

/** Other names of functions, each with ours. */
const aliases: Readonly<Record<string, string>> = {
  ln: 'log',
  arcsin: 'asin',
  arccos: 'acos',
  arctan: 'atan',
  arccot: 'acot',
  arcsec: 'asec',
  arccsc: 'acsc',
  arcsinh: 'asinh',
  arccosh: 'acosh',
  arctanh: 'atanh',
  arsinh: 'asinh',
  arcosh: 'acosh',
  artanh: 'atanh',
  arcoth: 'acoth',
  arccoth: 'acoth',
  arcsech: 'asech',
  arccsch: 'acsch',
  tg: 'tan',
  ctg: 'cot',
  cotan: 'cot',
  cosec: 'csc',
  sigmoid: 'logistic',
  sgn: 'sign',
  Abs: 'abs',
  Heaviside: 'heaviside',
  DiracDelta: 'dirac',
  loggamma: 'lgamma',
  gammaln: 'lgamma',
  Gamma: 'gamma',
  psi: 'digamma',
  ceiling: 'ceil',
  pow: 'power',
  rem: 'remainder',
  fmod: 'remainder',
  arctan2: 'atan2',
  cosecant: 'csc',
  secant: 'sec',
  swish: 'silu',
  log_sigmoid: 'log_logistic',
  leakyrelu: 'leaky_relu',
  BesselJ: 'besselj',
  BesselY: 'bessely',
  BesselI: 'besseli',
  BesselK: 'besselk',
  besselJ: 'besselj',
  besselY: 'bessely',
  besselI: 'besseli',
  besselK: 'besselk',
  jv: 'besselj',
  yv: 'bessely',
  iv: 'besseli',
  kv: 'besselk',
  AiryAi: 'airyai',
  AiryBi: 'airybi',
  airyAi: 'airyai',
  airyBi: 'airybi',
  lambertw: 'LambertW',
  lambertW: 'LambertW',
  ProductLog: 'LambertW',
  expi: 'Ei',
  exp1: 'E1',
  ellipk: 'elliptic_k',
  ellipe: 'elliptic_e',
  ellipkinc: 'elliptic_f',
  ellipeinc: 'elliptic_einc',
  gammainc: 'gammap',
  gammaincc: 'gammaq',
  betaln: 'lbeta',
  PolyLog: 'polylog',
  Zeta: 'zeta',
  Beta: 'beta',
  Binomial: 'binomial',
  comb: 'binomial',
  binom: 'binomial',
  absolute: 'abs',
  fabs: 'abs',
  normalizedSinc: 'sinc',
  Ai: 'airyai',
  Bi: 'airybi',
  expit: 'logistic',
  tgamma: 'gamma',
  rint: 'round',
  fix: 'trunc',
}
export const canonicalName = (name: string): string => (Object.hasOwn(aliases, name) ? aliases[name]! : name)

/** Functions of our own that the page of derivatives does not list, with their number of arguments. */
const extra: Readonly<Record<string, number>> = {
  cot: 1,
  sec: 1,
  csc: 1,
  acot: 1,
  asec: 1,
  acsc: 1,
  coth: 1,
  sech: 1,
  csch: 1,
  acoth: 1,
  asech: 1,
  acsch: 1,
  heaviside: 1,
  dirac: 1,
  factorial: 1,
  zeta: 1,
}

/** One name for functions of different numbers of arguments: zeta(s) and zeta(s, a), as SymPy has them. */
const byCount: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  zeta: { 2: 'hurwitz' },
  elliptic_e: { 2: 'elliptic_einc' },
  elliptic_pi: { 3: 'elliptic_piinc' },
  expint: { 1: 'E1' },
}
/** The function that a name stands for with that many arguments. */
export const nameByCount = (name: string, count: number): string =>
  (Object.hasOwn(byCount, name) ? byCount[name]![count] : undefined) ?? name

/** How many arguments a known function takes, or undefined for an unknown one. */
export function arityOf(name: string): number | undefined {
  return Object.hasOwn(extra, name)
    ? extra[name]
    : (derivativesOf(name)?.arity ?? familyOf(name)?.parameters.length)
}

/** Names of calls that are more than a function of that name; `forms` and `definitions` hold what they mean. */
export const formNames: ReadonlySet<string> = new Set(
  `Derivative diff D Integral Sum Product Limit Subs where ITE piecewise Piecewise select max Max amax min Min amin fmax
  fmin Eq Ne Lt Le Gt Ge equal not_equal less less_equal greater greater_equal And logical_and Or logical_or Not
  logical_not Rational Integer Float log ln root mod Mod det Determinant trace Trace Matrix O hyper factorial2 erf2 Li
  expint expn jn yn RisingFactorial FallingFactorial harmonic dirichlet_eta subfactorial catalan frac betainc
  betainc_regularized DiracDelta Heaviside heaviside LambertW lambertw re im conjugate arg deg2rad radians rad2deg degrees
  powf float_power lg`.split(/\s+/),
)

const reservedWords = new Set(['let', 'GoldenRatio', 'Catalan'])

const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``

/** The name of a symbol as `parse` reads it: in backticks where it would be read as something else. */
export const symbolText = (name: string): string =>
  isName(name) &&
  !isApplied(name) &&
  !Object.hasOwn(constantNames, name) &&
  !reservedWords.has(name) &&
  logBase(name) === undefined
    ? name
    : quoted(name)

/** The name of a function as `parse` reads it. */
export function functionText(name: string, count: number): string {
  // steps write d/dx(f), which reads as what it is
  if (arityOf(name) === count || kept.has(name) || name.startsWith('d/d')) return name
  const read = nameByCount(canonicalName(name), count)
  const plain = isName(name) && read === name && arityOf(read) === undefined && !formNames.has(name)
  return plain && logBase(name) === undefined ? name : quoted(name)
}
const kept = new Set(['Derivative', 'Integral', 'Sum', 'Product'])
