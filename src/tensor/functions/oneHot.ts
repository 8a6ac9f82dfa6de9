import type { TypedArray } from '../../graph/dtype.ts'
import { checkShape } from '../../graph/shape.ts'
import { convert, equal, indicator } from '../../ops/arithmetic.ts'
import { IndexError } from '../../ops/indexError.ts'
import { broadcastInDim, iota } from '../../ops/movement.ts'
import { nodeOf, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'

/**
 * A new last axis of `classes` with 1 at the element's number and 0 elsewhere (int32, as PyTorch's one_hot).
 * Throws: IndexError for what is no number of a class, where the elements are known; where they are not computed yet, all is 0 there.
 */
export function oneHot(x: TensorLike, classes: number): Tensor {
  const node = nodeOf(x, 'oneHot')
  const shape = checkShape('oneHot', [...node.shape, classes])
  const known = node.computed ? (node.value as TypedArray) : []
  const wrong = known.find((n) => !(n >= 0 && n < classes && n % 1 === 0))
  if (wrong !== undefined)
    throw new IndexError(`oneHot: class ${wrong}: it must be an integer from 0 to ${classes - 1}.`)
  const labels = convert(node, 'int32')
  const wide = broadcastInDim(
    labels,
    shape,
    node.shape.map((_, i) => i),
  )
  const hot = equal(wide, iota('int32', shape, node.shape.length))
  return new Tensor(indicator(hot, 'int32'))
}
