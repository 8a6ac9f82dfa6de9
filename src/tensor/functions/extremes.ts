import '../../compile/bridge/subjects/places.ts'
import { apply, type Node } from '../../graph/node.ts'
import { normalizeAxis, sizeOf } from '../../graph/shape.ts'
import { takeAlong } from '../../ops/indexing.ts'
import { reshape } from '../../ops/movement.ts'
import { reduction } from '../../ops/reduction.ts'
import { nodeOf, type TensorLike, toTensor } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { finish, keptShape, type ReduceOptions } from './reduction.ts'

/** Elements of a tensor and their places along an axis (int32). */
export interface ValuesAndIndices {
  readonly values: Tensor
  readonly indices: Tensor
}

const arg =
  (name: string, op: typeof reduction.argmax) =>
  (x: TensorLike, axis?: number, options?: ReduceOptions): Tensor => {
    const node = nodeOf(x)
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

const extreme =
  (name: string, op: typeof reduction.argmax) =>
  (x: TensorLike, axis = -1, options?: ReduceOptions): ValuesAndIndices => {
    const node = nodeOf(x)
    if (node.shape.length === 0) return { values: toTensor(x), indices: arg(name, op)(x) }
    const at = normalizeAxis(name, axis, node.shape.length)
    const places = apply(op, [node], { axis: at }) as Node
    const values = takeAlong(node, reshape(places, keptShape(node.shape, [at])), at)
    return {
      values: new Tensor(options?.keepdims ? values : reshape(values, places.shape)),
      indices: finish(name, places, node.shape, [at], options),
    }
  }
/** The largest element along an axis and its first place, which alone gets the gradient (PyTorch's max(dim)). */
export const maxWithIndices = /* @__PURE__ */ extreme('maxWithIndices', reduction.argmax)
/** The smallest element along an axis and its first place, which alone gets the gradient (PyTorch's min(dim)). */
export const minWithIndices = /* @__PURE__ */ extreme('minWithIndices', reduction.argmin)
