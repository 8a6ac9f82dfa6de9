import { divide } from '../build/product.ts'
import { negate } from '../build/sum.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import type { Expr } from '../expr.ts'
import { signOfConstant } from '../series/decide.ts'
import { coefficientsOf } from './coefficients.ts'

/** Solutions; each that `periods` gives a period for stands for itself plus any whole multiple of it. */
export interface Solutions {
  readonly solutions: readonly Expr[]
  readonly periods: readonly (Expr | undefined)[]
  /** Whether none of them is a float64 approximation. */
  readonly exact: boolean
}

export interface SolveOptions {
  /** Complex solutions of polynomials too. */
  readonly complex?: boolean
  /** Where no method gives exact solutions, the real ones as decimal numbers by `nsolve`; `exact` is false then. */
  readonly numeric?: boolean
}

/** One solution, or one member of a family. */
export interface Solution {
  readonly value: Expr
  readonly period: Expr | undefined
  readonly exact: boolean
}

/** A solution that does not recur. */
export const plain = (value: Expr, exact = true): Solution => ({ value, period: undefined, exact })

/** The period in x of a solution for u = a x + b. */
export function periodOf(u: Expr, period: Expr, x: Expr): Expr {
  const c = coefficientsOf(u, x)
  if (c?.length !== 2) throw new NotFoundError('solve', `infinitely many solutions through ${u}`, u)
  const T = divide(period, c[1]!)
  return signOfConstant(T) === -1 ? negate(T) : T
}
