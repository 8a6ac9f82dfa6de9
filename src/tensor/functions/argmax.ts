import '../../compile/bridge/subjects/reductions.ts'
import { apply, type Node } from '../../graph/node.ts'
import { normalizeAxis, sizeOf } from '../../graph/shape.ts'
import { reshape } from '../../ops/movement.ts'
import { reduction } from '../../ops/reduction.ts'
import { nodeOf, type TensorLike } from '../operands.ts'
import type { Tensor } from '../tensor.ts'
import { finish, type ReduceOptions } from './sum.ts'

const arg =
  (name: string, op: typeof reduction.argmax) =>
  (x: TensorLike, axis?: number, options?: ReduceOptions): Tensor => {
    const node = nodeOf(x, name)
    if (axis === undefined) {
      const flat = apply(op, [reshape(node, [sizeOf(node.shape)])], { axis: 0 }) as Node
      return finish(
        name,
        flat,
        node.shape,
        node.shape.map((_, i) => i),
        options,
      )
    }
    if (node.shape.length === 0 && (axis === 0 || axis === -1)) return arg(name, op)(x)
    const at = normalizeAxis(name, axis, node.shape.length)
    return finish(name, apply(op, [node], { axis: at }) as Node, node.shape, [at], options)
  }
/** The first place of the largest element along an axis, or in row-major order (int32). NaN counts as largest. */
export const argmax = /* @__PURE__ */ arg('argmax', reduction.argmax)
/** The first place of the smallest element. NaN counts as smallest. */
export const argmin = /* @__PURE__ */ arg('argmin', reduction.argmin)
