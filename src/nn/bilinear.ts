import type { Tensor } from '../tensor/core.ts'
import { bilinear as bilinearForm } from '../tensor/functions/contraction.ts'
import { checkSizes, initOptions, layerOptions } from './arguments.ts'
import { described, missingBias } from './describe.ts'
import { type LinearOptions, uniformByFan } from './linear.ts'
import { Module } from './module.ts'
import type { Parameter } from './parameter.ts'

/** y_k = x1^T W_k x2 + b_k. Shapes: [..., a], [..., b] -> [..., outputs]; weight [outputs, a, b] */
export class Bilinear extends Module {
  weight: Parameter
  bias: Parameter | undefined

  constructor(inputs1: number, inputs2: number, outputs: number, options?: LinearOptions) {
    super()
    checkSizes('Bilinear', { inputs1, inputs2, outputs })
    const { bias, ...own } = layerOptions('Bilinear', options, { bias: true, ...initOptions })
    this.weight = uniformByFan([outputs, inputs1, inputs2], inputs1, own)
    this.bias = bias ? uniformByFan([outputs], inputs1, own) : undefined
  }
  forward(x1: Tensor, x2: Tensor): Tensor {
    return bilinearForm(x1, x2, this.weight, this.bias ?? null)
  }
  override describe(): string {
    const [outputs, a, b] = this.weight.shape
    return described(`${a}, ${b} -> ${outputs}`, { without: missingBias(this.bias) })
  }
}

/** y_k = x1^T W_k x2 + b_k. Shapes: [..., inputs1], [..., inputs2] -> [..., outputs] */
export const bilinear = (
  inputs1: number,
  inputs2: number,
  outputs: number,
  options?: LinearOptions,
): Bilinear => new Bilinear(inputs1, inputs2, outputs, options)
