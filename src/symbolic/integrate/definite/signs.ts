import { constant, integer, isConstant, symbol } from '../../build/atoms.ts'
import { and, piecewise, relation } from '../../build/logic.ts'
import { subs } from '../../build/subs.ts'
import { negate } from '../../build/sum.ts'
import { integral } from '../../calculus/forms.ts'
import { NotFoundError } from '../../calculus/not-found.ts'
import type { Expr } from '../../expr.ts'
import { freeSymbols } from '../../traverse.ts'
import { agreesWithQuadrature } from './check.ts'
import { sideOf } from './transform.ts'

type Definite = (e: Expr, x: Expr, from: Expr, to: Expr) => Expr

/**
 * A definite integral with symbols of unknown sign, taken as positive: the value under those conditions that it needs,
 * and the integral itself, not carried out, elsewhere.
 */
export function assumingSigns(e: Expr, x: Expr, from: Expr, to: Expr, definite: Definite): Expr | undefined {
  const open = [...new Set([e, from, to].flatMap((part) => freeSymbols(part)))].filter(
    (s) => s !== x && sideOf(s) === undefined && !s.name.endsWith(' '),
  )
  if (open.length === 0 || open.length > 4) return undefined
  const known = open.map((s) => [s, symbol(`${s.name} `, { positive: true })] as const)
  const back = new Map(known.map(([s, p]) => [p, s]))
  const under = (part: Expr): Expr => subs(part, new Map(known))
  let value: Expr
  try {
    value = subs(definite(under(e), x, under(from), under(to)), back)
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
  if (value.kind === 'piecewise' || isConstant(value, 'undefined')) return undefined
  // a sign that may as well be the other is no condition
  const needed = open.filter((s) => {
    const mirror = symbol(`${s.name} `, { positive: true })
    const flip = (part: Expr): Expr =>
      subs(subs(part, new Map(known.filter(([other]) => other !== s))), new Map([[s, negate(mirror)]]))
    return !agreesWithQuadrature(flip(e), x, flip(from), flip(to), {
      value: flip(value),
      conditions: [],
      proved: false,
    })
  })
  if (needed.length === 0) return value
  const condition = and(...needed.map((s) => relation('<', integer(0), s)))
  return piecewise([value, condition], [integral(e, x, from, to), constant('true')])
}
