import { integer, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { isPositive, isReal } from '../build/known.ts'
import { multiplyAll, power } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import { linear, scale, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { absolute, isInteger, isOne, one, Rational, signOf } from '../number/rational.ts'

const isLog = (e: Expr): boolean => e.kind === 'call' && e.weights.length === 0 && e.name === 'log'

/**
 * Logarithms of products and powers as sums, where the parts are known to be positive:
 * log(x y) = log(x) + log(y), log(x^n) = n log(x).
 *
 * @example
 * expandLog(parse('log(2*x)')) // log(2) + log(x)
 */
export function expandLog(e: Expr): Expr {
  return mapExpr(e, (x) => (isLog(x) ? opened(x) : x))
}

function opened(e: Expr): Expr {
  if (!isLog(e)) return e
  const x = e.args[0]!
  if (x.kind === 'number' && signOf(x.value) > 0 && !isInteger(x.value))
    return linear(
      [call('log', integer(x.value.n)), scale(call('log', integer(x.value.d)), Rational.small(-1, 1))],
      undefined,
    )
  if (x.kind === 'power' && isPositive(x.args[0]!) && isReal(x.args[1]!))
    return multiplyAll([x.args[1]!, opened(call('log', x.args[0]!))])
  if (x.kind !== 'product') return e
  const size = absolute(x.value)
  const outside = x.args.filter((a) => isPositive(a))
  if (outside.length === 0 && isOne(size)) return e
  const inside = multiplyAll(
    x.args.filter((a) => !isPositive(a)),
    Rational.small(signOf(x.value), 1),
  )
  const parts = [...outside, rational(size), inside]
  return sum(...parts.map((part) => (part === x ? e : opened(call('log', part)))))
}

/**
 * Sums of logarithms of positive numbers as one: log(x) + 2 log(y) = log(x y^2).
 *
 * @example
 * combineLogs(parse('log(x) - log(y)', { symbols: { x: { positive: true }, y: { positive: true } } })) // log(x/y)
 */
export function combineLogs(e: Expr): Expr {
  return mapExpr(e, (x) => {
    if (x.kind !== 'sum') return x
    const chosen = x.args.map((a, i) => isLog(a) && isPositive(a.args[0]!) && isSmall(x.weights[i]!))
    if (chosen.filter(Boolean).length < 2) return x
    const inside = multiplyAll(
      x.args.flatMap((a, i) => (chosen[i] ? [power(a.args[0]!, rational(x.weights[i]!))] : [])),
    )
    return linear(
      [...x.args.filter((_, i) => !chosen[i]), call('log', inside), rational(x.value)],
      [...x.weights.filter((_, i) => !chosen[i]), one, one],
    )
  })
}

const isSmall = (w: Rational): boolean => Math.abs(Number(w.n)) <= 12 && Number(w.d) <= 12

export const hasLog = isLog
