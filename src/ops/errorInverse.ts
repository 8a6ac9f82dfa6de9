import * as special from '../formula/special/index.ts'
import { define } from '../graph/node.ts'
import { unary } from './elementwiseRow.ts'

/** The inverse of the error function: normal random numbers are made of nothing else of this kind. */
export const errorInverse = define({ erf_inv: unary('erfinv', special.erfinv) })
