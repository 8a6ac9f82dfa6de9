import { isName } from '../../formula/textbook-tokens.ts'
import type { Expr } from '../expr.ts'
import { requireExpr } from '../not-an-expression.ts'
import { fromFloat } from '../number/decimal.ts'
import { foldExpr, freeSymbols } from '../traverse.ts'
import type { Assumptions } from './assumptions.ts'
import { constant, integer, rational, symbol } from './atoms.ts'
import { rebuild } from './rebuild.ts'

/** What may stand for an expression: one, a number (integers exact, others as the float64 they are), or a symbol's name. */
export type ExprLike = Expr | number | bigint | string

export function toExpr(value: ExprLike, assumptions?: Assumptions): Expr {
  if (typeof value === 'string') {
    if (!isName(value)) requireExpr(value)
    return symbol(value, assumptions)
  }
  if (typeof value === 'bigint') return integer(value)
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return integer(value)
    if (Number.isNaN(value)) return constant('undefined')
    if (!Number.isFinite(value)) return constant(value > 0 ? 'oo' : '-oo')
    return rational(fromFloat(value))
  }
  requireExpr(value)
  return value
}

/**
 * Replaces symbols by name, or any subexpressions, all at once: `{ x: y, y: x }` swaps.
 *
 * @example
 * subs(parse('x^2 + y'), { x: parse('y'), y: 3 }) // y^2 + 3
 */
export function subs(
  root: Expr,
  values: Readonly<Record<string, ExprLike>> | ReadonlyMap<Expr, ExprLike>,
): Expr {
  const byName =
    values instanceof Map ? undefined : new Map(Object.entries(values as Record<string, ExprLike>))
  const byNode = values instanceof Map ? (values as ReadonlyMap<Expr, ExprLike>) : undefined
  return foldExpr<Expr>(root, (e, args) => {
    const value = byNode?.get(e) ?? (e.kind === 'symbol' ? byName?.get(e.name) : undefined)
    if (value !== undefined) return toExpr(value)
    const bound = boundSymbol(e)
    if (bound !== undefined && args[1] !== bound) {
      // the bound variable of Integral(f, t, a, b) is not what the outer t names
      const inner = new Map(byNode ?? [...byName!].map(([name, v]) => [symbolNamed(root, name), v] as const))
      inner.delete(bound)
      const rest = e.name === 'RootSum' ? e.args.slice(2) : args.slice(2)
      return rebuild(e, [subs(e.args[0]!, inner), bound, ...rest])
    }
    return rebuild(e, args)
  })
}

/** The variable that a kept integral, sum or product with limits binds, or a sum over roots. */
const boundSymbol = (e: Expr): Expr | undefined =>
  e.kind === 'call' &&
  (e.name === 'RootSum'
    ? e.args.length === 3
    : e.args.length === 4 && ['Integral', 'Sum', 'Product'].includes(e.name))
    ? e.args[1]
    : undefined

const symbolNamed = (root: Expr, name: string): Expr =>
  freeSymbols(root).find((s) => s.name === name) ?? symbol(name)
