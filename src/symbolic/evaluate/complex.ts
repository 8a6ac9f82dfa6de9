import { shown } from '../../errors.ts'
import { complexValue, hasComplex } from '../../formula/special/big/index.ts'
import type { Complex } from '../../formula/special/complex.ts'
import * as c from '../../formula/special/complex.ts'
import { checkOptions } from '../../options.ts'
import { isConstant, node as makeNode } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { Expr } from '../expr.ts'
import { type Rational, toNumber, zero } from '../number/rational.ts'
import { some } from '../traverse.ts'
import { spend } from '../work.ts'
import { binderValue } from './binders.ts'
import { derivativeOnCircle } from './circle.ts'
import { complexFunctions, i, inverse, one, plain } from './complex-functions.ts'
import { EvaluationError } from './errors.ts'
import { type DigitsOption, exactNumber, type PreciseNumber, requireValues } from './evaluate.ts'
import { realConstants, realFunctions } from './functions.ts'
import { type Binder, binderOf, walkOperands } from './operands.ts'
import { type PreciseComplex, preciseComplex } from './precise/precise.ts'
import { realFunctionOf } from './program.ts'
import { polynomialOver, rootsOf } from './roots-over.ts'
import { stable } from './stable.ts'

export type { Complex } from '../../formula/special/complex.ts'
export type { PreciseComplex } from './precise/precise.ts'

/** A complex value for a symbol, both parts exactly. */
export interface PreciseNumbers {
  readonly re: PreciseNumber
  readonly im: PreciseNumber
}

/**
 * The complex value of an expression in float64, by principal values: sqrt(-4) is 2i, log(-1) is pi i. Functions that have
 * no continuation off the real line (floor, relu, erfinv) give NaN there. With the option `digits` both parts are computed
 * to any number of digits and come as texts.
 *
 * Throws: EvaluationError for a symbol without a value, or an undefined function.
 *
 * @example
 * evaluateComplex(parse('sqrt(z)'), { z: { re: -4, im: 0 } }) // { re: 0, im: 2 }
 * evaluateComplex(parse('exp(z)'), { z: { re: 0, im: '1' } }, { digits: 20 }).im // '0.84147098480789650665'
 */
export function evaluateComplex(e: Expr, values?: Values): Complex
export function evaluateComplex(
  e: Expr,
  values: Readonly<Record<string, PreciseNumber | PreciseNumbers>>,
  options: DigitsOption,
): PreciseComplex
export function evaluateComplex(
  e: Expr,
  values: Readonly<Record<string, PreciseNumber | PreciseNumbers>> = {},
  options?: DigitsOption,
): Complex | PreciseComplex {
  requireValues('evaluateComplex', values)
  if (options === undefined) return complexValueOf(e, values as Values)
  checkOptions('evaluateComplex', options, ['digits'])
  const numberOf = (s: Expr): readonly [Rational, Rational] => {
    const value = Object.hasOwn(values, s.name) ? values[s.name] : undefined
    if (typeof value !== 'object' || value === null || value instanceof Expr)
      return [exactNumber(s, value as PreciseNumber | undefined), zero]
    return [exactNumber(s, value.re), exactNumber(s, value.im)]
  }
  return preciseComplex(e, numberOf, options.digits)
}

/** Whether the imaginary unit stands in it. */
export const holdsImaginary = (e: Expr): boolean => some(e, (node) => isConstant(node, 'I'))

function complexValueOf(e: Expr, values: Values): Complex {
  const memo = new Map<Expr, Complex>()
  walkOperands(
    e,
    (node) => {
      memo.set(
        node,
        nodeValue(node, values, (operand) => memo.get(operand)!),
      )
    },
    memo,
  )
  spend(4 * memo.size)
  return memo.get(e)!
}

type Values = Readonly<Record<string, number | Complex>>

function nodeValue(node: Expr, values: Values, of: (e: Expr) => Complex): Complex {
  const binder = binderOf(node)
  if (binder !== undefined) return binderValueOf(binder, values, of)
  const args = node.args.map(of)
  const [a, b] = args as [Complex, Complex]
  switch (node.kind) {
    case 'number':
      return c.complex(toNumber(node.value))
    case 'symbol': {
      const value = Object.hasOwn(values, node.name) ? values[node.name]! : undefined
      if (value === undefined)
        throw new EvaluationError(
          `evaluateComplex: the symbol ${node.name} has no value; give one: { ${node.name}: { re: 0, im: 1 } }.`,
        )
      if (typeof value === 'number') return c.complex(value)
      if (typeof value?.re === 'number' && typeof value.im === 'number') return value
      throw new EvaluationError(
        `evaluateComplex: the symbol ${node.name} is ${shown(value)}; it must be a number or { re, im } of numbers.`,
      )
    }
    case 'constant':
      return node.name === 'I' ? i : c.complex(realConstants[node.name]!)
    case 'sum':
      return args.reduce(
        (sum, x, k) => c.add(sum, c.scale(x, toNumber(node.weights[k]!))),
        c.complex(toNumber(node.value)),
      )
    case 'product':
      return c.scale(args.reduce(c.multiply), toNumber(node.value))
    case 'power':
      return power(a, b)
    case 'call':
      return callValue(node, args)
    case 'piecewise':
      for (let k = 0; k < args.length; k += 2) if (args[k + 1]!.re === 1) return args[k]!
      return c.complex(Number.NaN, Number.NaN)
    case 'relation':
      return c.complex(compare(node.name, a, b) ? 1 : 0)
    case 'logic': {
      const truths = args.map((x) => x.re === 1)
      const holds =
        node.name === 'not' ? !truths[0] : node.name === 'and' ? truths.every(Boolean) : truths.some(Boolean)
      return c.complex(holds ? 1 : 0)
    }
  }
}

