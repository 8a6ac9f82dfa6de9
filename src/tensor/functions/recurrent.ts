import { named, requireFields, requireList } from '../../errors.ts'
import type { TypedArray } from '../../graph/dtype.ts'
import { ShapeError } from '../../graph/shape.ts'
import { checkWord, optionsOf } from '../../options.ts'
import { scan } from '../control.ts'
import { arange } from '../creation.ts'
import { alike, type TensorLike, toTensor } from '../operands.ts'
import { repeating } from '../repeating.ts'
import type { Tensor } from '../tensor.ts'
import { flatten } from '../tree.ts'
import { relu } from './activation.ts'
import { linear } from './contraction.ts'
import { add, less, multiply, sigmoid, subtract, tanh, where } from './elementwise.ts'
import { split } from './joining.ts'
import { expandDims } from './shape.ts'

/** Weights of a recurrent cell, its gates one below the other. Shapes: [gates*hidden, in], [gates*hidden, hidden], [gates*hidden] */
export interface CellParameters {
  readonly inputWeight: TensorLike
  readonly hiddenWeight: TensorLike
  readonly inputBias?: TensorLike | null | undefined
  readonly hiddenBias?: TensorLike | null | undefined
  /** What an LSTM's output is multiplied with before it is given out. Shapes: [projected, hidden] */
  readonly projection?: TensorLike | null | undefined
}

/** h' = tanh(W x + b + U h + c), or relu in place of tanh. Shapes: x [batch, in], h [batch, hidden] -> [batch, hidden] */
export const rnnCell = /* @__PURE__ */ named(
  'rnnCell',
  (
    x: TensorLike,
    h: TensorLike,
    parameters: CellParameters,
    options?: { readonly nonlinearity?: 'tanh' | 'relu' },
  ): Tensor => {
    const { nonlinearity } = optionsOf('', options, { nonlinearity: 'tanh' })
    const { sums, states, own } = opened(x, [h], parameters)
    return rnnStep(sums, states[0]!, own, nonlinearity)
  },
)

/**
 * States and weights in the dtype in which they meet the input, and what this adds to a cell's gates. Over a sequence that does not
 * wait for the state, so it is one product for all times, and so are its gradients. Shapes: [..., in] -> [..., gates*hidden]
 */
function opened(x: TensorLike, initial: readonly TensorLike[], parameters: CellParameters) {
  requireFields('recurrent', parameters, ['inputWeight', 'hiddenWeight'])
  const [[input, weight, hiddenWeight, ...states], [bias, hiddenBias, projection]] = alike(
    'recurrent',
    true,
    [x, parameters.inputWeight, parameters.hiddenWeight, ...initial],
    [parameters.inputBias, parameters.hiddenBias, parameters.projection],
  )
  return { sums: linear(input, weight, bias), states, own: { hiddenWeight, hiddenBias, projection } }
}

const stateSums = (h: Tensor, { hiddenWeight, hiddenBias }: OwnParameters): Tensor =>
  linear(h, hiddenWeight, hiddenBias)

function rnnStep(sums: Tensor, h: Tensor, parameters: OwnParameters, nonlinearity: 'tanh' | 'relu'): Tensor {
  checkWord('rnn', 'nonlinearity', nonlinearity, ['tanh', 'relu'])
  const sum = add(sums, stateSums(h, parameters))
  return nonlinearity === 'tanh' ? tanh(sum) : relu(sum)
}

/**
 * The long short-term memory cell, gates in PyTorch's order i, f, g, o: c' = f*c + i*g, h' = o*tanh(c').
 * Source: Hochreiter and Schmidhuber (1997); Gers et al. (2000) for the forget gate.
 */
export const lstmCell = /* @__PURE__ */ named(
  'lstmCell',
  (
    x: TensorLike,
    state: readonly [TensorLike, TensorLike],
    parameters: CellParameters,
  ): [h: Tensor, c: Tensor] => {
    requireList('', state)
    const { sums, states, own } = opened(x, state, parameters)
    return lstmStep(sums, states, own)
  },
)

function lstmStep(sums: Tensor, [h, c]: States, parameters: OwnParameters): [h: Tensor, c: Tensor] {
  const gates = add(sums, stateSums(h!, parameters))
  const [i, f, g, o] = gatesOf(gates, 4, c!)
  const cell = add(multiply(sigmoid(f!), c!), multiply(sigmoid(i!), tanh(g!)))
  const given = multiply(sigmoid(o!), tanh(cell))
  return [parameters.projection ? linear(given, parameters.projection) : given, cell]
}

/**
 * The gated recurrent unit, gates in PyTorch's order r, z, n: n = tanh(W x + b + r*(U h + c)), h' = (1 - z)*n + z*h.
 * Source: Cho et al., Learning phrase representations using RNN encoder-decoder (2014).
 */
export const gruCell = /* @__PURE__ */ named(
  'gruCell',
  (x: TensorLike, h: TensorLike, parameters: CellParameters): Tensor => {
    const { sums, states, own } = opened(x, [h], parameters)
    return gruStep(sums, states[0]!, own)
  },
)

function gruStep(sums: Tensor, h: Tensor, parameters: OwnParameters): Tensor {
  const [xr, xz, xn] = gatesOf(sums, 3, h)
  const [hr, hz, hn] = gatesOf(stateSums(h, parameters), 3, h)
  const reset = sigmoid(add(xr!, hr!))
  const update = sigmoid(add(xz!, hz!))
  const fresh = tanh(add(xn!, multiply(reset, hn!)))
  return add(multiply(subtract(1, update), fresh), multiply(update, h))
}

