import { derivativesOf } from '../../formula/all-derivatives.ts'
import { familyOf } from '../../formula/families.ts'
import { isApplied, logBase } from '../../formula/textbook.ts'
import { isName } from '../../formula/textbook-tokens.ts'
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
  arctg: 'atan',
  arcctg: 'acot',
  Γ: 'gamma',
  ζ: 'zeta',
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
  poch: 'risingfactorial',
  rint: 'round',
  fix: 'trunc',
  doublefactorial: 'factorial2',
  rf: 'risingfactorial',
  RisingFactorial: 'risingfactorial',
  Pochhammer: 'risingfactorial',
  pochhammer: 'risingfactorial',
  ff: 'fallingfactorial',
  FallingFactorial: 'fallingfactorial',
  HarmonicNumber: 'harmonic',
  En: 'expint',
  expn: 'expint',
  hyp1F1: 'hyp1f1',
  hyp2F1: 'hyp2f1',
  hyp0F1: 'hyp0f1',
  Hypergeometric2F1: 'hyp2f1',
  Hypergeometric1F1: 'hyp1f1',
  HypergeometricU: 'hyperu',
  logsigmoid: 'log_logistic',
  LeakyReLU: 'leaky_relu',
  ReLU: 'relu',
  GELU: 'gelu',
  SiLU: 'silu',
  ELU: 'elu',
  SELU: 'selu',
  hard_tanh: 'hardtanh',
  hard_sigmoid: 'hardsigmoid',
  hard_swish: 'hardswish',
  conj: 'conjugate',
  Re: 're',
  Im: 'im',
  Arg: 'arg',
  Erf: 'erf',
  Erfc: 'erfc',
  EllipticK: 'elliptic_k',
  EllipticE: 'elliptic_e',
  EllipticF: 'elliptic_f',
  EllipticPi: 'elliptic_pi',
  PolyGamma: 'polygamma',
  LogGamma: 'lgamma',
  FresnelS: 'fresnels',
  FresnelC: 'fresnelc',
  SinIntegral: 'Si',
  CosIntegral: 'Ci',
  SinhIntegral: 'Shi',
  CoshIntegral: 'Chi',
  LogIntegral: 'li',
  ExpIntegralEi: 'Ei',
  ExpIntegralE: 'expint',
  DawsonF: 'dawson',
  dawsn: 'dawson',
  dawsonF: 'dawson',
  LegendreP: 'legendre',
  eval_legendre: 'legendre',
  ChebyshevT: 'chebyshevt',
  eval_chebyt: 'chebyshevt',
  ChebyshevU: 'chebyshevu',
  eval_chebyu: 'chebyshevu',
  HermiteH: 'hermite',
  eval_hermite: 'hermite',
  eval_hermitenorm: 'hermite_prob',
  LaguerreL: 'laguerre',
  eval_laguerre: 'laguerre',
  eval_genlaguerre: 'assoc_laguerre',
  GegenbauerC: 'gegenbauer',
  eval_gegenbauer: 'gegenbauer',
  JacobiP: 'jacobi',
  eval_jacobi: 'jacobi',
  LerchPhi: 'lerchphi',
  StieltjesGamma: 'stieltjes',
  StruveH: 'struveh',
  StruveL: 'struvel',
  struve: 'struveh',
  modstruve: 'struvel',
  InverseErf: 'erfinv',
  InverseErfc: 'erfcinv',
  UnitStep: 'heaviside',
}
export const canonicalName = (name: string): string => (Object.hasOwn(aliases, name) ? aliases[name]! : name)

/** Functions of our own that no page of derivatives lists, with their number of arguments. */
const extra: Readonly<Record<string, number>> = {
  heaviside: 1,
  dirac: 1,
  zeta: 1,
  stieltjes: 1,
  re: 1,
  im: 1,
  conjugate: 1,
  arg: 1,
}

/** One name for functions of different numbers of arguments: zeta(s) and zeta(s, a), as SymPy has them. */
const byCount: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  zeta: { 2: 'hurwitz' },
  elliptic_e: { 2: 'elliptic_einc' },
  elliptic_pi: { 3: 'elliptic_piinc' },
  expint: { 1: 'E1' },
  digamma: { 2: 'polygamma' },
  legendre: { 3: 'assoc_legendre' },
  laguerre: { 3: 'assoc_laguerre' },
  atan: { 2: 'atan2' },
  Li: { 2: 'polylog' },
  betainc_regularized: { 3: 'betaregularized' },
}
/** The function that a name stands for with that many arguments. */
export const nameByCount = (name: string, count: number): string =>
  (Object.hasOwn(byCount, name) ? byCount[name]![count] : undefined) ?? name

/** How many arguments a known function takes (LambertW takes one, or two), or undefined for an unknown one. */
export function aritiesOf(name: string): readonly number[] | undefined {
  if (Object.hasOwn(extra, name)) return [extra[name]!]
  const known = [derivativesOf(name)?.arity, familyOf(name)?.parameters.length].filter((n) => n !== undefined)
  return known.length > 0 ? known : undefined
}

/** Whether a name stands for a known function of that many arguments. */
export const isKnownFunction = (name: string, count: number): boolean =>
  aritiesOf(name)?.includes(count) ?? false

/** Names of calls that are more than a function of that name; `forms` and `definitions` hold what they mean. */
export const formNames: ReadonlySet<string> = new Set(
  `Derivative diff D Integral Sum Product RootSum Lambda Limit integrate integral int summation sum product limit lim Subs where ITE piecewise Piecewise select max Max amax min Min amin fmax
  fmin Eq Ne Lt Le Gt Ge equal not_equal less less_equal greater greater_equal And logical_and Or logical_or Not
  logical_not Rational Integer Float Symbol reduce log ln root mod Mod det Determinant trace Trace tr Tuple TupleArg ExprCondPair Matrix O hyper erf2 Li
  jn yn spherical_jn spherical_yn spherical_in spherical_kn hankel1 hankel2 hn1 hn2 erf2inv wofz fibonacci lucas
  bernoulli euler harmonic multigamma riemann_xi SingularityFunction KroneckerDelta spence exprel entr rel_entr
  kl_div boxcox pseudo_huber dirichlet_eta subfactorial catalan frac betainc
  betainc_regularized DiracDelta Heaviside heaviside realroot real_root surd leaky_relu elu celu silu softplus softshrink hardshrink deg2rad radians rad2deg degrees
  powf float_power lg`.split(/\s+/),
)

const reservedWords = new Set(['let', 'GoldenRatio', 'Catalan'])

const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``

/** Whether a name as it stands is read as a symbol of that name. */
export const readsAsSymbol = (name: string, syntax: Syntax): boolean =>
  isName(name) &&
  !isApplied(name) &&
  constantNamed(name, syntax) === undefined &&
  !reservedWords.has(name) &&
  logBase(name) === undefined

/** The name of a symbol as `parse` reads it: in backticks where it would be read as something else. */
export const symbolText = (name: string): string => (readsAsSymbol(name, 'text') ? name : quoted(name))

/** The name of a function as `parse` reads it. */
export function functionText(name: string, count: number): string {
  // steps write d/dx(f), which reads as what it is
  if (isKnownFunction(name, count) || name.startsWith('d/d')) return name
  const read = nameByCount(canonicalName(name), count)
  const plain = isName(name) && read === name && aritiesOf(read) === undefined && !formNames.has(name)
  return plain && logBase(name) === undefined ? name : quoted(name)
}
