import { shown } from '../errors.ts'
import {
  add,
  astype,
  customJvp,
  divide,
  greater,
  less,
  multiply,
  noGrad,
  reciprocal,
  reshape,
  type Tensor,
  tensor,
} from '../tensor/core.ts'
import { where } from '../tensor/functions/elementwise.ts'
import { embedding as look, take } from '../tensor/functions/gathering.ts'
import { vectorNorm } from '../tensor/functions/norm.ts'
import { bincount, indexCopy } from '../tensor/functions/scattering.ts'
import { unsqueeze } from '../tensor/functions/shape.ts'
import { checkNumbers, checkSizes, initOptions, layerOptions } from './arguments.ts'
import { described } from './describe.ts'
import { LayerError } from './errors.ts'
import * as init from './init.ts'
import { Module } from './module.ts'
import { type Parameter, parameter } from './parameter.ts'

export interface EmbeddingOptions extends init.InitOptions {
  /** The row that stands for no word: it starts from 0 and is not learned. */
  readonly paddingIdx?: number
  /** Rows that are longer are shortened to this norm in the table, each time they are looked up. */
  readonly maxNorm?: number
  /** The order of that norm (2). */
  readonly normType?: number
  /** Divides the gradient of a row by how often it is looked up in a batch (false). */
  readonly scaleGradByFreq?: boolean
}

export const embeddingOptions = {
  paddingIdx: undefined,
  maxNorm: undefined,
  normType: 2,
  scaleGradByFreq: false,
  ...initOptions,
} as const

/** x, whose gradient is divided by n. */
const dividedGradient = /* @__PURE__ */ customJvp(
  (x: Tensor, _n: Tensor) => x,
  ([, n], [dx]) => divide(dx, n),
)

/** Rows of a learned table by their numbers. Shapes: integers [...] -> [..., features]; weight [count, features] */
export class Embedding extends Module {
  weight: Parameter
  readonly paddingIdx: number | undefined
  readonly maxNorm: number | undefined
  readonly normType: number
  readonly scaleGradByFreq: boolean

  constructor(count: number, features: number, options?: EmbeddingOptions) {
    super()
    const layer = this.constructor.name
    checkSizes(layer, { count, features })
    const { paddingIdx, maxNorm, normType, scaleGradByFreq, ...own } = layerOptions(
      layer,
      options,
      embeddingOptions,
    )
    const values = init.normal([count, features], 0, 1, own)
    if (
      paddingIdx !== undefined &&
      !(Number.isInteger(paddingIdx) && -count <= paddingIdx && paddingIdx < count)
    )
      throw new LayerError(layer, `paddingIdx is ${shown(paddingIdx)}: it must be a row of the ${count}.`)
    checkNumbers(layer, { normType, ...(maxNorm === undefined ? {} : { maxNorm }) }, { above: 0 })
    this.maxNorm = maxNorm
    this.normType = normType
    this.scaleGradByFreq = scaleGradByFreq
    this.paddingIdx = paddingIdx === undefined || paddingIdx >= 0 ? paddingIdx : paddingIdx + count
    if (this.paddingIdx === undefined) this.weight = parameter(values)
    else {
      const data = values.data()
      data.fill(0, this.paddingIdx * features, (this.paddingIdx + 1) * features)
      this.weight = parameter(tensor(data, { shape: [count, features], dtype: values.dtype }))
    }
  }
  forward(indices: Tensor): Tensor {
    const { weight, paddingIdx } = this
    this.#shorten(indices)
    const rows = look(indices, weight, paddingIdx === undefined ? {} : { paddingIdx })
    if (!this.scaleGradByFreq) return rows
    const count = weight.shape[0]!
    const places = where(less(indices, 0), add(indices, count), indices)
    const often = take(bincount(places, count), indices, { axis: 0 })
    return dividedGradient(rows, astype(unsqueeze(often, -1), rows.dtype))
  }
  /** Gives the rows that are looked up their greatest norm, as PyTorch does: norms are taken for 1e-7 longer. */
  #shorten(indices: Tensor): void {
    const { weight, maxNorm, normType } = this
    if (maxNorm === undefined) return
    noGrad(() => {
      const table = weight.detach()
      const places = reshape(indices, [-1])
      const rows = take(table, places, { axis: 0 })
      const norms = vectorNorm(rows, 1, { ord: normType, keepdims: true })
      const factor = where(greater(norms, maxNorm), multiply(reciprocal(add(norms, 1e-7)), maxNorm), 1)
      const shortened = indexCopy(table, 0, places, multiply(rows, factor))
      // computed now, so that look-ups without steps between them do not pile up
      weight.assign(shortened.node.abstract ? shortened : shortened.eval())
    })
  }
  override describe(): string {
    const { paddingIdx, maxNorm, normType, scaleGradByFreq } = this
    return described(this.weight.shape.join(', '), {
      paddingIdx,
      maxNorm,
      normType: maxNorm !== undefined && normType !== 2 && normType,
      scaleGradByFreq,
    })
  }
}
/** A learned table of `count` rows of `features` numbers, looked up by integers. */
export const embedding = (count: number, features: number, options?: EmbeddingOptions): Embedding =>
  new Embedding(count, features, options)
