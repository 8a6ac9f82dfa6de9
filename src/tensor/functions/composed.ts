// Functions that are made of others, or take options.
export * from './activation.ts'
export {
  type AdaptiveSize,
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
} from './adaptivePooling.ts'
export * from './argmax.ts'
export * from './arithmetic.ts'
export * from './attention.ts'
export * from './classification.ts'
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
export * from './dropout.ts'
export { einsum } from './einsum.ts'
export * from './extremes.ts'
export * from './fft.ts'
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
export * from './linalg.ts'
export * from './linearSystems.ts'
export {
  bce,
  bceWithLogits,
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  gaussianNllLoss,
  huberLoss,
  klDiv,
  type LossOptions,
  l1Loss,
  mseLoss,
  poissonNllLoss,
  type Reduction,
  smoothL1Loss,
} from './loss.ts'
export {
  cosineEmbeddingLoss,
  hingeEmbeddingLoss,
  marginRankingLoss,
  softMarginLoss,
  tripletMarginLoss,
} from './marginLoss.ts'
export * from './matrixNorm.ts'
export { conditionNumber } from './matrixNorm.ts'
export * from './multivariateNormal.ts'
export * from './norm.ts'
export * from './normalization.ts'
export * from './oneHot.ts'
export * from './ordering.ts'
export * from './padding.ts'
export * from './patches.ts'
export * from './pooling.ts'
export { power } from './power.ts'
export * from './reciprocal.ts'
export * from './recurrent.ts'
export {
  all,
  amax,
  amin,
  any,
  average,
  countNonzero,
  logsumexp,
  nanmean,
  nansum,
  prod,
  ptp,
} from './reduction.ts'
export * from './resample.ts'
export * from './roll.ts'
export * from './scattering.ts'
export { searchsorted } from './searching.ts'
export * from './shape.ts'
export { logSoftmax, softmax, softmin } from './softmax.ts'
export * from './special.ts'
export {
  corrcoef,
  cov,
  std,
  stdMean,
  type VarianceOptions,
  variance,
  variance as var,
  varMean,
} from './statistics.ts'
export { type Axes, mean, type ReduceOptions, sum } from './sum.ts'
export * from './triangle.ts'
