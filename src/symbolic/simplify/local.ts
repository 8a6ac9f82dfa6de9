import {
  fraction,
  integer,
  isConstant,
  isHalf,
  isIntegerNumber,
  isValue,
  rational,
  splitCoefficient,
} from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { isNonnegative, isPositive, isReal } from '../build/known.ts'
import { multiplyAll, power, sqrt } from '../build/product.ts'
import { linear, scale, subtract, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { isInteger, minusOne, multiply, Rational, signOf } from '../number/rational.ts'

/*
 * Rewrites of a single node that hold on the whole domain of the node, given what is known of its symbols.
 */

const isEven = (e: Expr): boolean => isIntegerNumber(e) && BigInt(e.value.n) % 2n === 0n
const abs = (e: Expr): Expr => call('abs', e)
const minus = (e: Expr): Expr => scale(e, minusOne)
const oneLess = (e: Expr): Expr => subtract(integer(1), e)

/** f(g(x)) for an inverse g of f. */
const composites: Readonly<Record<string, Readonly<Record<string, (x: Expr) => Expr>>>> = {
  sin: {
    asin: (x) => x,
    acos: (x) => sqrt(oneLess(power(x, integer(2)))),
    atan: (x) => multiplyAll([x, power(sum(power(x, integer(2)), integer(1)), fraction(-1, 2))]),
  },
  cos: {
    acos: (x) => x,
    asin: (x) => sqrt(oneLess(power(x, integer(2)))),
    atan: (x) => power(sum(power(x, integer(2)), integer(1)), fraction(-1, 2)),
  },
  tan: {
    atan: (x) => x,
    asin: (x) => multiplyAll([x, power(oneLess(power(x, integer(2))), fraction(-1, 2))]),
  },
  sinh: { asinh: (x) => x },
  cosh: { acosh: (x) => x, asinh: (x) => sqrt(sum(power(x, integer(2)), integer(1))) },
  tanh: { atanh: (x) => x },
  logistic: { logit: (x) => x },
  erf: { erfinv: (x) => x },
}

export function localRules(e: Expr): Expr {
  if (e.kind === 'power') return powerRules(e)
  if (e.kind === 'product') return productRules(e)
  if (e.kind === 'call' && e.weights.length === 0) return callRules(e)
  return e
}

function powerRules(e: Expr): Expr {
  const [b, n] = e.args as [Expr, Expr]
  if (n.kind !== 'number') return e
  // abs(x)^2 = x^2 for real x
  if (b.kind === 'call' && b.name === 'abs' && isEven(n) && isReal(b.args[0]!)) return power(b.args[0]!, n)
  if (isInteger(n.value)) return e
  // (x^2)^(1/2) = abs(x) for real x
  if (b.kind === 'power' && isEven(b.args[1]!) && isReal(b.args[0]!))
    return power(abs(b.args[0]!), rational(multiply(b.args[1]!.value, n.value)))
  if (b.kind === 'product') {
    const outside: Expr[] = []
    const inside: Expr[] = []
    for (const factor of b.args) {
      const square = factor.kind === 'power' && isEven(factor.args[1]!) && isReal(factor.args[0]!)
      if (square)
        outside.push(power(abs(factor.args[0]!), rational(multiply(factor.args[1]!.value, n.value))))
      else if (isNonnegative(factor)) outside.push(power(factor, n))
      else inside.push(factor)
    }
    if (outside.length > 0)
      return multiplyAll([...outside, power(multiplyAll([rational(b.value), ...inside]), n)])
  }
  return e
}

function productRules(e: Expr): Expr {
  // abs(x)*abs(y) = abs(x*y), x*sign(x) = abs(x), abs(x)*sign(x) = x for real x
  for (const factor of e.args) {
    if (factor.kind !== 'call' || factor.name !== 'sign' || factor.weights.length > 0) continue
    const x = factor.args[0]!
    if (!isReal(x)) continue
    const rest = e.args.filter((a) => a !== factor)
    if (rest.includes(x)) return multiplyAll([rational(e.value), ...rest.filter((a) => a !== x), abs(x)])
    const size = abs(x)
    if (rest.includes(size)) return multiplyAll([rational(e.value), ...rest.filter((a) => a !== size), x])
  }
  const sizes = e.args.filter((a) => a.kind === 'call' && a.name === 'abs')
  if (sizes.length > 1)
    return multiplyAll([
      rational(e.value),
      ...e.args.filter((a) => !sizes.includes(a)),
      abs(multiplyAll(sizes.map((a) => a.args[0]!))),
    ])
  const exponentials = e.args.filter((a) => a.kind === 'call' && a.name === 'exp')
  if (exponentials.length > 1)
    return multiplyAll([
      rational(e.value),
      ...e.args.filter((a) => !exponentials.includes(a)),
      call(
        'exp',
        linear(
          exponentials.map((a) => a.args[0]!),
          undefined,
        ),
      ),
    ])
  return e
}

function callRules(e: Expr): Expr {
  const x = e.args[0]
  if (x === undefined) return e
  if (e.name === 'exp') return exponentialRules(e, x)
  if (e.name === 'log') return logarithmRules(e, x)
  if (e.name === 'abs') return absoluteRules(e, x)
  if (x.kind === 'call' && x.weights.length === 0) {
    const direct = composites[e.name]?.[x.name]
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
    const positives = x.args.filter((a) => isPositive(a) && a.kind === 'power')
    if (positives.length > 0)
      return sum(
        ...positives.map((a) => call('log', a)),
        call('log', multiplyAll([rational(x.value), ...x.args.filter((a) => !positives.includes(a))])),
      )
  }
  return e
}

function absoluteRules(e: Expr, x: Expr): Expr {
  if (x.kind === 'product') {
    const outside = x.args.filter((a) => isNonnegative(a))
    const c = x.value
    if (outside.length > 0 || !isValue(rational(c), 1)) {
      const inside = x.args.filter((a) => !isNonnegative(a))
      return multiplyAll([call('abs', rational(c)), ...outside, abs(multiplyAll(inside))])
    }
  }
  if (x.kind === 'power' && isIntegerNumber(x.args[1]!)) return power(abs(x.args[0]!), x.args[1]!)
  if (x.kind === 'call' && x.name === 'abs') return x
  const [c] = splitCoefficient(x)
  return signOf(c) < 0 && !isConstant(x, 'oo') ? abs(minus(x)) : e
}
