import * as special from '../formula/special/index.ts'
import { specialDerivatives as lines } from '../formula/special-derivatives.ts'
import { define } from '../graph/node.ts'
import { unary } from './elementwiseRow.ts'

/** The error function and what the normal distribution is written with; the inverse has a file of its own (errorInverse.ts). */
export const errorFunctions = define({
  erf: unary('erf', special.erf, { lines }),
  erfc: unary('erfc', special.erfc, { lines }),
  erfcx: unary('erfcx', special.erfcx, { lines }),
  ndtr: unary('ndtr', special.ndtr, { lines }),
  log_ndtr: unary('log_ndtr', special.logNdtr, { lines }),
  ndtri: unary('ndtri', special.ndtri, { lines }),
})
