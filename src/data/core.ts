export { ConcatDataset, concat } from './concat.ts'
export {
  ArrayDataset,
  type Column,
  type ColumnInput,
  type Dataset,
  dataset,
  type Pair,
  Subset,
} from './dataset.ts'
export { DataError } from './errors.ts'
export { type IdxArray, IdxError, parseIdx } from './idx.ts'
export { type BatchOptions, batches, DataLoader, type LoaderState } from './loader.ts'
export { type MnistOptions, mnist } from './mnist.ts'
export { permutation } from './permutation.ts'
export { type Sampler, weightedSampler } from './sampler.ts'
export {
  type FoldOptions,
  kFold,
  type SplitOptions,
  type Standardiser,
  standardise,
  trainTestSplit,
} from './split.ts'
export { blobs, circles, moons, regression, spirals, type ToyOptions, xor } from './toys.ts'
