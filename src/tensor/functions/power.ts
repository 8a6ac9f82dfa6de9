import '../../compile/bridge/subjects/powers.ts'
import { powers } from '../../ops/power.ts'
import { type Binary, pairs } from './rows.ts'

/** a^b. */
export const power: Binary = (a, b) => pairs(powers.power, a, b)
