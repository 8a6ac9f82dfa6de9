import { constant } from '../build/atoms.ts'
import { dependsOn } from '../calculus/depends.ts'
import { derivative, type Variable } from '../calculus/derivative.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { limit } from '../limit/limit.ts'
import { simplify } from '../simplify/simplify.ts'
import { freeSymbols } from '../traverse.ts'
import { search } from '../work.ts'
import { cut, type Interval, variableOf } from './domain.ts'
import { signs } from './monotonic.ts'
import { isEndless, lineOf, valueAtPoint } from './pieces.ts'
import { isNumeric, sameNumber } from './verify.ts'

/** The values that the function takes, from its limits and values at the ends of its monotonic stretches. */
export function range(e: Expr, variable: Variable): Interval[] {
  return search('range', () => {
    const x = variableOf(e, variable)
    if (!dependsOn(e, x)) {
      const isReal = freeSymbols(e).length > 0 || Number.isFinite(evaluate(e))
      return isReal ? [{ from: e, to: e, closedFrom: true, closedTo: true }] : []
    }
    const { list, period } = signs(e, derivative(e, x), x)
    // x + sin(x): what repeats is the slope, and the graph climbs without end
    if (period !== undefined && lineOf(e, x).period === undefined)
      return [{ from: constant('-oo'), to: constant('oo'), closedFrom: false, closedTo: false }]
    const pieces = list.map(({ stretch: s, sign }) => {
      const ends = [s.from, s.to].map((p, i) => {
        const value = isEndless(p) ? undefined : valueAtPoint(e, x, p)
        const near = (isNumeric(p.value) ? value : undefined) ?? limit(e, x, p.value, i === 0 ? '+' : '-')
        if (near.kind === 'constant' && near.name === 'undefined')
          throw new NotFoundError('range', `${e} has no limit at ${p.value}`, e)
        return {
          value: near,
          at: evaluate(near),
          // where it is constant the end is a value whether or not the point belongs to the stretch
          closed: sign === 0 || (value !== undefined && sameNumber(value, near)),
        }
      })
      return ends[0]!.at <= ends[1]!.at ? { from: ends[0]!, to: ends[1]! } : { from: ends[1]!, to: ends[0]! }
    })
    const { points } = cut(e, x)
    for (const p of points) {
      const value = valueAtPoint(e, x, p)
      if (value === undefined) continue
      const end = { value: simplify(value), at: evaluate(value), closed: true }
      pieces.push({ from: end, to: end })
    }
    pieces.sort((a, b) => a.from.at - b.from.at || Number(b.from.closed) - Number(a.from.closed))
    const merged: typeof pieces = []
    for (const piece of pieces) {
      const last = merged.at(-1)
      const touches = last !== undefined && sameNumber(last.to.value, piece.from.value)
      if (
        last !== undefined &&
        (touches ? last.to.closed || piece.from.closed : piece.from.at < last.to.at)
      ) {
        const from = last.from.at === piece.from.at && piece.from.closed ? piece.from : last.from
        const to =
          piece.to.at > last.to.at || (piece.to.at === last.to.at && piece.to.closed) ? piece.to : last.to
        merged[merged.length - 1] = { from, to }
      } else merged.push(piece)
    }
    return merged.map(({ from, to }) => ({
      from: from.value,
      to: to.value,
      closedFrom: from.closed,
      closedTo: to.closed,
    }))
  })
}
