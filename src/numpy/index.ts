export { blockDiag, cartesianProd, cumulativeTrapezoid, diagflat, geomspace } from './building.ts'
export { lexsort, putAlongAxis, select } from './choosing.ts'
export { type ConvolveMode, convolve, correlate } from './convolve.ts'
export {
  digitize,
  type Histogram,
  type Histogram2d,
  type Histogram2dOptions,
  type HistogramOptions,
  histogram,
  histogram2d,
} from './counting.ts'
export { type GradientOptions, gradient } from './gradient.ts'
export { gcd, lcm } from './integers.ts'
export { type InterpOptions, interp } from './interp.ts'
export { type UnwrapOptions, unwrap } from './phase.ts'
export { ravelMultiIndex, trilIndices, triuIndices, unravelIndex } from './places.ts'
export { type PolyfitOptions, polyder, polyfit, polyint, polyval, vander } from './polynomials.ts'
export { nanpercentile, nanquantile } from './quantiles.ts'
export {
  intersect1d,
  isin,
  setdiff1d,
  setxor1d,
  type Unique,
  type UniqueOptions,
  union1d,
  unique,
  uniqueAll,
} from './sets.ts'
export { fftshift, type InverseRealOptions, ifftshift, irfft2, irfftn, rfft2, rfftn } from './transforms.ts'
export { bartlett, blackman, hamming, hanning, kaiser } from './windows.ts'
export {
  type NanVarOptions,
  nanargmax,
  nanargmin,
  nancumprod,
  nancumsum,
  nanmax,
  nanmin,
  nanprod,
  nanstd,
  nanvar,
} from './without-nan.ts'
