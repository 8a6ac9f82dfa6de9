import { embedding as look } from '../tensor/functions/gathering.ts'
import { type Tensor, tensor } from '../tensor/index.ts'
import { checkSizes, initOptions, layerOptions } from './arguments.ts'
import { LayerError } from './errors.ts'
import * as init from './init.ts'
import { Module } from './module.ts'
import { type Parameter, parameter } from './parameter.ts'

export interface EmbeddingOptions extends init.InitOptions {
  /** The row that stands for no word: it starts from 0 and is not learned. */
  readonly paddingIndex?: number
}

/** Rows of a learned table by their numbers. Shapes: integers [...] -> [..., features]; weight [count, features] */
export class Embedding extends Module {
  readonly weight: Parameter
  readonly paddingIndex: number | undefined

  constructor(count: number, features: number, options?: EmbeddingOptions) {
    super()
    checkSizes('Embedding', { count, features })
    const { paddingIndex, ...own } = layerOptions('Embedding', options, {
      paddingIndex: undefined,
      ...initOptions,
    })
    const values = init.normal([count, features], 0, 1, own)
    if (
      paddingIndex !== undefined &&
      !(Number.isInteger(paddingIndex) && -count <= paddingIndex && paddingIndex < count)
    )
      throw new LayerError('Embedding', `paddingIndex is ${paddingIndex}: it must be a row of the ${count}.`)
    this.paddingIndex = paddingIndex === undefined || paddingIndex >= 0 ? paddingIndex : paddingIndex + count
    if (this.paddingIndex === undefined) this.weight = parameter(values)
    else {
      const data = values.data()
      data.fill(0, this.paddingIndex * features, (this.paddingIndex + 1) * features)
      this.weight = parameter(tensor(data, { shape: [count, features], dtype: values.dtype }))
    }
  }
  forward(indices: Tensor): Tensor {
    const { weight, paddingIndex } = this
    return look(indices, weight, paddingIndex === undefined ? {} : { paddingIndex })
  }
  override describe(): string {
    return this.weight.shape.join(', ')
  }
}
/** A learned table of `count` rows of `features` numbers, looked up by integers. */
export const embedding = (count: number, features: number, options?: EmbeddingOptions): Embedding =>
  new Embedding(count, features, options)
