import '../../compile/bridge/subjects/seams.ts'
import { requireInteger } from '../../errors.ts'
import { normalizeAxis, ShapeError } from '../../graph/shape.ts'
import { concatenate, narrow } from '../../ops/movement.ts'
import { type TensorLike, toTensor } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { ravel, reshape } from './shape.ts'

/** Shifted along axes; what leaves at one end enters at the other. Without axes, in row-major order. */
export function roll(
  x: TensorLike,
  shift: number | readonly number[],
  axis?: number | readonly number[],
): Tensor {
  const given = toTensor(x, 'roll')
  const shifts = [shift].flat()
  for (const by of shifts) requireInteger('roll', 'shift', by)
  if (axis === undefined) return reshape(roll(ravel(given), shifts[0]!, 0), given.shape)
  const axes = [axis].flat()
  if (axes.length !== shifts.length && shifts.length !== 1)
    throw new ShapeError(
      'roll',
      [given.shape],
      `${shifts.length} shifts for ${axes.length} axes: give one shift for each axis.`,
    )
  let node = given.node
  axes.forEach((a, i) => {
    const at = normalizeAxis('roll', a, given.ndim)
    const extent = node.shape[at]!
    const by = extent === 0 ? 0 : (((shifts[i] ?? shifts[0]!) % extent) + extent) % extent
    if (by !== 0)
      node = concatenate([narrow(node, at, extent - by, by), narrow(node, at, 0, extent - by)], at)
  })
  return new Tensor(node)
}
