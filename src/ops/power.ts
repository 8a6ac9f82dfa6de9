import { define } from '../graph/node.ts'
import { binary } from './elementwiseRow.ts'
import { integerPower, power } from './scalars.ts'

/** Powers, whose code is long, and which few functions are made of: small whole powers in formulas are products. */
export const powers = define({
  power: binary('power', power, { integer: integerPower }),
})
