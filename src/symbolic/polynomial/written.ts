import { integer, rational } from '../build/atoms.ts'
import { multiplyAll, power } from '../build/product.ts'
import { linear } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import type { Dense } from './dense.ts'

/** The polynomial in x with these coefficients. */
export const polynomialOf = (p: Dense, x: Expr): Expr =>
  linear(
    p.map((c, k) => multiplyAll([rational(c), power(x, integer(k))])),
    undefined,
  )
