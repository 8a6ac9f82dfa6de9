import type { DType } from '../graph/dtype.ts'
import type { Shape } from '../graph/shape.ts'
import { ones, zeros } from '../tensor/core.ts'
import { checkNumbers, checkSizes, layerOptions } from './arguments.ts'
import { Module } from './module.ts'
import { type Parameter, parameter } from './parameter.ts'

export interface NormOptions {
  /** Added to the variance. */
  readonly eps?: number
  /** Learns a scale and a shift (true). */
  readonly affine?: boolean
  readonly dtype?: DType | undefined
}

export interface NormDefaults {
  readonly eps: number
  readonly affine: boolean
  readonly dtype: undefined
}
export const normOptions: NormDefaults = { eps: 1e-5, affine: true, dtype: undefined }
const sizesOf = (shape: Shape): Record<string, unknown> =>
  shape.length === 1 ? { size: shape[0] } : Object.fromEntries(shape.map((n, axis) => [`axis ${axis}`, n]))

/** A learned scale (from 1) and shift (from 0). */
export abstract class Affine extends Module {
  weight: Parameter | undefined
  bias: Parameter | undefined
  readonly eps: number
  constructor(
    shape: Shape,
    options: NormOptions | undefined,
    defaults: Readonly<Required<NormDefaults>>,
    shifts = true,
  ) {
    super()
    checkSizes(this.constructor.name, sizesOf(shape))
    const { eps, affine, dtype } = layerOptions(this.constructor.name, options, defaults)
    checkNumbers(this.constructor.name, { eps }, { least: 0 })
    this.eps = eps
    this.weight = affine ? parameter(ones(shape, { dtype })) : undefined
    this.bias = affine && shifts ? parameter(zeros(shape, { dtype })) : undefined
  }
}
