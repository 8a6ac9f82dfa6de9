import type { Expr } from '../expr.ts'
import { type Argument, isExpr } from './arguments.ts'

/** Refuses a form; tells what it is and how it is written. */
export type Fail = (what: string, why: string) => never

/** A form that is more than a function of its arguments; answers undefined where it is an ordinary call after all. */
export type Form = (
  args: readonly Argument[],
  keywords: ReadonlyMap<string, Expr>,
  fail: Fail,
) => Expr | undefined

/** An argument that is an expression. */
export const expr = (argument: Argument | undefined, fail: Fail): Expr =>
  isExpr(argument) ? argument : fail('a tuple', 'an expression stands here')
