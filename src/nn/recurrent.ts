import { shown } from '../errors.ts'
import { checkWord, optionsOf } from '../options.ts'
import { ShapeError, Tensor, type TensorLike, toTensor, zeros } from '../tensor/core.ts'
import { dropout } from '../tensor/functions/dropout.ts'
import { take } from '../tensor/functions/gathering.ts'
import { concatenate, stack } from '../tensor/functions/joining.ts'
import type { RecurrentOptions } from '../tensor/functions/recurrent.ts'
import * as f from '../tensor/functions/recurrent.ts'
import { reshape, squeeze, swapaxes, unsqueeze } from '../tensor/functions/shape.ts'
import { checkCounts, checkNumbers, checkSizes, initOptions, layerOptions, mostLayers } from './arguments.ts'
import { described } from './describe.ts'
import { LayerError } from './errors.ts'
import type { InitOptions } from './init.ts'
import { Module } from './module.ts'
import { RecurrentWeights } from './recurrent-cells.ts'

export interface RecurrentLayerOptions extends InitOptions {
  /** Layers on top of one another (1). */
  readonly numLayers?: number
  readonly bias?: boolean
  /** The first axis of the sequences is the batch, not the time (false). */
  readonly batchFirst?: boolean
  /** Drops outputs between layers while training (0). */
  readonly dropout?: number
  /** Also runs backwards in time and puts both outputs side by side (false). */
  readonly bidirectional?: boolean
}

/** One direction of one layer. */
class Direction extends RecurrentWeights {
  forward(): never {
    throw new TypeError('a direction of a recurrent layer is run by its layer')
  }
}

/** What a recurrent layer is given apart from the sequences and their first states. */
export interface SequenceOptions {
  /** How long each sequence of the batch is; after its end outputs are 0, and the state is the one at its end. Shape [batch]. */
  readonly lengths?: TensorLike | undefined
}

/** The states of one direction after the sequence. */
type States = readonly Tensor[]

/** Layers and directions around a cell that keeps `kept` states. */
abstract class Recurrent extends Module {
  /** One a layer; two in each if it runs both ways. */
  readonly layers: readonly (readonly Direction[])[]
  readonly hidden: number
  /** Features of what a layer gives: `hidden`, or what an LSTM projects it to. */
  readonly outputs: number
  readonly batchFirst: boolean
  readonly dropout: number

  constructor(
    inputs: number,
    hidden: number,
    gates: number,
    options: RecurrentLayerOptions | undefined,
    more = {},
  ) {
    super()
    const layer = this.constructor.name
    checkSizes(layer, { inputs, hidden })
    const {
      numLayers,
      batchFirst,
      dropout: drops,
      bidirectional,
      bias,
      dtype,
      generator,
    } = layerOptions(layer, options, {
      numLayers: 1,
      batchFirst: false,
      dropout: 0,
      bidirectional: false,
      bias: true,
      ...initOptions,
      ...more,
    })
    checkCounts(layer, { numLayers })
    checkNumbers(layer, { numLayers }, mostLayers)
    checkNumbers(layer, { dropout: drops }, { least: 0, most: 1 })
    const ways = bidirectional ? 2 : 1
    const projSize = (options as LSTMOptions | undefined)?.projSize ?? 0
    checkSizes(layer, { projSize })
    if (projSize >= hidden && projSize > 0)
      throw new LayerError(
        layer,
        `projSize is ${projSize}: it must be below the ${hidden} hidden features, or 0 for none.`,
      )
    this.hidden = hidden
    this.outputs = projSize || hidden
    this.batchFirst = batchFirst
    this.dropout = drops
    this.layers = Array.from({ length: numLayers }, (_, i) =>
      Array.from(
        { length: ways },
        () =>
          new Direction(i === 0 ? inputs : this.outputs * ways, hidden, gates, {
            bias,
            dtype,
            generator,
            projected: projSize,
          }),
      ),
    )
  }

