import { checkWord } from '../options.ts'
import { type Tensor, toTensor, zeros } from '../tensor/core.ts'
import * as f from '../tensor/functions/recurrent.ts'
import { checkSizes, initOptions, layerOptions } from './arguments.ts'
import { described } from './describe.ts'
import type { InitOptions } from './init.ts'
import { uniformByFan } from './linear.ts'
import { Module, renamed } from './module.ts'
import type { Parameter } from './parameter.ts'

/** What a recurrent cell learns, by PyTorch's names. Weights start uniform within 1/sqrt(hidden), as PyTorch's. */
export abstract class RecurrentWeights extends Module {
  readonly inputWeight: Parameter
  readonly hiddenWeight: Parameter
  readonly inputBias: Parameter | undefined
  readonly hiddenBias: Parameter | undefined
  readonly projection: Parameter | undefined
  constructor(
    inputs: number,
    hidden: number,
    gates: number,
    { bias, projected, ...own }: InitOptions & { readonly bias: boolean; readonly projected?: number },
  ) {
    super()
    const rows = gates * hidden
    this.inputWeight = uniformByFan([rows, inputs], hidden, own)
    this.hiddenWeight = uniformByFan([rows, projected || hidden], hidden, own)
    this.inputBias = bias ? uniformByFan([rows], hidden, own) : undefined
    this.hiddenBias = bias ? uniformByFan([rows], hidden, own) : undefined
    this.projection = projected ? uniformByFan([projected, hidden], hidden, own) : undefined
  }
  override fields(): Iterable<readonly [string, unknown]> {
    return renamed(this, {
      inputWeight: 'weight_ih',
      hiddenWeight: 'weight_hh',
      inputBias: 'bias_ih',
      hiddenBias: 'bias_hh',
      projection: 'weight_hr',
    })
  }
}

export interface RecurrentCellOptions extends InitOptions {
  readonly bias?: boolean
}

/** A cell that is run a step at a time, by a loop of the user's own. */
abstract class Cell extends RecurrentWeights {
  readonly hidden: number
  constructor(
    inputs: number,
    hidden: number,
    gates: number,
    options: RecurrentCellOptions | undefined,
    more = {},
  ) {
    super(...argumentsOf(new.target.name, inputs, hidden, gates, options, more))
    this.hidden = hidden
  }
  /** The state before the first step. */
  protected start(x: Tensor): Tensor {
    const { shape, dtype } = toTensor(x, this.constructor.name)
    return zeros([...shape.slice(0, -1), this.hidden], { dtype })
  }
  override describe(): string {
    return described(`${this.inputWeight.shape[1]} -> ${this.hidden}`, {})
  }
}

function argumentsOf(
  layer: string,
  inputs: number,
  hidden: number,
  gates: number,
  options: RecurrentCellOptions | undefined,
  more: object,
): ConstructorParameters<typeof RecurrentWeights> {
  checkSizes(layer, { inputs, hidden })
  const { bias, dtype, generator } = layerOptions(layer, options, { bias: true, ...initOptions, ...more })
  return [inputs, hidden, gates, { bias, dtype, generator }]
}

/**
 * One step of an RNN: h' = tanh(W x + b + U h + c), from h = 0 if it is left out.
 * Shapes: x [batch, inputs], h [batch, hidden] -> [batch, hidden]
 */
export class RNNCell extends Cell {
  readonly nonlinearity: 'tanh' | 'relu'
  constructor(
    inputs: number,
    hidden: number,
    options?: RecurrentCellOptions & { readonly nonlinearity?: 'tanh' | 'relu' },
  ) {
    super(inputs, hidden, 1, options, { nonlinearity: 'tanh' })
    this.nonlinearity = options?.nonlinearity ?? 'tanh'
    checkWord('RNNCell', 'nonlinearity', this.nonlinearity, ['tanh', 'relu'])
  }
  forward(x: Tensor, h: Tensor = this.start(x)): Tensor {
    return f.rnnCell(x, h, this, { nonlinearity: this.nonlinearity })
  }
}

/** One step of a gated recurrent unit. Shapes: x [batch, inputs], h [batch, hidden] -> [batch, hidden] */
export class GRUCell extends Cell {
  constructor(inputs: number, hidden: number, options?: RecurrentCellOptions) {
    super(inputs, hidden, 3, options)
  }
  forward(x: Tensor, h: Tensor = this.start(x)): Tensor {
    return f.gruCell(x, h, this)
  }
}

/** One step of a long short-term memory. Shapes: x [batch, inputs], h and c [batch, hidden] -> [h, c] */
export class LSTMCell extends Cell {
  constructor(inputs: number, hidden: number, options?: RecurrentCellOptions) {
    super(inputs, hidden, 4, options)
  }
  forward(
    x: Tensor,
    states: readonly [h: Tensor, c: Tensor] = [this.start(x), this.start(x)],
  ): [h: Tensor, c: Tensor] {
    return f.lstmCell(x, states, this)
  }
}

/** One step of a plain recurrent layer: `rnnCell(32, 64)`. See `RNNCell`. */
export const rnnCell = (
  inputs: number,
  hidden: number,
  options?: ConstructorParameters<typeof RNNCell>[2],
): RNNCell => new RNNCell(inputs, hidden, options)
/** One step of a gated recurrent unit, for decoders and policies: `gruCell(32, 64)`. See `GRUCell`. */
export const gruCell = (inputs: number, hidden: number, options?: RecurrentCellOptions): GRUCell =>
  new GRUCell(inputs, hidden, options)
/** One step of a long short-term memory: `lstmCell(32, 64)`. See `LSTMCell`. */
export const lstmCell = (inputs: number, hidden: number, options?: RecurrentCellOptions): LSTMCell =>
  new LSTMCell(inputs, hidden, options)
