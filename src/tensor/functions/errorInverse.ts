import '../../compile/bridge/subjects/error-inverse.ts'
import { errorInverse } from '../../ops/errorInverse.ts'
import { ofFloats, type Unary } from './rows.ts'

/** The inverse of erf, on [-1, 1]. */
export const erfinv: Unary = (x) => ofFloats(errorInverse.erf_inv, x, 'erfinv')
