import type { Expr } from '../expr.ts'

/** The names of an argument: one for a number, a nesting of them for an array or a tensor. */
export type Names = string | readonly Names[]

/** What a traced function returns: an expression for a number, a nesting for an array or a tensor. */
export type Traced = Expr | readonly Traced[]
