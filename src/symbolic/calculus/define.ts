import { requireList, shown } from '../../errors.ts'
import { symbol } from '../build/atoms.ts'
import { mapExpr } from '../build/rebuild.ts'
import { subs, toExpr } from '../build/subs.ts'
import type { Expr } from '../expr.ts'
import { DifferentiationError } from './derivative.ts'
import { diff } from './diff.ts'

/**
 * Gives an undefined function its meaning: every f(...) and every derivative of f in the expression becomes that of the
 * body, a formula in the parameters.
 *
 * Throws: DifferentiationError where f stands with another number of arguments.
 *
 * @example
 * define(diff(parse('f(x^2)'), 'x'), 'f', ['t'], parse('sin(t)')) // 2*x*cos(x^2)
 */
export function define(e: Expr, name: string, parameters: readonly string[], body: Expr): Expr {
  if (typeof name !== 'string')
    throw new DifferentiationError(`define: the function is ${shown(name)}; it must be its name, as 'f'.`)
  requireList('define', parameters)
  for (const p of parameters) toExpr(p)
  // places of their own, so that an argument may contain a parameter's name
  const places = parameters.map((_, i) => symbol(` ${name}${i}`))
  const moved = subs(body, Object.fromEntries(parameters.map((p, i) => [p, places[i]!])))
  const slopes = new Map<string, Expr>()
  return mapExpr(e, (node) => {
    if (node.kind !== 'call' || node.name !== name) return node
    if (node.args.length !== places.length)
      throw new DifferentiationError(
        `define: ${name} has ${places.length} parameters and stands with ${node.args.length} arguments in ${node}.`,
      )
    const orders = places.flatMap((p, i) => [p, Number(node.weights[i]?.n ?? 0)])
    const key = orders.filter((_, i) => i % 2 === 1).join(' ')
    let slope = slopes.get(key)
    if (slope === undefined) slopes.set(key, (slope = diff(moved, ...orders)))
    return subs(slope, new Map(places.map((p, i) => [p, node.args[i]!])))
  })
}
