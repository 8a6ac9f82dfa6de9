import { type DType, isFloat } from '../graph/dtype.ts'

/** The least and the largest value of a dtype: where a maximum and a minimum start. */
export const lowest = (dtype: DType): number =>
  isFloat(dtype) ? -Infinity : dtype === 'int32' ? -(2 ** 31) : 0
export const highest = (dtype: DType): number =>
  isFloat(dtype) ? Infinity : dtype === 'int32' ? 2 ** 31 - 1 : dtype === 'bool' ? 1 : 2 ** 32 - 1