/** Integrals, sums, products and kept derivatives along the real line, real and imaginary part each by itself. */
function binderValueOf(binder: Binder, values: Values, of: (e: Expr) => Complex): Complex {
  if (binder.kind === 'RootSum') {
    const body = stable(binder.body)
    return rootsOf(polynomialOver(binder))
      .map((root) => complexValueOf(body, { ...values, [binder.variable.name]: root }))
      .reduce(c.add)
  }
  const limits = binder.limits.map(of)
  if (limits.some((x) => x.im !== 0)) return c.complex(Number.NaN, Number.NaN)
  const ends = limits.map((x) => x.re)
  const infinite = binder.kind === 'Product' && ends[1] === Infinity
  const at = bodyOf(infinite ? call('log', binder.body) : binder.body, binder.variable, values)
  if (binder.kind === 'Product' && !infinite) {
    let product = one
    for (let k = ends[0]!; k <= ends[1]! && k - ends[0]! < 1e6; k++) product = c.multiply(product, at(k))
    return product
  }
  const parts: Binder = infinite ? { ...binder, kind: 'Sum' } : binder
  const value = c.complex(
    binderValue(parts, () => (x) => at(x).re)(...ends),
    binderValue(parts, () => (x) => at(x).im)(...ends),
  )
  return infinite ? c.exp(value) : value
}

function bodyOf(e: Expr, variable: Expr, values: Values): (x: number) => Complex {
  const body = stable(e)
  const known = new Map<number, Complex>()
  return (x) => {
    let value = known.get(x)
    if (value === undefined) known.set(x, (value = complexValueOf(body, { ...values, [variable.name]: x })))
    return value
  }
}

function callValue(node: Expr, operands: readonly Complex[]): Complex {
  const args = operands.map(plain)
  const f = Object.hasOwn(complexFunctions, node.name) ? complexFunctions[node.name] : undefined
  const untaken = node.weights.length > 0
  // on the real line the real function is the faster one, where it exists
  if (args.every((x) => x.im === 0) && (untaken || Object.hasOwn(realFunctions, node.name))) {
    const value = realFunctionOf(node)(...args.map((x) => x.re))
    if (Number.isFinite(value) && node.name !== 'lgamma' && node.name !== 'binomial') return c.complex(value)
    if (untaken || (f === undefined && !hasComplex(node.name))) return c.complex(value)
  }
  if (untaken && (f !== undefined || hasComplex(node.name))) return partialValue(node, args)
  if (f !== undefined) return f(args[0]!, args[1] ?? args[0]!)
  if (hasComplex(node.name)) return complexValue(node.name, args)
  realFunctionOf(node)
  return c.complex(Number.NaN, Number.NaN)
}

/** A partial derivative for which no formula is known: of whole orders, one argument after the other. */
function partialValue(node: Expr, args: readonly Complex[]): Complex {
  const whole = makeNode('call', node.name, node.args)
  const along = (at: readonly Complex[], i: number): Complex => {
    if (i === node.weights.length) return callValue(whole, at)
    const order = Number(node.weights[i]!.n)
    return order === 0
      ? along(at, i + 1)
      : derivativeOnCircle((z) => along(at.with(i, z), i + 1), at[i]!, order)
  }
  return along(args, 0)
}

function power(b: Complex, exponent: Complex): Complex {
  const base = plain(b)
  if (exponent.im === 0) {
    if (exponent.re === 0.5) return c.sqrt(base)
    if (exponent.re === -0.5) return inverse(c.sqrt(base))
    if (base.im === 0) {
      const value = base.re ** exponent.re
      if (!Number.isNaN(value)) return c.complex(value)
    }
    const n = exponent.re
    if (Number.isInteger(n) && Math.abs(n) <= 8) return integerPower(base, n)
  }
  // the error of b log a grows with its size
  const size = c.abs(exponent) * Math.max(1, c.abs(c.log(base)))
  return size < 1.5 || !(size < 1e4) || (base.re === 0 && base.im === 0)
    ? c.pow(base, exponent)
    : complexValue('power', [base, exponent])
}

function integerPower(base: Complex, n: number): Complex {
  if (n < 0) return inverse(integerPower(base, -n))
  let result = one
  for (let square = base; n > 0; n >>= 1, square = c.multiply(square, square))
    if (n & 1) result = c.multiply(result, square)
  return result
}

function compare(name: string, a: Complex, b: Complex): boolean {
  if (name === '==') return a.re === b.re && a.im === b.im
  if (name === '!=') return a.re !== b.re || a.im !== b.im
  if (a.im !== 0 || b.im !== 0) return false
  return name === '<' ? a.re < b.re : a.re <= b.re
}
