import * as special from '../formula/special/index.ts'
import { define } from '../graph/node.ts'
import { unary } from './elementwiseRow.ts'

/** The error function and what the normal distribution is written with. */
export const errorFunctions = define({
  erf: unary('erf', special.erf),
  erfc: unary('erfc', special.erfc),
  erfcx: unary('erfcx', special.erfcx),
  erf_inv: unary('erfinv', special.erfinv),
  ndtr: unary('ndtr', special.ndtr),
  log_ndtr: unary('log_ndtr', special.logNdtr),
  ndtri: unary('ndtri', special.ndtri),
})
