import { erf, erfc, erfcx, logNdtr, ndtri } from './error-function.ts'
import { direct, outlined, type Row } from './row.ts'

/** The error function and its kin; see index.ts. */
export const errorFunctions: Readonly<Record<string, Row>> = {
  erf: direct(50, erf),
  erfc: direct(70, erfc),
  erfcx: outlined(200, erfcx),
  log_ndtr: outlined(500, logNdtr),
  ndtri: outlined(400, ndtri),
}
