import '../../compile/bridge/subjects/places.ts'
import { named } from '../../errors.ts'
import { apply, type Node } from '../../graph/node.ts'
import { normalizeAxis } from '../../graph/shape.ts'
import { takeAlong } from '../../ops/indexing.ts'
import { reshape } from '../../ops/movement.ts'
import { reduction } from '../../ops/reduction.ts'
import { nodeOf, type TensorLike, toTensor } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { argmax, argmin } from './argmax.ts'
import { finish, keptShape, type ReduceOptions } from './sum.ts'

/** Elements of a tensor and their places along an axis (int32). */
export interface ValuesAndIndices {
  readonly values: Tensor
  readonly indices: Tensor
}

const extreme = (name: string, op: typeof reduction.argmax, arg: typeof argmax) =>
  named(name, (x: TensorLike, axis?: number, options?: ReduceOptions): ValuesAndIndices => {
    const node = nodeOf(x, name)
    if (node.shape.length === 0) return { values: toTensor(x), indices: arg(x) }
    const at = normalizeAxis(name, axis ?? -1, node.shape.length)
    const places = apply(op, [node], { axis: at }) as Node
    const values = takeAlong(node, reshape(places, keptShape(node.shape, [at])), at)
    return {
      values: new Tensor(options?.keepdims ? values : reshape(values, places.shape)),
      indices: finish(name, places, node.shape, [at], options),
    }
  })
/** The largest element along an axis and its first place, which alone gets the gradient (PyTorch's max(dim)). */
export const maxWithIndices = /* @__PURE__ */ extreme('maxWithIndices', reduction.argmax, argmax)
/** The smallest element along an axis and its first place, which alone gets the gradient (PyTorch's min(dim)). */
export const minWithIndices = /* @__PURE__ */ extreme('minWithIndices', reduction.argmin, argmin)
