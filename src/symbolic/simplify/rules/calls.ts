import {
  isConstant,
  isHalf,
  isIntegerNumber,
  isValue,
  rational,
  splitCoefficient,
} from '../../build/atoms.ts'
import { call, parityOf } from '../../build/call.ts'
import {
  isNegative,
  isNonnegative,
  isNonpositive,
  isPositive,
  isReal,
  isInteger as isWhole,
} from '../../build/known.ts'
import { multiplyAll, power } from '../../build/product.ts'
import { scale, subtract, sum } from '../../build/sum.ts'
import type { Expr } from '../../expr.ts'
import { absolute, isInteger, isOne, minusOne, Rational, signOf } from '../../number/rational.ts'
import { compositeOf } from '../composites.ts'
import { measure } from '../measure.ts'
import { readsBetter } from '../orientation.ts'
import { angleRules, isCircular } from './angles.ts'
import { besselReflection } from './sums.ts'

const abs = (e: Expr): Expr => call('abs', e)
const minus = (e: Expr): Expr => scale(e, minusOne)
/** A sum or its opposite, whichever reads better. */
const oriented = (e: Expr): Expr => (e.kind === 'sum' && readsBetter(minus(e), e) ? minus(e) : e)

export function callRules(e: Expr): Expr {
  const x = e.args[0]
  if (x === undefined) return e
  if (e.name === 'exp') return exponentialRules(e, x)
  if (e.args.length === 1 && parityOf(e.name) === 1) {
    // cos(1 - x) = cos(x - 1), abs(x*(b - a)) = abs(x*(a - b))
    const turned =
      x.kind === 'product' ? multiplyAll([rational(x.value), ...x.args.map(oriented)]) : oriented(x)
    if (turned !== x) return call(e.name, turned)
  }
  if (e.name === 'log') return logarithmRules(e, x)
  if (e.name === 'abs') return absoluteRules(e, x)
  if (e.name === 'sign') return signRules(e, x)
  if (isCircular(e)) {
    const turned = angleRules(e)
    if (turned !== e) return turned
  }
  if (x.kind === 'sum' && e.args.length === 1 && parityOf(e.name) === -1) {
    const other = minus(x)
    if (measure(other) < measure(x)) return minus(call(e.name, other))
  }
  if (e.name.startsWith('bessel')) return besselReflection(e)
  if (rounding.has(e.name) && isWhole(x)) return x
  if (x.kind === 'call' && x.weights.length === 0) {
    const direct = compositeOf(e)
    if (direct !== undefined) return direct(x.args[0]!)
    // acosh(cosh(x)) = abs(x); asinh(sinh(x)) = x; atanh(tanh(x)) = x for real x
    if (isReal(x.args[0]!)) {
      if ((e.name === 'asinh' && x.name === 'sinh') || (e.name === 'atanh' && x.name === 'tanh'))
        return x.args[0]!
      if (e.name === 'acosh' && x.name === 'cosh') return abs(x.args[0]!)
    }
  }
  return e
}

/** exp(a + log(b)) = b exp(a), exp(a log(b)) = b^a */
function exponentialRules(e: Expr, x: Expr): Expr {
  const isLog = (a: Expr): boolean => a.kind === 'call' && a.name === 'log' && a.weights.length === 0
  if (x.kind === 'product' && x.args.some(isLog)) {
    const log = x.args.find(isLog)!
    return power(log.args[0]!, multiplyAll([rational(x.value), ...x.args.filter((a) => a !== log)]))
  }
  if (x.kind === 'sum') {
    const k = x.args.findIndex((a, i) => isLog(a) && isInteger(x.weights[i]!))
    if (k >= 0) {
      const base = x.args[k]!.args[0]!
      return multiplyAll([
        power(base, rational(x.weights[k]!)),
        call('exp', subtract(x, scale(x.args[k]!, x.weights[k]!))),
      ])
    }
  }
  return e
}

/** log(exp(x)) = x for real x, log(b^n) = n log(b) for positive b and real n, log(1/2) = -log(2) */
function logarithmRules(e: Expr, x: Expr): Expr {
  if (x.kind === 'call' && x.name === 'exp' && isReal(x.args[0]!)) return x.args[0]!
  if (x.kind === 'power' && isPositive(x.args[0]!) && isReal(x.args[1]!))
    return multiplyAll([x.args[1]!, call('log', x.args[0]!)])
  if (x.kind === 'power' && isHalf(x.args[1]!)) return scale(call('log', x.args[0]!), Rational.small(1, 2))
  if (x.kind === 'number' && signOf(x.value) > 0 && x.value.n === 1)
    return minus(call('log', rational(Rational.of(x.value.d))))
  if (x.kind === 'product') {
    const k = x.args.findIndex((a) => a.kind === 'call' && a.name === 'exp' && isReal(a.args[0]!))
    if (k >= 0)
      return sum(
        x.args[k]!.args[0]!,
        call('log', multiplyAll([rational(x.value), ...x.args.filter((_, i) => i !== k)])),
      )
  }
  return e
}

function absoluteRules(e: Expr, x: Expr): Expr {
  if (x.kind === 'product') {
    const outside = x.args.filter((a) => isNonnegative(a) || isNonpositive(a))
    const c = x.value
    if (outside.length > 0 || !isValue(rational(c), 1)) {
      const inside = x.args.filter((a) => !outside.includes(a))
      return multiplyAll([call('abs', rational(c)), ...outside.map(abs), abs(multiplyAll(inside))])
    }
  }
  if (x.kind === 'power' && isIntegerNumber(x.args[1]!)) return power(abs(x.args[0]!), x.args[1]!)
  if (x.kind === 'call' && x.name === 'abs') return x
  const [c] = splitCoefficient(x)
  return signOf(c) < 0 && !isConstant(x, 'oo') ? abs(minus(x)) : e
}

const rounding = new Set(['floor', 'ceil', 'round', 'trunc'])

/** sign(-3 x exp(y)) = -sign(x) */
function signRules(e: Expr, x: Expr): Expr {
  if (x.kind !== 'product') return e
  const inside = x.args.filter((a) => !isPositive(a) && !isNegative(a))
  if (inside.length === x.args.length && isOne(absolute(x.value))) return e
  const turns = x.args.filter((a) => isNegative(a)).length + (signOf(x.value) < 0 ? 1 : 0)
  return scale(call('sign', multiplyAll(inside)), Rational.small(turns % 2 === 1 ? -1 : 1, 1))
}
