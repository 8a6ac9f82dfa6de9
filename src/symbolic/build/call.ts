import type { Expr } from '../expr.ts'
import { minusOne, Rational, signOf } from '../number/rational.ts'
import { constant, fraction, integer, isConstant, isUndefined, node, rational } from './atoms.ts'
import { complexParts } from './complex-parts.ts'
import { angleRules } from './exact-angles.ts'
import { imaginaryRules } from './imaginary.ts'
import { exactLogarithm } from './logarithm.ts'
import { divide, exp, multiplyAll, power, sqrt } from './product.ts'
import type { ValueRule } from './special-values.ts'
import { scale, subtract, sum } from './sum.ts'
import { valueRules } from './values.ts'

const odd = new Set(
  'sin tan cot csc asin atan acot sinh tanh coth csch asinh atanh acsc acsch acoth erf erfinv erfi dawson sign cbrt Si Shi fresnels fresnelc softsign hardtanh softshrink hardshrink i1'.split(
    ' ',
  ),
)
const even = new Set('cos sec cosh sech abs sinc i0 dirac'.split(' '))

/** 1 for an even function, -1 for an odd one, 0 for neither. */
export const parityOf = (name: string): -1 | 0 | 1 => (even.has(name) ? 1 : odd.has(name) ? -1 : 0)

/** Functions that are arithmetic by another name. */
const rewritten: Readonly<Record<string, (...args: Expr[]) => Expr>> = {
  exp: (x) => exp(x!),
  sqrt: (x) => sqrt(x!),
  rsqrt: (x) => power(x!, fraction(-1, 2)),
  square: (x) => power(x!, integer(2)),
  reciprocal: (x) => power(x!, integer(-1)),
  exp2: (x) => power(integer(2), x!),
  log2: (x) => logarithmTo(x!, integer(2)),
  exp10: (x) => power(integer(10), x!),
  log10: (x) => logarithmTo(x!, integer(10)),
  negative: (x) => scale(x!, minusOne),
  add: (a, b) => sum(a!, b!),
  subtract: (a, b) => subtract(a!, b!),
  multiply: (a, b) => multiplyAll([a!, b!]),
  divide: (a, b) => divide(a!, b!),
  power: (a, b) => power(a!, b!),
}

/**
 * A function applied to arguments; a name that is not known stands for an undefined function. Exact special values
 * are taken (`sin(pi/6)` is 1/2) and signs come out of odd and even functions; nothing else is rewritten.
 *
 * @example
 * call('sin', divide(constant('pi'), integer(6))) // 1/2
 */
export const call = (name: string, ...args: Expr[]): Expr => applied(name, args)

/** A function applied to a list of arguments; see `call`. */
export function applied(name: string, args: readonly Expr[]): Expr {
  for (let i = 0; i < args.length; i++) if (isUndefined(args[i]!)) return args[i]!
  const own = known.get(name)
  const first = args[0]
  if (own === undefined || first === undefined) return node('call', name, args)
  if (own.arithmetic !== undefined && args.length === own.arithmetic.length) return own.arithmetic(...args)
  for (let i = 0; i < own.values.length; i++) {
    const value = own.values[i]!(first, args)
    if (value !== undefined) return value
  }
  // sin(1/0): where no rule says what it tends to, it tends to nothing
  if (args.some((arg) => isConstant(arg, 'zoo'))) return constant('undefined')
  if (own.parity !== 0 && args.length === 1 && looksNegative(first)) {
    const positive = applied(name, [scale(first, minusOne)])
    return own.parity === 1 ? positive : scale(positive, minusOne)
  }
  return node('call', name, args)
}

/** What is known of a function by its name. */
interface Known {
  readonly arithmetic: ((...args: Expr[]) => Expr) | undefined
  /** Rules for exact values, in the order in which they are asked. */
  readonly values: ValueRule[]
  readonly parity: -1 | 0 | 1
}

const known = new Map<string, Known>()
const tables = [valueRules, complexParts(call), imaginaryRules(call), angleRules(call)]
for (const name of new Set([rewritten, ...tables].flatMap(Object.keys).concat(...odd, ...even)))
  known.set(name, {
    arithmetic: Object.hasOwn(rewritten, name) ? rewritten[name] : undefined,
    values: tables.flatMap((table) => (Object.hasOwn(table, name) ? [table[name]!] : [])),
    parity: parityOf(name),
  })

/** The logarithm to a base, a number where it is a rational one. */
export function logarithmTo(x: Expr, base: Expr): Expr {
  const exact =
    x.kind === 'number' && base.kind === 'number' ? exactLogarithm(x.value, base.value) : undefined
  return exact === undefined ? divide(call('log', x), call('log', base)) : rational(exact)
}

/** The partial derivative of that order of a function at arguments, kept unevaluated: f^(1,0)(x, y). */
export function derivativeCall(name: string, args: readonly Expr[], orders: readonly number[]): Expr {
  for (const arg of args) if (isUndefined(arg)) return constant('undefined')
  const weights = orders.every((n) => n === 0) ? [] : orders.map((n) => Rational.small(n, 1))
  return weights.length === 0 ? applied(name, args) : node('call', name, args, undefined, weights)
}

/** -x, -2*x*y, -x - y: what reads better with its sign taken out. */
function looksNegative(e: Expr): boolean {
  if (e.kind === 'number' || e.kind === 'product') return signOf(e.value) < 0
  return e.kind === 'sum' && signOf(e.value) <= 0 && e.weights.every((w) => signOf(w) < 0)
}
