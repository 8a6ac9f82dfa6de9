import type { BigComplex } from '../../../formula/special/big/complex.ts'

/** A complex number of many digits, or what is no finite number: an infinity or NaN. */
export type Value = BigComplex | number

export const isFinite_ = (x: Value): x is BigComplex => typeof x !== 'number'