  /** `weight_ih_l0`, `weight_ih_l0_reverse`, `weight_ih_l1`: what the layers learn. */
  override fields(): Iterable<readonly [string, unknown]> {
    return this.layers.flatMap((directions, layer) =>
      directions.flatMap((direction, way) =>
        [...direction.fields()].map(
          ([name, part]) => [`${name}_l${layer}${way === 1 ? '_reverse' : ''}`, part] as const,
        ),
      ),
    )
  }

  protected abstract over(
    x: Tensor,
    states: States,
    direction: Direction,
    options: RecurrentOptions,
  ): { output: Tensor; states: States }

  /** Runs all layers; `initial` holds, for each kept state, [layers*ways, batch, hidden]. */
  protected run(
    x: Tensor,
    kept: number,
    initial: readonly Tensor[] | undefined,
    options: SequenceOptions | undefined,
  ): { output: Tensor; states: Tensor[] } {
    const { lengths } = optionsOf(this.constructor.name, options, { lengths: undefined })
    const features = this.layers[0]![0]!.inputWeight.shape[1]!
    const { ndim, shape } = toTensor(x, this.constructor.name)
    if ((ndim !== 2 && ndim !== 3) || shape.at(-1) !== features)
      throw new ShapeError(
        this.constructor.name,
        [shape],
        `x is [${shape}]: it must be [${this.batchFirst ? 'batch, time' : 'time, batch'}, ${features}], or [time, ${features}] for one sequence.`,
      )
    // one sequence alone is a batch of one
    if (x.ndim === 2) {
      const axis = this.batchFirst ? 0 : 1
      const { output, states } = this.run(
        unsqueeze(x, axis),
        kept,
        initial?.map((state) => unsqueeze(state, 1)),
        { lengths: lengths === undefined ? undefined : reshape(toTensor(lengths), [-1]) },
      )
      return { output: squeeze(output, axis), states: states.map((state) => squeeze(state, 1)) }
    }
    let values = this.batchFirst ? swapaxes(x, 0, 1) : x
    const batch = values.shape[1]!
    // a projected output is kept beside a cell of all hidden features
    const widthOf = (k: number): number => (k === 0 ? this.outputs : this.hidden)
    if (
      initial !== undefined &&
      initial !== null &&
      !(
        Array.isArray(initial) &&
        initial.length === kept &&
        initial.every((state) => state instanceof Tensor)
      )
    )
      throw new ShapeError(
        this.constructor.name,
        [x.shape],
        `it starts from ${shown(initial)}: give ${kept === 1 ? 'the state h' : 'both states, [h, c]'}.`,
      )
    for (const [k, state] of (initial ?? []).entries()) {
      const wanted = [this.layers.flat().length, batch, widthOf(k)]
      if (state.shape.join() !== wanted.join())
        throw new ShapeError(
          this.constructor.name,
          [x.shape, state.shape],
          `a state is [${state.shape}]: it must be [layers*directions, batch, hidden], here [${wanted}].`,
        )
    }
    const ends: States[] = []
    this.layers.forEach((directions, layer) => {
      if (layer > 0 && this.dropout > 0)
        values = dropout(values, { p: this.dropout, training: this.training })
      const outputs = directions.map((direction, way) => {
        const at = ends.length
        const start = Array.from({ length: kept }, (_, k) =>
          initial ? take(initial[k]!, at, { axis: 0 }) : zeros([batch, widthOf(k)], { dtype: x.dtype }),
        )
        const { output, states } = this.over(values, start, direction, { reverse: way === 1, lengths })
        ends.push(states)
        return output
      })
      values = outputs.length === 1 ? outputs[0]! : concatenate(outputs, -1)
    })
    return {
      output: this.batchFirst ? swapaxes(values, 0, 1) : values,
      states: Array.from({ length: kept }, (_, k) =>
        stack(
          ends.map((states) => states[k]!),
          0,
        ),
      ),
    }
  }
  override describe(): string {
    const [directions] = this.layers
    return described(`${directions![0]!.inputWeight.shape[1]} -> ${this.hidden}`, {
      numLayers: this.layers.length > 1 && this.layers.length,
      bidirectional: directions!.length === 2,
      batchFirst: this.batchFirst,
      dropout: this.dropout > 0 && this.dropout,
      projSize: this.outputs < this.hidden && this.outputs,
    })
  }
}

