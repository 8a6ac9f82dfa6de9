export * from './activation.ts'
export * from './arithmetic.ts'
export * from './contraction.ts'
export * from './convolution.ts'
export {
  type CumulativeOptions,
  cummax,
  cummaxWithIndices,
  cummin,
  cumminWithIndices,
  cumprod,
  cumsum,
  diff,
  logcumsumexp,
  trapezoid,
  trapz,
} from './cumulative.ts'
export * from './diagonal.ts'
export { einsum } from './einsum.ts'
export * from './elementwise.ts'
export {
  argwhere,
  embedding,
  gather,
  indexSelect,
  maskedFill,
  maskedSelect,
  nonzero,
  slidingWindows,
  take,
  takeAlongAxis,
} from './gathering.ts'
export * from './indexing.ts'
export * from './joining.ts'
export * from './norm.ts'
export * from './ordering.ts'
export * from './padding.ts'
export * from './patches.ts'
export * from './pooling.ts'
export {
  all,
  amax,
  amin,
  any,
  argmax,
  argmin,
  average,
  type Axes,
  countNonzero,
  logsumexp,
  maxWithIndices,
  mean,
  minWithIndices,
  nanmean,
  nansum,
  prod,
  ptp,
  type ReduceOptions,
  sum,
  type ValuesAndIndices,
} from './reduction.ts'
export { amax as max, amin as min } from './reduction.ts'
export * from './resample.ts'
export * from './scattering.ts'
export * from './shape.ts'
export * from './special.ts'
export { logit } from './special.ts'
export { corrcoef, cov, std, stdMean, type VarianceOptions, variance, variance as var, varMean } from './statistics.ts'
