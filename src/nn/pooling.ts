import * as adaptive from '../tensor/functions/adaptivePooling.ts'
import * as f from '../tensor/functions/pooling.ts'
import type { Spatial } from '../tensor/functions/spatial.ts'
import type { Tensor } from '../tensor/index.ts'
import { layerOf } from './layer.ts'

type MaxOptions = Omit<f.MaxPoolOptions, 'returnIndices'>
type MaxArguments = [kernel: Spatial, options?: MaxOptions]
type AvgArguments = [kernel: Spatial, options?: f.AvgPoolOptions]
type Size = [size: adaptive.AdaptiveSize]

export const MaxPool1d = layerOf('MaxPool1d', (x: Tensor, ...a: MaxArguments) => f.maxPool1d(x, ...a))
export const MaxPool2d = layerOf('MaxPool2d', (x: Tensor, ...a: MaxArguments) => f.maxPool2d(x, ...a))
export const MaxPool3d = layerOf('MaxPool3d', (x: Tensor, ...a: MaxArguments) => f.maxPool3d(x, ...a))
export const AvgPool1d = layerOf('AvgPool1d', (x: Tensor, ...a: AvgArguments) => f.avgPool1d(x, ...a))
export const AvgPool2d = layerOf('AvgPool2d', (x: Tensor, ...a: AvgArguments) => f.avgPool2d(x, ...a))
export const AvgPool3d = layerOf('AvgPool3d', (x: Tensor, ...a: AvgArguments) => f.avgPool3d(x, ...a))
export const AdaptiveAvgPool1d = layerOf('AdaptiveAvgPool1d', (x: Tensor, ...a: Size) =>
  adaptive.adaptiveAvgPool1d(x, ...a),
)
export const AdaptiveAvgPool2d = layerOf('AdaptiveAvgPool2d', (x: Tensor, ...a: Size) =>
  adaptive.adaptiveAvgPool2d(x, ...a),
)
export const AdaptiveMaxPool1d = layerOf('AdaptiveMaxPool1d', (x: Tensor, ...a: Size) =>
  adaptive.adaptiveMaxPool1d(x, ...a),
)
export const AdaptiveMaxPool2d = layerOf('AdaptiveMaxPool2d', (x: Tensor, ...a: Size) =>
  adaptive.adaptiveMaxPool2d(x, ...a),
)

export const maxPool1d = (...a: MaxArguments) => new MaxPool1d(...a)
export const maxPool2d = (...a: MaxArguments) => new MaxPool2d(...a)
export const maxPool3d = (...a: MaxArguments) => new MaxPool3d(...a)
export const avgPool1d = (...a: AvgArguments) => new AvgPool1d(...a)
export const avgPool2d = (...a: AvgArguments) => new AvgPool2d(...a)
export const avgPool3d = (...a: AvgArguments) => new AvgPool3d(...a)
export const adaptiveAvgPool1d = (...a: Size) => new AdaptiveAvgPool1d(...a)
export const adaptiveAvgPool2d = (...a: Size) => new AdaptiveAvgPool2d(...a)
export const adaptiveMaxPool1d = (...a: Size) => new AdaptiveMaxPool1d(...a)
export const adaptiveMaxPool2d = (...a: Size) => new AdaptiveMaxPool2d(...a)
