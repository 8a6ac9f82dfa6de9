import type { Expr } from '../expr.ts'

/** The names of an argument: one for a number, a nesting of them for an array or a tensor. */
export type Names = string | readonly Names[]

/** The names of an argument of a plain function, which may also be an object with named parts. */
export type ArgumentNames = string | readonly ArgumentNames[] | { readonly [part: string]: ArgumentNames }

/** What a traced function returns: an expression for a number, a nesting for an array or a tensor. */
export type Traced = Expr | readonly Traced[]
