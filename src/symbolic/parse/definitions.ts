import { constant, fraction, integer } from '../build/atoms.ts'
import { call, derivativeCall } from '../build/call.ts'
import { isReal } from '../build/known.ts'
import { divide, exp, multiplyAll, power, sqrt } from '../build/product.ts'
import { negate, subtract, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { isInteger } from '../number/rational.ts'

/** Functions of other systems that are ours by a formula; undefined where the arguments do not fit. */
export type Definition = (...args: Expr[]) => Expr | undefined

const one = (): Expr => integer(1)
const half = (): Expr => fraction(1, 2)
const pi = (): Expr => constant('pi')
const gamma = (x: Expr): Expr => call('gamma', x)

/** A function of exactly so many arguments. */
const of =
  (count: number, rule: (...args: Expr[]) => Expr | undefined): Definition =>
  (...args) =>
    args.length === count ? rule(...args) : undefined

export const definitions: Readonly<Record<string, Definition>> = {
  // n!! = 2^(n/2) (n/2)! (2/pi)^(sin(pi n/2)^2/2)
  factorial2: of(1, (n) => {
    const m = n!.kind === 'number' ? Number(n!.value.n) : Number.NaN
    if (n!.kind === 'number' && n!.value.d === 1 && m >= -1 && m <= 3000) {
      let value = 1n
      for (let k = BigInt(m); k > 1n; k -= 2n) value *= k
      return integer(value)
    }
    const h = divide(n!, integer(2))
    return multiplyAll([
      power(integer(2), h),
      gamma(sum(h, one())),
      power(
        divide(integer(2), pi()),
        divide(power(call('sin', multiplyAll([pi(), h])), integer(2)), integer(2)),
      ),
    ])
  }),
  erf2: of(2, (a, b) => subtract(call('erf', b!), call('erf', a!))),
  Li: of(1, (x) => subtract(call('li', x!), call('li', integer(2)))),
  // E_n(x) = x^(n-1) gamma(1 - n, x)
  expint: of(2, (n, x) =>
    isOne(n!)
      ? call('E1', x!)
      : multiplyAll([power(x!, subtract(n!, one())), call('uppergamma', subtract(one(), n!), x!)]),
  ),
  expn: (...args) => definitions['expint']!(...args),
  // spherical Bessel functions
  jn: of(2, (n, x) => spherical('besselj', n!, x!)),
  yn: of(2, (n, x) => spherical('bessely', n!, x!)),
  RisingFactorial: of(2, (x, k) => divide(gamma(sum(x!, k!)), gamma(x!))),
  FallingFactorial: of(2, (x, k) => divide(gamma(sum(x!, one())), gamma(sum(x!, one(), negate(k!))))),
  harmonic: of(1, (n) => sum(call('digamma', sum(n!, one())), constant('EulerGamma'))),
  dirichlet_eta: of(1, (s) =>
    multiplyAll([subtract(one(), power(integer(2), subtract(one(), s!))), call('zeta', s!)]),
  ),
  subfactorial: of(1, (n) => divide(call('uppergamma', sum(n!, one()), integer(-1)), constant('E'))),
  catalan: of(1, (n) =>
    divide(
      multiplyAll([power(integer(4), n!), gamma(sum(n!, half()))]),
      multiplyAll([sqrt(pi()), gamma(sum(n!, integer(2)))]),
    ),
  ),
  frac: of(1, (x) => subtract(x!, call('floor', x!))),
  betainc: of(4, (a, b, x, y) => subtract(call('betainc', a!, b!, y!), call('betainc', a!, b!, x!))),
  betainc_regularized: of(4, (a, b, x, y) =>
    subtract(call('betaregularized', a!, b!, y!), call('betaregularized', a!, b!, x!)),
  ),
  DiracDelta: of(2, (x, order) => dirac(x!, order!)),
  Heaviside: (x, at0) => (at0 === undefined || at0 === half() ? call('heaviside', x!) : undefined),
  heaviside: (x, at0) => (at0 === half() ? call('heaviside', x!) : undefined),
  LambertW: (x, branch) => (branch !== undefined && isZero(branch) ? call('LambertW', x!) : undefined),
  lambertw: (x, branch) => (branch !== undefined && isZero(branch) ? call('LambertW', x!) : undefined),
  // real unless declared otherwise
  re: of(1, (x) => (isReal(x!) ? x : undefined)),
  im: of(1, (x) => (isReal(x!) ? integer(0) : undefined)),
  conjugate: of(1, (x) => (isReal(x!) ? x : undefined)),
  arg: of(1, (x) => (isReal(x!) ? call('atan2', integer(0), x!) : undefined)),
  deg2rad: of(1, (x) => multiplyAll([x!, pi(), fraction(1, 180)])),
  radians: of(1, (x) => multiplyAll([x!, pi(), fraction(1, 180)])),
  rad2deg: of(1, (x) => divide(multiplyAll([x!, integer(180)]), pi())),
  degrees: of(1, (x) => divide(multiplyAll([x!, integer(180)]), pi())),
  powf: of(2, (x, n) => power(x!, n!)),
  float_power: of(2, (x, n) => power(x!, n!)),
  lg: of(1, (x) => call('log10', x!)),
}

/** What SymPy means by a name that means something else here. */
export const sympyDefinitions: Readonly<Record<string, Definition>> = {
  // the branch that is odd
  acot: of(1, (x) => call('atan', power(x!, integer(-1)))),
  // sin(x)/x
  sinc: of(1, (x) => call('sinc', divide(x!, pi()))),
  exp_polar: of(1, (x) => exp(x!)),
}

const spherical = (name: string, n: Expr, x: Expr): Expr =>
  multiplyAll([sqrt(divide(pi(), multiplyAll([integer(2), x]))), call(name, sum(n, half()), x)])

/** The derivative of that order of the delta function. */
function dirac(x: Expr, order: Expr): Expr | undefined {
  const n = order.kind === 'number' && isInteger(order.value) ? Number(order.value.n) : -1
  return n < 0 ? undefined : derivativeCall('dirac', [x], [n])
}

const isOne = (e: Expr): boolean => e === one()
const isZero = (e: Expr): boolean => e === integer(0)

/** hyper((a, ...), (b, ...), x), for the kinds that are known. */
export function hypergeometric(a: readonly Expr[], b: readonly Expr[], x: Expr): Expr | undefined {
  const kind = `${a.length}${b.length}`
  if (kind === '00') return exp(x)
  if (kind === '10') return power(subtract(one(), x), negate(a[0]!))
  const name = { '01': 'hyp0f1', '11': 'hyp1f1', '21': 'hyp2f1' }[kind]
  return name === undefined ? undefined : call(name, ...a, ...b, x)
}

/** Constants that are ours by a formula. */
export const constantDefinitions: Readonly<Record<string, () => Expr>> = {
  GoldenRatio: () => divide(sum(one(), sqrt(integer(5))), integer(2)),
  Catalan: () =>
    divide(subtract(call('trigamma', fraction(1, 4)), call('trigamma', fraction(3, 4))), integer(16)),
}
