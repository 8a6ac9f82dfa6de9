// its order is that of bundles
import '../tensor/order.ts'

export * from './activation.ts'
export type { NormOptions } from './affine.ts'
export {
  type AttentionLayerOptions,
  type AttentionMasks,
  MultiheadAttention,
  type MultiheadOptions,
  multiheadAttention,
} from './attention.ts'
export { type AverageOptions, averaged, WeightAverage } from './averaging.ts'
export * from './batch-normalization.ts'
export { Bilinear, bilinear } from './bilinear.ts'
export * from './containers.ts'
export * from './convolution.ts'
export * from './ctc.ts'
export {
  CosineSimilarity,
  cosineSimilarity,
  type DistanceOptions,
  PairwiseDistance,
  pairwiseDistance,
  type SimilarityOptions,
} from './distance.ts'
export * from './dropout.ts'
export { Embedding, type EmbeddingOptions, embedding } from './embedding.ts'
export { type Bags, EmbeddingBag, type EmbeddingBagOptions, embeddingBag } from './embedding-bag.ts'
export { LayerError, StateDictError } from './errors.ts'
export { functionalCall } from './functional-call.ts'
export { affineGrid, type GridSampleOptions, gridSample } from './grid-sample.ts'
export { type GumbelSoftmaxOptions, gumbelSoftmax } from './gumbel-softmax.ts'
export * from './images.ts'
export * as init from './init.ts'
export * from './instance-normalization.ts'
export { layerOf } from './layer.ts'
export { Linear, type LinearOptions, linear } from './linear.ts'
export * from './losses.ts'
export { forward, type Layer, Module } from './module.ts'
export * from './normalization.ts'
export { Buffer, buffer, isParameter, Parameter, parameter } from './parameter.ts'
export { Parametrization, parametrize, removeParametrization } from './parametrize.ts'
export { Fold, fold, Unfold, unfold } from './patches.ts'
export * from './pooling.ts'
export * from './recurrent.ts'
export {
  GRUCell,
  gruCell,
  LSTMCell,
  lstmCell,
  type RecurrentCellOptions,
  RNNCell,
  rnnCell,
} from './recurrent-cells.ts'
export {
  loadStateDict,
  namedBuffers,
  namedParameters,
  parameters,
  type StateDict,
  stateDict,
} from './state.ts'
export {
  type StackOptions,
  Transformer,
  TransformerDecoder,
  TransformerEncoder,
  type TransformerMasks,
  type TransformerOptions,
  transformer,
  transformerDecoder,
  transformerEncoder,
} from './transformer.ts'
export {
  TransformerDecoderLayer,
  TransformerEncoderLayer,
  type TransformerLayerOptions,
  transformerDecoderLayer,
  transformerEncoderLayer,
} from './transformer-layers.ts'
export {
  MaxUnpool1d,
  MaxUnpool2d,
  MaxUnpool3d,
  maxUnpool1d,
  maxUnpool2d,
  maxUnpool3d,
  type UnpoolOptions,
} from './unpooling.ts'
export { walk } from './walk.ts'
export * from './weight-normalization.ts'