function gatesOf(sums: Tensor, count: number, h: Tensor): Tensor[] {
  const hidden = h.shape.at(-1)!
  if (sums.shape.at(-1) !== count * hidden)
    throw new ShapeError(
      'recurrent',
      [sums.shape, h.shape],
      `the weights give ${sums.shape.at(-1)} numbers for the state ${h.node}: it must be ${count} gates of ${hidden}.`,
    )
  return split(sums, hidden, -1)
}

export interface RecurrentOptions {
  /** Runs from the last time to the first; the outputs stay in order. */
  readonly reverse?: boolean
  /** How long each sequence of the batch is; after its end outputs are 0, and the state is the one at its end. Shape [batch]. */
  readonly lengths?: TensorLike | undefined
}

/** An RNN over a sequence, one layer. Shapes: x [time, batch, in], h [batch, hidden] -> outputs [time, batch, hidden], h */
export const rnn = /* @__PURE__ */ named(
  'rnn',
  (
    x: TensorLike,
    h: TensorLike,
    parameters: CellParameters,
    options?: RecurrentOptions & { readonly nonlinearity?: 'tanh' | 'relu' },
  ): { readonly output: Tensor; readonly h: Tensor } => {
    const { nonlinearity, ...own } = optionsOf('', options, { ...defaults, nonlinearity: 'tanh' })
    const step: Step = ([state], input, weights) => [rnnStep(input, state!, weights, nonlinearity)]
    const [output, last] = over(`rnn ${nonlinearity}`, step, x, parameters, [h], own)
    return { output: output!, h: last! }
  },
)

/** A GRU over a sequence, one layer. Shapes: x [time, batch, in], h [batch, hidden] -> outputs [time, batch, hidden], h */
export const gru = /* @__PURE__ */ named(
  'gru',
  (
    x: TensorLike,
    h: TensorLike,
    parameters: CellParameters,
    options?: RecurrentOptions,
  ): { readonly output: Tensor; readonly h: Tensor } => {
    const step: Step = ([state], input, weights) => [gruStep(input, state!, weights)]
    const own = optionsOf('', options, defaults)
    const [output, last] = over('gru', step, x, parameters, [h], own)
    return { output: output!, h: last! }
  },
)

/** An LSTM over a sequence, one layer. Shapes: x [time, batch, in], h and c [batch, hidden] -> outputs [time, batch, hidden], h, c */
export const lstm = /* @__PURE__ */ named(
  'lstm',
  (
    x: TensorLike,
    states: readonly [TensorLike, TensorLike],
    parameters: CellParameters,
    options?: RecurrentOptions,
  ): { readonly output: Tensor; readonly h: Tensor; readonly c: Tensor } => {
    const own = optionsOf('', options, defaults)
    requireList('', states)
    const [output, last, cell] = over(
      'lstm',
      (before, input, weights) => lstmStep(input, before, weights),
      x,
      parameters,
      states,
      own,
    )
    return { output: output!, h: last!, c: cell! }
  },
)

const defaults = { reverse: false, lengths: undefined }
/** What a cell keeps; what it gives comes first. */
type States = readonly Tensor[]
/** What it multiplies them with. */
interface OwnParameters {
  readonly hiddenWeight: Tensor
  readonly hiddenBias: Tensor | undefined
  readonly projection: Tensor | undefined
}
type Step = (states: States, input: Tensor, weights: OwnParameters) => States

/** The outputs of a cell over a sequence, and its last states. */
function over(
  name: string,
  step: Step,
  x: TensorLike,
  parameters: CellParameters,
  initial: readonly TensorLike[],
  { reverse, lengths }: { readonly reverse: boolean; readonly lengths: TensorLike | undefined },
): readonly Tensor[] {
  const alive = lengths === undefined ? null : within(toTensor(x, name), toTensor(lengths, name))
  // what pads a sequence may be NaN, which no weight of 0 takes away from gradients
  const { sums, states: first, own } = opened(alive ? where(alive, x, 0) : x, initial, parameters)
  const given = flatten([sums, alive, first, own])
  return repeating.build(`${name} ${reverse} ${given.structure}`, given.leaves, (...leaves) => {
    const [sums, alive, first, own] = given.rebuild(leaves) as [Tensor, Tensor | null, States, OwnParameters]
    const [last, output] = scan(
      (states: States, [input, here]: readonly [Tensor, Tensor | null]): [States, Tensor] => {
        const next = step(states, input, own)
        if (!here) return [next, next[0]!]
        return [next.map((state, i) => where(here, state, states[i]!)), where(here, next[0]!, 0)]
      },
      first,
      [sums, alive] as const,
      { reverse },
    ) as [States, Tensor]
    return [output, ...last]
  })
}

/** Where the sequences of a batch are not over. Shapes: x [time, batch, n], lengths [batch] -> [time, batch, 1] */
function within(x: Tensor, lengths: Tensor): Tensor {
  const [time, batch] = x.shape as [number, number]
  if (lengths.ndim !== 1 || lengths.shape[0] !== batch)
    throw new ShapeError(
      'recurrent',
      [x.shape, lengths.shape],
      `lengths is ${lengths.node}: it must be [${batch}], one for each sequence.`,
    )
  // what is not known yet is not asked for: a trace has no values, and a lazy one would take a program of its own
  const known = lengths.node.atHand as TypedArray | undefined
  const wrong = known?.find((n) => !(Number.isInteger(n) && n >= 0 && n <= time))
  if (wrong !== undefined)
    throw new ShapeError(
      'recurrent',
      [x.shape, lengths.shape],
      `lengths holds ${wrong}: each must be an integer from 0 to ${time}.`,
    )
  return expandDims(less(expandDims(arange(time), 1), lengths), 2)
}
