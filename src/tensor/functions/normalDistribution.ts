import '../../compile/bridge/subjects/normal-distribution.ts'
import { normalDistribution } from '../../ops/normalDistribution.ts'
import { ofFloats, type Unary } from './rows.ts'

/** The distribution function of the standard normal distribution. */
export const ndtr: Unary = (x) => ofFloats(normalDistribution.ndtr, x)
