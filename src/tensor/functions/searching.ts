import { constant } from '../../graph/leaves.ts'
import { ShapeError } from '../../graph/shape.ts'
import { optionsOf } from '../../options.ts'
import { type TensorLike, toTensor } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import {
  add,
  equal,
  isnan,
  less,
  logicalAnd,
  logicalNot,
  logicalOr,
  rightShift,
  where,
} from './elementwise.ts'
import { take } from './gathering.ts'

/** a < b, where NaN stands behind all numbers */
const inOrder = (a: Tensor, b: Tensor): Tensor => logicalOr(less(a, b), logicalAnd(isnan(b), equal(a, a)))

/** Where `values` would go into the ascending vector `sorted` to keep it in order (int32); before equals unless `right`, NaN last. */
export function searchsorted(
  sorted: TensorLike,
  values: TensorLike,
  options?: { readonly right?: boolean },
): Tensor {
  const { right } = optionsOf('searchsorted', options, { right: false })
  const table = toTensor(sorted, 'searchsorted')
  if (table.ndim !== 1)
    throw new ShapeError(
      'searchsorted',
      [table.shape],
      `the sorted tensor is ${table.node}: it must be a vector.`,
    )
  const wanted = toTensor(values, 'searchsorted')
  const count = table.size
  const start = (value: number): Tensor => new Tensor(constant(value, 'int32', wanted.shape))
  if (count === 0) return start(0)
  let [low, high] = [start(0), start(count)]
  // Bisection: the answer stays in [low, high].
  for (let width = count; width > 0; width = Math.floor(width / 2)) {
    const open = less(low, high)
    const middle = where(open, rightShift(add(low, high), 1), 0)
    const element = take(table, middle)
    const before = right ? logicalNot(inOrder(wanted, element)) : inOrder(element, wanted)
    low = where(logicalAnd(open, before), add(middle, 1), low)
    high = where(logicalAnd(open, logicalNot(before)), middle, high)
  }
  return low
}
