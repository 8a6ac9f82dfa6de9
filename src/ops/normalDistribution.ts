import * as special from '../formula/special/index.ts'
import { define } from '../graph/node.ts'
import { unary } from './elementwiseRow.ts'

/** The distribution function of the normal distribution: gelu is made of nothing else of this kind. */
export const normalDistribution = define({ ndtr: unary('ndtr', special.ndtr) })
