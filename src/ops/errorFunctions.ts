import * as special from '../formula/special/index.ts'
import { specialDerivatives as lines } from '../formula/special-derivatives.ts'
import { define } from '../graph/node.ts'
import { unary } from './elementwiseRow.ts'

/** The error function and what the normal distribution is written with; files of their own have the inverse and the distribution. */
export const errorFunctions = define({
  erf: unary('erf', special.erf, { lines }),
  erfc: unary('erfc', special.erfc, { lines }),
  erfcx: unary('erfcx', special.erfcx, { lines }),
  log_ndtr: unary('log_ndtr', special.logNdtr, { lines }),
  ndtri: unary('ndtri', special.ndtri, { lines }),
})
