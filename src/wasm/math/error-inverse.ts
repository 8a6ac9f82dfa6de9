import { erfinv, erfinvSingle } from './error-function.ts'
import { apart, inline, outlined, type Row } from './row.ts'

/** The inverse of the error function; see index.ts. */
export const errorInverse: Readonly<Record<string, Row>> = {
  erf_inv: apart(inline(80, erfinvSingle), outlined(300, erfinv)),
}
