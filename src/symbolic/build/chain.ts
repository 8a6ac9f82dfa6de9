import type { Expr } from '../expr.ts'
import { multiply } from '../number/rational.ts'
import { constant, isUndefined, isValue, node, splitCoefficient } from './atoms.ts'
import { multiplyAll } from './product.ts'
import { scale } from './sum.ts'

/** A product that keeps long products among its factors as they are, so that a chain of n factors takes n nodes. */
export function chain(a: Expr, b: Expr): Expr {
  const long = 24
  if (a.kind !== 'product' || b.kind !== 'product' || a.args.length + b.args.length < long) {
    const only = a.kind === 'product' ? a.args.length : b.kind === 'product' ? b.args.length : 0
    if (only < long) return multiplyAll([a, b])
  }
  if (isValue(a, 1) || a.kind === 'number') return a.kind === 'number' ? scale(b, a.value) : b
  if (b.kind === 'number') return scale(a, b.value)
  if (isUndefined(a) || isUndefined(b)) return constant('undefined')
  const [c, u] = splitCoefficient(a)
  const [d, v] = splitCoefficient(b)
  const value = multiply(c, d)
  // short products are opened, long ones stay closed
  const open = (e: Expr): readonly Expr[] => (e.kind === 'product' && e.args.length < long / 2 ? e.args : [e])
  const args = [...open(u), ...open(v)].sort((x, y) => x.id - y.id)
  return args.some((e, i) => e === args[i + 1]) ? multiplyAll([a, b]) : node('product', '', args, value)
}
