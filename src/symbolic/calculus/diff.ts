import { shown } from '../../errors.ts'
import { LimitError } from '../../formula/errors.ts'
import { integer, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { subs } from '../build/subs.ts'
import type { Expr } from '../expr.ts'
import { limit } from '../limit/limit.ts'
import { isBudgetError } from '../work.ts'
import { DifferentiationError, derivative, type Memo, resolve, type Variable } from './derivative.ts'
import { NotFoundError } from './not-found.ts'
import type { SideLimit } from './pieces.ts'

/** More derivatives than these by one variable are not taken one by one. */
const maxOrder = 10_000

/**
 * The derivative of an expression by a variable: any order, any mixture; by none, the expression.
 * Works on the graph: each distinct subexpression is differentiated once, so the result is a graph too, and nested
 * functions stay linear in size. The result is canonical but not simplified.
 *
 * Throws: DifferentiationError for a variable that is no symbol, or an order that is no whole number; LimitError for an
 * order that is too high.
 *
 * @example
 * diff(parse('1/(1 + exp(-x))'), 'x')    // exp(-x)/(1 + exp(-x))^2
 * diff(parse('sin(x*y)'), 'x', 2, 'y')   // by x twice, then by y
 */
export function diff(e: Expr, ...variables: readonly (Variable | number)[]): Expr {
  if (variables.length === 1 && typeof variables[0] !== 'number') {
    const x = resolve(e, variables[0]!)
    return x === undefined ? integer(0) : derivative(e, x, new Map(), byLimit)
  }
  const memos = new Map<Expr, Memo>()
  for (let i = 0; i < variables.length; i++) {
    const variable = variables[i]!
    const next = variables[i + 1]
    const times = typeof next === 'number' ? next : 1
    if (typeof next === 'number') i++
    if (typeof variable === 'number')
      throw new DifferentiationError(
        `diff: ${variable} stands where a variable must; write diff(e, 'x', 2, 'y').`,
      )
    if (!Number.isInteger(times) || times < 0)
      throw new DifferentiationError(
        `diff: the order ${shown(times)} of ${String(variable)} is no whole number; write diff(e, 'x', 2, 'y').`,
      )
    const x = resolve(e, variable)
    if (x === undefined) return times === 0 ? e : integer(0)
    let memo = memos.get(x)
    if (memo === undefined) memos.set(x, (memo = new Map()))
    // what is 0 stays 0
    for (let k = 0; k < times && e !== integer(0); k++) {
      if (k === maxOrder)
        throw new LimitError('diff', 'order', maxOrder, times, 'nthDerivative has formulas for any order.')
      e = derivative(e, x, memo, byLimit)
    }
  }
  return e
}

/**
 * The limit from one side, where it is found.
 *
 * Throws: LimitError where the time or work allowed is used up, which says nothing of the limit.
 */
export const byLimit: SideLimit = (e, x, at, side) => {
  try {
    return limit(e, x, at, side)
  } catch (error) {
    if (error instanceof NotFoundError || (error instanceof LimitError && !isBudgetError(error)))
      return undefined
    throw error
  }
}

/** f^(orders)(args): taken where f has a rule, kept where it is unknown. */
export function applyDerivative(name: string, args: readonly Expr[], orders: readonly number[]): Expr {
  const places = args.map((_, i) => symbol(` d${i}`))
  let e = call(name, ...places)
  orders.forEach((n, i) => {
    e = diff(e, places[i]!, n)
  })
  return subs(e, new Map(places.map((p, i) => [p, args[i]!])))
}
