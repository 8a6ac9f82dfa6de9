import { add, matmul, ShapeError, Tensor, transpose } from '../tensor/core.ts'
import { repeating } from '../tensor/repeating.ts'
import { checkSizes, initOptions, layerOptions } from './arguments.ts'
import { described, missingBias } from './describe.ts'
import * as init from './init.ts'
import { Module } from './module.ts'
import { type Parameter, parameter } from './parameter.ts'

export interface LinearOptions extends init.InitOptions {
  /** Adds a bias (true). */
  readonly bias?: boolean
}

/** Uniform within 1/sqrt(fanIn), as PyTorch starts weights and biases. */
export const uniformByFan = (
  shape: readonly number[],
  fanIn: number,
  options: init.InitOptions,
): Parameter => {
  const bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0
  return parameter(init.uniform(shape, -bound, bound, options))
}

const repair = ({ shape }: Tensor, inputs: number): string =>
  shape.slice(1).reduce((product, extent) => product * extent, 1) === inputs && shape.length > 1
    ? `Flatten each example first: nn.flatten().`
    : `The first number of linear(inputs, outputs) is that of the last axis${shape.length === 0 ? '' : `, here ${shape.at(-1)}`}.`

/** y = x W^T + b. Shapes: [..., inputs] -> [..., outputs]; weight [outputs, inputs], bias [outputs] */
export class Linear extends Module {
  weight: Parameter
  bias: Parameter | undefined
  readonly inputs: number
  readonly outputs: number

  constructor(inputs: number, outputs: number, options?: LinearOptions) {
    super()
    checkSizes('Linear', { inputs, outputs })
    const { bias, ...own } = layerOptions('Linear', options, { bias: true, ...initOptions })
    this.inputs = inputs
    this.outputs = outputs
    this.weight = uniformByFan([outputs, inputs], inputs, own)
    this.bias = bias ? uniformByFan([outputs], inputs, own) : undefined
  }
  forward(x: Tensor): Tensor {
    if (x instanceof Tensor && x.shape.at(-1) !== this.inputs)
      throw new ShapeError(
        `Linear(${this.describe()})`,
        [x.shape],
        `x is [${x.shape}]: its last axis must have ${this.inputs} elements. ${repair(x, this.inputs)}`,
      )
    const { weight, bias } = this
    return repeating.build('linear', bias ? [x, weight, bias] : [x, weight], (x, weight, bias) => {
      const product = matmul(x!, transpose(weight!))
      return [bias ? add(product, bias) : product]
    })[0]!
  }
  override describe(): string {
    return described(`${this.inputs} -> ${this.outputs}`, { without: missingBias(this.bias) })
  }
}

/** y = x W^T + b: `linear(784, 128)`. Shapes: [..., inputs] -> [..., outputs] */
export const linear = (inputs: number, outputs: number, options?: LinearOptions): Linear =>
  new Linear(inputs, outputs, options)