/** What a recurrent layer gives: the outputs at all times, and the last states [layers*directions, batch, hidden]. */
export interface Recurred {
  readonly output: Tensor
  readonly h: Tensor
}

/**
 * h' = tanh(W x + b + U h + c) over a sequence.
 * Shapes: [time, batch, inputs] -> output [time, batch, hidden]; without the batch axis for one sequence
 */
export class RNN extends Recurrent {
  readonly nonlinearity: 'tanh' | 'relu'
  constructor(
    inputs: number,
    hidden: number,
    options?: RecurrentLayerOptions & { readonly nonlinearity?: 'tanh' | 'relu' },
  ) {
    super(inputs, hidden, 1, options, { nonlinearity: 'tanh' })
    this.nonlinearity = options?.nonlinearity ?? 'tanh'
    checkWord('RNN', 'nonlinearity', this.nonlinearity, ['tanh', 'relu'])
  }
  forward(x: Tensor, h?: Tensor, options?: SequenceOptions): Recurred {
    const { output, states } = this.run(x, 1, h && [h], options)
    return { output, h: states[0]! }
  }
  protected over(x: Tensor, [h]: States, direction: Direction, options: RecurrentOptions) {
    const ran = f.rnn(x, h!, direction, { ...options, nonlinearity: this.nonlinearity })
    return { output: ran.output, states: [ran.h] }
  }
}

/** The gated recurrent unit over a sequence. Shapes as RNN. */
export class GRU extends Recurrent {
  constructor(inputs: number, hidden: number, options?: RecurrentLayerOptions) {
    super(inputs, hidden, 3, options)
  }
  forward(x: Tensor, h?: Tensor, options?: SequenceOptions): Recurred {
    const { output, states } = this.run(x, 1, h && [h], options)
    return { output, h: states[0]! }
  }
  protected over(x: Tensor, [h]: States, direction: Direction, options: RecurrentOptions) {
    const ran = f.gru(x, h!, direction, options)
    return { output: ran.output, states: [ran.h] }
  }
}

export interface LSTMOptions extends RecurrentLayerOptions {
  /** Features that the output is projected to, by a matrix for each layer and direction; 0 for none (0). */
  readonly projSize?: number
}

/** The long short-term memory over a sequence. Shapes as RNN, with a cell state `c` beside `h`; it starts from [h, c], or from what it returned. */
export class LSTM extends Recurrent {
  constructor(inputs: number, hidden: number, options?: LSTMOptions) {
    super(inputs, hidden, 4, options, { projSize: 0 })
  }
  forward(
    x: Tensor,
    states?: readonly [h: Tensor, c: Tensor] | { readonly h: Tensor; readonly c: Tensor },
    options?: SequenceOptions,
  ): Recurred & { readonly c: Tensor } {
    const { h, c } = Object(states) as { readonly h?: Tensor; readonly c?: Tensor }
    const given = h && c ? [h, c] : states && ([states].flat() as Tensor[])
    const ran = this.run(x, 2, given, options)
    return { output: ran.output, h: ran.states[0]!, c: ran.states[1]! }
  }
  protected over(x: Tensor, [h, c]: States, direction: Direction, options: RecurrentOptions) {
    const ran = f.lstm(x, [h!, c!], direction, options)
    return { output: ran.output, states: [ran.h, ran.c] }
  }
}

/** A plain recurrent layer over sequences. See `RNN`. */
export const rnn = (inputs: number, hidden: number, options?: ConstructorParameters<typeof RNN>[2]): RNN =>
  new RNN(inputs, hidden, options)
/** A gated recurrent unit over sequences. See `GRU`. */
export const gru = (inputs: number, hidden: number, options?: RecurrentLayerOptions): GRU =>
  new GRU(inputs, hidden, options)
/** A long short-term memory over sequences: `lstm(32, 64, { numLayers: 2, batchFirst: true })`. See `LSTM`. */
export const lstm = (inputs: number, hidden: number, options?: LSTMOptions): LSTM =>
  new LSTM(inputs, hidden, options)
