import { NablaError, named, requireList } from '../errors.ts'
import { normalizeAxis } from '../graph/shape.ts'
import {
  argsort,
  astype,
  broadcastTo,
  ShapeError,
  scatter,
  Tensor,
  type TensorLike,
  takeAlongAxis,
  toTensor,
  unbind,
  where,
} from '../tensor/core.ts'
import { indexNode } from '../tensor/functions/gathering.ts'

/**
 * From the first condition that holds at a place its choice, or the last argument (0) where none does. Gradients reach what is chosen.
 * Shapes: all broadcast.
 *
 * @example
 * select([[true, false, false], [true, true, false]], [1, 2], 3).toArray() // [1, 2, 3]
 */
export const select = /* @__PURE__ */ named(
  'select',
  (conditions: readonly TensorLike[], choices: readonly TensorLike[], otherwise: TensorLike = 0): Tensor => {
    requireList('select', conditions)
    requireList('select', choices)
    if (conditions.length !== choices.length || choices.length === 0)
      throw new NablaError(
        `select: there are ${conditions.length} conditions and ${choices.length} choices: they must be as many, and one at least.`,
      )
    return choices.reduceRight(
      (rest: TensorLike, choice, i) => where(conditions[i]!, choice, rest),
      otherwise,
    ) as Tensor
  },
)

/**
 * The order of places along an axis by several keys: by the last one, where it has ties by the one before it, and so on (int32).
 * Shapes: a list of [...], or [keys, ...] -> [...]
 *
 * @example
 * lexsort([[9, 8, 7], [1, 0, 1]]).toArray() // [1, 2, 0]
 */
export const lexsort = /* @__PURE__ */ named(
  'lexsort',
  (keys: Tensor | readonly TensorLike[], axis: number = -1): Tensor => {
    if (!(keys instanceof Tensor)) requireList('lexsort', keys)
    const [first, ...others] = keys instanceof Tensor ? unbind(keys) : keys.map((key) => toTensor(key))
    if (first === undefined) throw new NablaError('lexsort: there is no key: give one at least.')
    for (const { shape } of others)
      if (`${shape}` !== `${first.shape}`)
        throw new ShapeError(
          'lexsort',
          [first.shape, shape],
          `the keys have shapes [${first.shape}] and [${shape}]: they must be the same.`,
        )
    if (first.ndim === 0) return argsort(first)
    // sorting is stable: what a key has for one stays in the order of the keys before
    return others.reduce(
      (order, key) => takeAlongAxis(order, argsort(takeAlongAxis(key, order, axis), axis), axis),
      argsort(first, axis),
    )
  },
)

/**
 * x with values[i][j] put at [indices[i][j]][j] (for axis 0), where `takeAlongAxis` reads. Tensors do not change: it is a new one.
 * Shapes: x [..., n, ...], indices [..., k, ...]; other extents of the indices, and the values, broadcast -> that of x
 *
 * @example
 * putAlongAxis([[10, 30, 20]], [[1]], 99, 1).toArray() // [[10, 99, 20]]
 */
export const putAlongAxis = /* @__PURE__ */ named(
  'putAlongAxis',
  (x: TensorLike, indices: TensorLike, values: TensorLike, axis: number): Tensor => {
    const given = toTensor(x)
    const at = normalizeAxis('putAlongAxis', axis, given.ndim)
    const places = new Tensor(indexNode('putAlongAxis', indices, given.shape[at]!))
    if (places.ndim !== given.ndim)
      throw new ShapeError(
        'putAlongAxis',
        [given.shape, places.shape],
        `x is ${given.node}, the indices ${places.node}: both need the same number of axes.`,
      )
    const shape = given.shape.with(at, places.shape[at]!)
    return scatter(
      given,
      at,
      broadcastTo(places, shape),
      broadcastTo(astype(toTensor(values), given.dtype), shape),
    )
  },
)
