import { fraction, integer, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { relation, where } from '../build/logic.ts'
import { power } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import { linear, scale } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { equal, half, isOne, negate, one, Rational, zero } from '../number/rational.ts'

/**
 * The same value by a formula that does not cancel in float64: log(1 + u) as log1p(u), exp(u) - 1 as expm1(u),
 * 1 - cos(u) as 2 sin(u/2)^2, log(cos(u)) near 1 as log1p(-2 sin(u/2)^2).
 */
export function stable(e: Expr): Expr {
  return mapExpr(e, (node) => {
    if (node.kind === 'call' && node.name === 'log' && node.weights.length === 0) return stableLog(node)
    if (node.kind === 'sum') return stableSum(node)
    return node
  })
}

/** cos(u) - 1, cosh(u) - 1 and exp(u) - 1. */
function lessOne(e: Expr): Expr | undefined {
  if (e.kind !== 'call' || e.weights.length > 0) return undefined
  const u = e.args[0]!
  const square = (name: string): Expr => power(call(name, scale(u, half)), integer(2))
  if (e.name === 'exp') return call('expm1', u)
  if (e.name === 'cos') return scale(square('sin'), Rational.small(-2, 1))
  return e.name === 'cosh' ? scale(square('sinh'), Rational.small(2, 1)) : undefined
}

function stableLog(e: Expr): Expr {
  const x = e.args[0]!
  if (x.kind === 'sum' && isOne(x.value))
    return call('log1p', linear([...x.args, rational(zero)], [...x.weights, one]))
  const rest = x.kind === 'call' && x.name !== 'exp' ? lessOne(x) : undefined
  if (rest === undefined) return e
  const near = call('log1p', rest)
  return x.name === 'cosh' ? near : where(relation('<', fraction(1, 2), x), near, e)
}

function stableSum(e: Expr): Expr {
  // value + w f(u) with value = -w
  for (let i = 0; i < e.args.length; i++) {
    const w = e.weights[i]!
    const rest = equal(e.value, negate(w)) ? lessOne(e.args[i]!) : undefined
    if (rest === undefined) continue
    return linear(
      e.args.map((arg, k) => (k === i ? rest : arg)),
      e.weights,
    )
  }
  return e
}
