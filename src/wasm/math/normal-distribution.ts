import { ndtr } from './error-function.ts'
import { direct, type Row } from './row.ts'

/** The distribution function of the normal distribution; see index.ts. */
export const normalDistribution: Readonly<Record<string, Row>> = { ndtr: direct(75, ndtr) }
