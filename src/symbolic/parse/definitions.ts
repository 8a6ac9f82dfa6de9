import { constant, fraction, integer } from '../build/atoms.ts'
import { call, derivativeCall } from '../build/call.ts'
import { relation, where } from '../build/logic.ts'
import { divide, exp, multiplyAll, power, sqrt } from '../build/product.ts'
import { linear, negate, subtract, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { isInteger, minusOne, Rational } from '../number/rational.ts'
import { numberDefinitions } from './number-definitions.ts'

/** Functions of other systems that are ours by a formula; undefined where the arguments do not fit. */
export type Definition = (...args: Expr[]) => Expr | undefined

const one = (): Expr => integer(1)
const half = (): Expr => fraction(1, 2)
const pi = (): Expr => constant('pi')

/** A function of exactly so many arguments. */
const of =
  (count: number, rule: (...args: Expr[]) => Expr | undefined): Definition =>
  (...args) =>
    args.length === count ? rule(...args) : undefined

export const definitions: Readonly<Record<string, Definition>> = {
  erf2: of(2, (a, b) => subtract(call('erf', b!), call('erf', a!))),
  Li: of(1, (x) => subtract(call('li', x!), call('li', integer(2)))),
  // spherical Bessel and Hankel functions
  jn: of(2, (n, x) => spherical('besselj', n!, x!)),
  yn: of(2, (n, x) => spherical('bessely', n!, x!)),
  spherical_jn: of(2, (n, x) => spherical('besselj', n!, x!)),
  spherical_yn: of(2, (n, x) => spherical('bessely', n!, x!)),
  spherical_in: of(2, (n, x) => spherical('besseli', n!, x!)),
  spherical_kn: of(2, (n, x) => spherical('besselk', n!, x!)),
  hankel1: of(2, (n, x) => hankel(call, n!, x!, 1)),
  hankel2: of(2, (n, x) => hankel(call, n!, x!, -1)),
  hn1: of(2, (n, x) => hankel(spherical, n!, x!, 1)),
  hn2: of(2, (n, x) => hankel(spherical, n!, x!, -1)),
  erf2inv: of(2, (x, y) => call('erfinv', sum(call('erf', x!), y!))),
  wofz: of(1, (z) => call('erfcx', multiplyAll([constant('I'), z!], minusOne))),
  ...numberDefinitions,
  dirichlet_eta: of(1, (s) =>
    multiplyAll([subtract(one(), power(integer(2), subtract(one(), s!))), call('zeta', s!)]),
  ),
  subfactorial: of(1, (n) => divide(call('uppergamma', sum(n!, one()), integer(-1)), constant('E'))),
  catalan: of(1, (n) =>
    divide(
      multiplyAll([power(integer(4), n!), call('gamma', sum(n!, half()))]),
      multiplyAll([sqrt(pi()), call('gamma', sum(n!, integer(2)))]),
    ),
  ),
  frac: of(1, (x) => subtract(x!, call('floor', x!))),
  betainc: of(4, (a, b, x, y) => between('betainc', a!, b!, x!, y!)),
  betainc_regularized: of(4, (a, b, x, y) => between('betaregularized', a!, b!, x!, y!)),
  DiracDelta: of(2, (x, order) => dirac(x!, order!)),
  Heaviside: step,
  heaviside: step,
  realroot: of(2, realRoot),
  real_root: of(2, realRoot),
  surd: of(2, realRoot),
  // activations with a parameter
  leaky_relu: of(2, (x, a) => whereNegative(x!, multiplyAll([a!, x!]), x!)),
  elu: of(2, (x, a) => whereNegative(x!, multiplyAll([a!, call('expm1', x!)]), x!)),
  celu: (x, a) =>
    a === undefined ? call('elu', x!) : whereNegative(x!, multiplyAll([a, call('expm1', divide(x!, a))]), x!),
  silu: of(2, (x, b) => multiplyAll([x!, call('logistic', multiplyAll([b!, x!]))])),
  softplus: of(2, (x, b) => divide(call('softplus', multiplyAll([b!, x!])), b!)),
  softshrink: of(2, (x, a) => shrunk(x!, a!, a!)),
  hardshrink: of(2, (x, a) => shrunk(x!, a!, integer(0))),
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
  // sin(x)/x
  sinc: of(1, (x) => call('sinc', divide(x!, pi()))),
  exp_polar: of(1, (x) => exp(x!)),
  // the heads of srepr
  Pow: of(2, (b, n) => power(b!, n!)),
  Equality: of(2, (a, b) => relation('==', a!, b!)),
  Unequality: of(2, (a, b) => relation('!=', a!, b!)),
  StrictLessThan: of(2, (a, b) => relation('<', a!, b!)),
  LessThan: of(2, (a, b) => relation('<=', a!, b!)),
  StrictGreaterThan: of(2, (a, b) => relation('>', a!, b!)),
  GreaterThan: of(2, (a, b) => relation('>=', a!, b!)),
}

/** Functions of SymPy of any number of arguments. */
export const sympyLists: Readonly<Record<string, (args: readonly Expr[]) => Expr>> = {
  Add: (terms) => linear(terms, undefined),
  Mul: (factors) => multiplyAll(factors),
}

/** Whether a name is a function in what SymPy prints only. */
export const isSympyName = (name: string): boolean =>
  Object.hasOwn(sympyDefinitions, name) || Object.hasOwn(sympyLists, name)

/** The real root, of the sign of x for odd n. */
function realRoot(x?: Expr, n?: Expr): Expr {
  const odd = n!.kind === 'number' && isInteger(n!.value) && BigInt(n!.value.n) % 2n !== 0n
  const root = divide(one(), n!)
  return odd ? multiplyAll([call('sign', x!), power(call('abs', x!), root)]) : power(x!, root)
}

/** The step with its value at 0, which is 1/2 where none is given. */
function step(x?: Expr, at0?: Expr): Expr {
  const plain = call('heaviside', x!)
  if (at0 === undefined || at0 === half()) return plain
  return sum(plain, where(relation('==', x!, integer(0)), subtract(at0, half()), integer(0)))
}

const whereNegative = (x: Expr, a: Expr, b: Expr): Expr => where(relation('<', x, integer(0)), a, b)

/** 0 within the limit, beyond it x brought in by so much. */
const shrunk = (x: Expr, limit: Expr, by: Expr): Expr =>
  where(
    relation('<', limit, x),
    subtract(x, by),
    where(relation('<', x, negate(limit)), sum(x, by), integer(0)),
  )

const spherical = (name: string, n: Expr, x: Expr): Expr =>
  multiplyAll([sqrt(divide(pi(), multiplyAll([integer(2), x]))), call(name, sum(n, half()), x)])

/** The derivative of that order of the delta function. */
function dirac(x: Expr, order: Expr): Expr | undefined {
  const n = order.kind === 'number' && isInteger(order.value) ? Number(order.value.n) : -1
  return n < 0 ? undefined : derivativeCall('dirac', [x], [n])
}

/** An incomplete beta function from x to y. */
const between = (name: string, a: Expr, b: Expr, x: Expr, y: Expr): Expr =>
  isZero(x) ? call(name, a, b, y) : subtract(call(name, a, b, y), call(name, a, b, x))

/** J + i Y, or J - i Y. */
const hankel = (kind: (name: string, n: Expr, x: Expr) => Expr, n: Expr, x: Expr, sign: 1 | -1): Expr =>
  sum(kind('besselj', n, x), multiplyAll([constant('I'), kind('bessely', n, x)], Rational.of(sign)))

const isZero = (e: Expr): boolean => e === integer(0)

const kinds: ReadonlySet<string> = new Set(['01', '11', '21', '12', '22', '32'])

/** hyper((a, ...), (b, ...), x), for the kinds that are known. */
export function hypergeometric(a: readonly Expr[], b: readonly Expr[], x: Expr): Expr | undefined {
  const kind = `${a.length}${b.length}`
  if (kind === '00') return exp(x)
  if (kind === '10') return power(subtract(one(), x), negate(a[0]!))
  const name = kinds.has(kind) ? `hyp${a.length}f${b.length}` : undefined
  return name === undefined ? undefined : call(name, ...a, ...b, x)
}

/** Constants that are ours by a formula. */
export const constantDefinitions: Readonly<Record<string, () => Expr>> = {
  GoldenRatio: () => divide(sum(one(), sqrt(integer(5))), integer(2)),
  Catalan: () =>
    divide(subtract(call('trigamma', fraction(1, 4)), call('trigamma', fraction(3, 4))), integer(16)),
}
