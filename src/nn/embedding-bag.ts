import { checkWord, optionsOf } from '../options.ts'
import {
  arange,
  astype,
  divide,
  multiply,
  reshape,
  ShapeError,
  subtract,
  Tensor,
  type TensorLike,
  tensor,
  toTensor,
  zeros,
} from '../tensor/core.ts'
import { floorDivide, remainder } from '../tensor/functions/arithmetic.ts'
import { equal, maximum, where } from '../tensor/functions/elementwise.ts'
import { index, slice } from '../tensor/functions/indexing.ts'
import { bincount, indexAdd, scatterReduce } from '../tensor/functions/scattering.ts'
import { searchsorted } from '../tensor/functions/searching.ts'
import { broadcastTo, unsqueeze } from '../tensor/functions/shape.ts'
import { Embedding, type EmbeddingOptions, embeddingOptions } from './embedding.ts'
import { LayerError } from './errors.ts'

export interface EmbeddingBagOptions extends EmbeddingOptions {
  /** What becomes of the rows of a bag ('mean'). */
  readonly mode?: 'sum' | 'mean' | 'max'
}

export interface Bags {
  /** Where each bag begins among the numbers of one axis; the first is 0, and they rise. Checked where they are known, so not inside `jit`. */
  readonly offsets?: TensorLike | undefined
  /** What each row is multiplied with, for sums. */
  readonly weights?: TensorLike | undefined
}

/**
 * The sum, mean or maximum of the rows that each bag of numbers names, as of the words of a text; 0 for an empty bag. Rows at
 * `paddingIdx` do not take part. Rows that are the maximum together share its gradient.
 *
 * Shapes: integers [bags, n] -> [bags, features], or [n] with `offsets` [bags]. Throws: LayerError, ShapeError.
 *
 * @example
 * nn.embeddingBag(1000, 16).forward(tensor([4, 2, 7]), { offsets: [0, 2] }) // of 4 and 2, and of 7
 */
export class EmbeddingBag extends Embedding {
  readonly mode: 'sum' | 'mean' | 'max'

  constructor(count: number, features: number, options?: EmbeddingBagOptions) {
    const { mode, ...own } = optionsOf('EmbeddingBag', options, { ...embeddingOptions, mode: 'mean' })
    super(count, features, own as EmbeddingOptions)
    checkWord('EmbeddingBag', 'mode', mode, ['sum', 'mean', 'max'])
    this.mode = mode
  }
  override forward(indices: Tensor, bags?: Bags): Tensor {
    const { offsets, weights } = optionsOf('EmbeddingBag', bags, { offsets: undefined, weights: undefined })
    const { mode, paddingIdx } = this
    const [count, features] = this.weight.shape as [number, number]
    const starts = offsets === undefined ? undefined : toTensor(offsets)
    if (toTensor(indices, 'EmbeddingBag').ndim !== (starts ? 1 : 2))
      throw new ShapeError(
        'EmbeddingBag',
        [indices.shape],
        `the numbers are [${indices.shape}]: they must be [bags, n], or [n] with offsets [bags].`,
      )
    if (weights !== undefined && mode !== 'sum')
      throw new LayerError('EmbeddingBag', `weights are for sums, and the mode is ${mode}: make it 'sum'.`)
    if (starts?.node.computed) checkOffsets(starts, indices.size)
    const places = arange(0, indices.size, 1, { dtype: 'int32' })
    const bag = starts
      ? subtract(searchsorted(starts, places, { right: true }), 1)
      : floorDivide(places, Math.max(1, indices.shape[1]!))
    const number = starts ? starts.size : indices.shape[0]!
    const flat = reshape(indices, [indices.size])
    const found = super.forward(flat)
    const by = weights instanceof Tensor ? weights : weights && tensor(weights, { dtype: found.dtype })
    const rows = by ? multiply(found, reshape(by, [-1, 1])) : found
    // what does not take part goes to a bag of its own behind the others
    const to = paddingIdx === undefined ? bag : where(equal(remainder(flat, count), paddingIdx), number, bag)
    const empty = zeros([number + 1, features], { dtype: rows.dtype })
    const made =
      mode === 'max'
        ? scatterReduce(empty, 0, broadcastTo(unsqueeze(to, 1), rows.shape), rows, 'amax', {
            includeSelf: false,
          })
        : indexAdd(empty, 0, to, rows)
    const taken = index(made, slice(0, number))
    if (mode !== 'mean') return taken
    const often = index(bincount(to, number + 1), slice(0, number))
    return divide(taken, unsqueeze(astype(maximum(often, 1), rows.dtype), -1))
  }
  override describe(): string {
    return `${super.describe()}, mode: ${this.mode}`
  }
}

/** Offsets that are known rise from 0 and stay within the numbers. */
function checkOffsets(starts: Tensor, count: number): void {
  const at = starts.data()
  const wrong = at.findIndex((start, bag) =>
    bag === 0 ? start !== 0 : !(Number.isInteger(start) && start >= at[bag - 1]! && start <= count),
  )
  if (wrong >= 0)
    throw new LayerError(
      'EmbeddingBag',
      `bag ${wrong} begins at ${at[wrong]}: offsets must be integers that begin with 0 and rise, up to the ${count} numbers there are.`,
    )
}

/** Sums, means or maxima of looked up rows: `embeddingBag(1000, 16, { mode: 'sum' })`. See `EmbeddingBag`. */
export const embeddingBag = (count: number, features: number, options?: EmbeddingBagOptions): EmbeddingBag =>
  new EmbeddingBag(count, features, options)
