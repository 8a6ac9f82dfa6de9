import '../../compile/bridge/subjects/trigonometric.ts'
import { trigonometric } from '../../ops/trigonometric.ts'
import { ofFloats, type Unary } from './rows.ts'

/** The sine of x radians. */
export const sin: Unary = (x) => ofFloats(trigonometric.sine, x, 'sin')
/** The cosine of x radians. */
export const cos: Unary = (x) => ofFloats(trigonometric.cosine, x, 'cos')
