import { searchLimits } from '../../src/symbolic/index.ts'

/** Tests of what a search finds are not about its time: machines that do other things take longer. */
searchLimits.milliseconds = 20_000
