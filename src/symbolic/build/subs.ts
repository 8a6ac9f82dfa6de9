import { shown } from '../../errors.ts'
import { isName } from '../../formula/textbook-tokens.ts'
import type { Expr } from '../expr.ts'
import { ExpressionError, requireExpr } from '../not-an-expression.ts'
import { fromFloat } from '../number/decimal.ts'
import { foldExpr, some, walk } from '../traverse.ts'
import type { Assumptions } from './assumptions.ts'
import { constant, integer, node, rational, symbol } from './atoms.ts'
import { rebuild } from './rebuild.ts'

/** What may stand for an expression: one, a number (integers exact, others as the float64 they are), or a symbol's name. */
export type ExprLike = Expr | number | bigint | string

/** An expression of a number, a name or an expression. */
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
 * Replaces symbols by name, or any subexpressions, all at once: `{ x: y, y: x }` swaps. The variable of an integral, sum or
 * product with limits is not replaced, and takes another name where it would meet its own in what is put in.
 *
 * @example
 * subs(parse('x^2 + y'), { x: parse('y'), y: 3 }) // y^2 + 3
 */
export function subs(
  root: Expr,
  values: Readonly<Record<string, ExprLike>> | ReadonlyMap<Expr, ExprLike>,
): Expr {
  requireExpr(root)
  if (typeof values !== 'object' || values === null)
    throw new ExpressionError(`subs: ${shown(values)} names no values; write subs(e, { x: 3 }).`)
  const place = new Map<Expr, Expr>()
  if (values instanceof Map)
    for (const [e, value] of values as Map<Expr, ExprLike>) place.set(e, toExpr(value))
  else
    walk(root, (e) => {
      const named = values as Readonly<Record<string, ExprLike>>
      if (e.kind === 'symbol' && Object.hasOwn(named, e.name)) place.set(e, toExpr(named[e.name]!))
    })
  return replaced(root, place)
}

const replaced = (root: Expr, place: ReadonlyMap<Expr, Expr>): Expr =>
  foldExpr<Expr>(root, (e, args) => {
    const value = place.get(e)
    if (value !== undefined) return value
    const bound = boundSymbol(e)
    if (bound === undefined) return rebuild(e, args)
    const [body, , ...rest] = e.args as [Expr, Expr, ...Expr[]]
    const captured = [...place].some(
      ([part, v]) => part !== bound && isIn(v, bound) && some(body, (inside) => inside === part),
    )
    if (args[1] === bound && !captured) return rebuild(e, args)
    const inner = new Map(place)
    inner.delete(bound)
    const name = captured ? freshSymbol(bound, [body, ...place.values()]) : bound
    if (captured) inner.set(bound, name)
    // the polynomial over whose roots a sum is has no other symbols
    const limits =
      e.name === 'RootSum' ? rest.map((p) => replaced(p, new Map([[bound, name]]))) : args.slice(2)
    return formOn(e, [replaced(body, inner), name, ...limits])
  })

/** The form on other arguments, a sum over roots with its polynomial. */
const formOn = (e: Expr, args: readonly Expr[]): Expr =>
  e.name === 'RootSum' ? node('call', e.name, args) : rebuild(e, args)

const isIn = (e: Expr, s: Expr): boolean => (e.mask & s.mask) !== 0 && some(e, (part) => part === s)

/** A symbol like this one that stands in none of the expressions. */
function freshSymbol(s: Expr, others: readonly Expr[]): Expr {
  for (let k = 1; ; k++) {
    const fresh = node('symbol', `${s.name}_${k}`, [], s.value, [], s.flags)
    if (!others.some((e) => isIn(e, fresh))) return fresh
  }
}

/** The variable that a kept integral, sum or product with limits binds, or a sum over roots. */
const boundSymbol = (e: Expr): Expr | undefined =>
  e.kind === 'call' &&
  (e.name === 'RootSum'
    ? e.args.length === 3
    : e.args.length === 4 && ['Integral', 'Sum', 'Product'].includes(e.name))
    ? e.args[1]
    : undefined
