import { scale, sum } from '../build/sum.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import type { Expr } from '../expr.ts'
import { Rational } from '../number/rational.ts'
import { own } from '../own.ts'
import type { Solution } from './solution.ts'
import { numberOf } from './verify.ts'

/** Between which numbers the values of functions lie. */
const bounds: Readonly<Record<string, readonly [low: number, high: number]>> = {
  sin: [-1, 1],
  cos: [-1, 1],
  tanh: [-1, 1],
  erf: [-1, 1],
  logistic: [0, 1],
  asin: [-Math.PI / 2, Math.PI / 2],
  atan: [-Math.PI / 2, Math.PI / 2],
  acos: [0, Math.PI],
}

/** The members of a family, of values of f, that f may take; NotFoundError where those are infinitely many. */
export function membersIn({ value, period }: Solution, f: Expr): Expr[] {
  if (period === undefined) return [value]
  const [low, high] = own(bounds, f.name) ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  const [start, step] = [numberOf(value), numberOf(period)]
  const [first, last] = [Math.ceil((low - start) / step - 1e-9), Math.floor((high - start) / step + 1e-9)]
  if (!(last - first < mostMembers))
    throw new NotFoundError('solve', `infinitely many solutions through ${f}`, f)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    sum(value, scale(period, Rational.of(first + i))),
  )
}
const mostMembers = 100
