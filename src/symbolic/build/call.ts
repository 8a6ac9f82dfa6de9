import type { Expr } from '../expr.ts'
import { minusOne, Rational, signOf } from '../number/rational.ts'
import { constant, fraction, integer, isUndefined, node, rational } from './atoms.ts'
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
export function call(name: string, ...args: Expr[]): Expr {
  for (const arg of args) if (isUndefined(arg)) return arg
  const arithmetic = Object.hasOwn(rewritten, name) ? rewritten[name] : undefined
  if (arithmetic !== undefined && args.length === arithmetic.length) return arithmetic(...args)
  const first = args[0]
  if (first !== undefined) {
    for (const rule of rules.get(name) ?? noRules) {
      const value = rule(first, args)
      if (value !== undefined) return value
    }
    if (args.length === 1 && looksNegative(first)) {
      if (odd.has(name)) return scale(call(name, scale(first, minusOne)), minusOne)
      if (even.has(name)) return call(name, scale(first, minusOne))
    }
  }
  return node('call', name, args)
}

/** What is known of values by name, the rules in the order in which they are asked. */
const rules = new Map<string, ValueRule[]>()
const noRules: readonly ValueRule[] = []
for (const table of [valueRules, complexParts(call), imaginaryRules(call), angleRules(call)])
  for (const [name, rule] of Object.entries(table)) {
    const known = rules.get(name)
    if (known === undefined) rules.set(name, [rule])
    else known.push(rule)
  }

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
  return weights.length === 0 ? call(name, ...args) : node('call', name, args, undefined, weights)
}

/** -x, -2*x*y, -x - y: what reads better with its sign taken out. */
function looksNegative(e: Expr): boolean {
  if (e.kind === 'number' || e.kind === 'product') return signOf(e.value) < 0
  return e.kind === 'sum' && signOf(e.value) <= 0 && e.weights.every((w) => signOf(w) < 0)
}
