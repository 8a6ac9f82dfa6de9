import { integer, symbol } from '../build/atoms.ts'
import { multiplyAll } from '../build/product.ts'
import { rebuild } from '../build/rebuild.ts'
import { scale, sum } from '../build/sum.ts'
import { resolve } from '../calculus/derivative.ts'
import type { Expr } from '../expr.ts'
import { requireExprs } from '../not-an-expression.ts'
import { one } from '../number/rational.ts'
import { foldExpr, freeSymbols, useCounts } from '../traverse.ts'
import { expand } from './rational.ts'

/**
 * Multiplies out and gathers the terms by powers of an expression, usually a symbol, which may be given by name.
 *
 * @example
 * collect(parse('x*y + x + x^2*y'), parse('x')) // x^2*y + x*(y + 1)
 */
export function collect(e: Expr, variable: Expr | string): Expr {
  const by = typeof variable === 'string' ? (resolve(e, variable) ?? symbol(variable)) : variable
  const open = expand(e)
  if (open.kind !== 'sum') return open
  const groups = new Map<Expr, Expr[]>()
  const put = (key: Expr, term: Expr): void => {
    const list = groups.get(key)
    if (list === undefined) groups.set(key, [term])
    else list.push(term)
  }
  put(integer(1), scale(integer(1), open.value))
  open.args.forEach((arg, i) => {
    const factors = arg.kind === 'product' ? arg.args : [arg]
    const key = factors.find((f) => f === by || (f.kind === 'power' && f.args[0] === by)) ?? integer(1)
    put(key, scale(multiplyAll(factors.filter((f) => f !== key)), open.weights[i] ?? one))
  })
  return sum(...[...groups].map(([key, terms]) => multiplyAll([key, sum(...terms)])))
}

/** Common subexpressions by name, in the order of dependence, and the expressions written with those names. */
export interface CommonSubexpressions {
  readonly bindings: readonly (readonly [name: Expr, value: Expr])[]
  readonly expressions: readonly Expr[]
}

/**
 * Names every part that is used more than once.
 *
 * @example
 * cse([parse('sin(x + 1) + (x + 1)^2')]) // t1 = x + 1; sin(t1) + t1^2
 */
export function cse(expressions: readonly Expr[], prefix = 't'): CommonSubexpressions {
  requireExprs('cse', expressions)
  const uses = useCounts(expressions)
  const taken = new Set(expressions.flatMap(freeSymbols).map((s) => s.name))
  const bindings: [Expr, Expr][] = []
  const memo = new Map<Expr, Expr>()
  let count = 0
  const name = (): Expr => {
    let next: string
    do next = `${prefix}${++count}`
    while (taken.has(next))
    return symbol(next)
  }
  const written = expressions.map((root) =>
    foldExpr<Expr>(
      root,
      (e, args) => {
        const made = rebuild(e, args)
        if (e.args.length === 0 || (uses.get(e) ?? 0) < 2) return made
        const variable = name()
        bindings.push([variable, made])
        return variable
      },
      memo,
    ),
  )
  return { bindings, expressions: written }
}
