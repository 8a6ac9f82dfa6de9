import { exp, log, scan, sigmoid, stack, type Tensor, tanh, tensor } from '../../src/index.ts'

/** A character model: parameters, the start state, and a sequence of characters of `bits` bits. */
export interface CharacterModel {
  readonly layers: number
  readonly bits: number
  /** Shapes: [2*layers, 4*bits]; for each layer a row of weights and one of biases. */
  readonly main: number[][]
  /** Scale of the input, scale and bias of the output. Shapes: [3, bits] */
  readonly extra: number[][]
  /** For each layer h and c. Shapes: [2*layers, bits] */
  readonly state: number[][]
  readonly sequence: number[][]
}

export function parseCharacters(text: string): CharacterModel {
  const [first, ...lines] = text
    .trim()
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const [layers, , bits] = first as [number, number, number]
  const pairs = 2 * layers
  return {
    ...{ layers, bits },
    main: lines.slice(0, pairs),
    extra: lines.slice(pairs, pairs + 3),
    state: lines.slice(pairs + 3, 2 * pairs + 3),
    sequence: lines.slice(2 * pairs + 3),
  }
}

/**
 * The mean loss of predicting each character from those before it, with a cell whose weights are diagonal; a function of
 * `main` and `extra`. Source: Srajer, Kukelova, Fitzgibbon (2018).
 */
export function characterLoss({
  layers,
  bits,
  state,
  sequence,
}: CharacterModel): (main: Tensor, extra: Tensor) => Tensor {
  const characters = tensor(sequence, { dtype: 'float64' })
  const start = tensor(state, { dtype: 'float64' })
  const count = sequence.length - 1
  const [now, next] = [characters.index({ stop: count }), characters.index({ start: 1 })]
  return (main, extra) => {
    const [inScale, outScale, outBias] = extra.unbind(0) as [Tensor, Tensor, Tensor]
    const rows = main.reshape([layers, 2, 4, bits])
    const step = (states: Tensor, [input, wanted]: [Tensor, Tensor]): [Tensor, Tensor] => {
      let x = input.mul(inScale)
      const after: Tensor[] = []
      for (let layer = 0; layer < layers; layer++) {
        const [h, c] = [states.index(2 * layer), states.index(2 * layer + 1)]
        const gate = (i: number, of: Tensor): Tensor =>
          of.mul(rows.index(layer, 0, i)).add(rows.index(layer, 1, i))
        const [forget, ingate, outgate, change] = [gate(0, x), gate(1, h), gate(2, x), gate(3, h)]
        const cell = c.mul(sigmoid(forget!)).add(sigmoid(ingate!).mul(tanh(change!)))
        x = sigmoid(outgate!).mul(tanh(cell))
        after.push(x, cell)
      }
      const y = x.mul(outScale).add(outBias)
      const normalised = y.sub(log(exp(y).sum().add(2)))
      return [stack(after), wanted.mul(normalised).sum()]
    }
    const [, scores] = scan(step as never, start, [now, next]) as unknown as [Tensor, Tensor]
    return scores.sum().div(-bits * count)
  }
}
