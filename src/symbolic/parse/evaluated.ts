import { isConstant } from '../build/atoms.ts'
import { subs } from '../build/subs.ts'
import { subtract } from '../build/sum.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import type { Expr } from '../expr.ts'
import { limit, type Side } from '../limit/limit.ts'
import { freeSymbols } from '../traverse.ts'
import { isExpr, listOf } from './arguments.ts'
import type { Form } from './form.ts'

/** F between two places, as the bar of F|_a^b says; the variable is the only one of F where none is named. */
export const evaluatedBetween: Form = ([body, ...places], _, fail) => {
  const named = places.length === 1 ? listOf(places[0]!) : undefined
  const [from, to] = named?.slice(1) ?? places
  if (!isExpr(body) || !isExpr(from) || !isExpr(to)) return fail('a bar', 'write \\left. f \\right|_a^b')
  const free = freeSymbols(body)
  const [only] = named ?? free
  if (named === undefined && free.length > 1)
    return fail('a bar that names no variable', `write |_{${free[0]!.name}=a}^{b}`)
  if (only === undefined) return subtract(body, body)
  if (!isExpr(only) || only.kind !== 'symbol') return fail('a bar without its variable', 'write |_{x=a}^{b}')
  return subtract(valueAt(body, only, to, '-'), valueAt(body, only, from, '+'))
}

/** The value at a place; the limit from within where there is none, as at infinity. */
function valueAt(body: Expr, x: Expr, place: Expr, side: Side): Expr {
  const value = subs(body, new Map([[x, place]]))
  const infinite = isConstant(place, 'oo') || isConstant(place, '-oo')
  if (!infinite && !isConstant(value, 'undefined') && !isConstant(value, 'zoo')) return value
  try {
    return limit(body, x, place, infinite ? 'both' : side)
  } catch (error) {
    if (error instanceof NotFoundError) return value
    throw error
  }
}
