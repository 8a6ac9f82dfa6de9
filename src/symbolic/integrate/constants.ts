import { isValue, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, multiplyAll } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import { linear } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { absolute, commonMeasure, isOne, one, type Rational } from '../number/rational.ts'
import { linearSlope } from './table.ts'

/**
 * An antiderivative without the constants that it need not have: of its terms those without x, the common number in a
 * logarithm, as log|2x + 2| = log|x + 1| + log 2, and the steps of atan(tan(x)), which is x but for those.
 */
export function withoutConstants(F: Expr, x: Expr): Expr {
  const smooth = mapExpr(F, (node) => {
    const angle = node.kind === 'call' && node.name === 'atan' ? node.args[0]! : undefined
    return angle?.kind === 'call' && angle.name === 'tan' && linearSlope(angle.args[0]!, x) !== undefined
      ? angle.args[0]!
      : node
  })
  return primitive(smooth, x)
}

function primitive(F: Expr, x: Expr): Expr {
  if (F.kind === 'sum') {
    const moving = F.args.flatMap((term, i) => (dependsOn(term, x) ? [i] : []))
    return linear(
      moving.map((i) => primitive(F.args[i]!, x)),
      moving.map((i) => F.weights[i]!),
    )
  }
  if (F.kind === 'product') {
    const moving = F.args.filter((f) => dependsOn(f, x))
    if (moving.length !== 1) return F
    const inner = primitive(moving[0]!, x)
    return inner === moving[0]
      ? F
      : multiplyAll([rational(F.value), ...F.args.filter((f) => f !== moving[0]), inner])
  }
  if (F.kind !== 'call' || F.name !== 'log' || F.args.length !== 1) return F
  const size = F.args[0]!
  const bare = size.kind === 'call' && size.name === 'abs' ? size.args[0]! : size
  const common = numberIn(bare)
  if (isOne(common)) return F
  const rest = divide(bare, rational(common))
  return call('log', bare === size ? rest : call('abs', rest))
}

/** The largest positive number that divides all coefficients. */
function numberIn(e: Expr): Rational {
  if (e.kind === 'product') return absolute(e.value)
  if (e.kind !== 'sum') return one
  const all = isValue(rational(e.value), 0) ? e.weights : [...e.weights, e.value]
  return all.reduce((a, b) => commonMeasure(a, absolute(b)), absolute(all[0]!))
}
