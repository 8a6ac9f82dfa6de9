import { named } from '../errors.ts'
import type { Node } from '../graph/node.ts'
import { type Shape, ShapeError, sameShape } from '../graph/shape.ts'
import { add, convert, multiply } from '../ops/arithmetic.ts'
import { tensorsApart } from './apart.ts'
import { less, subtract, where } from './functions/elementwise.ts'
import { operands, type TensorLike } from './operands.ts'
import { normal as normalNumbers, type RandomOptions, uniform as uniformNumbers } from './random.ts'
import { Tensor } from './tensor.ts'

export * from './random.ts'

type TensorOrOptions = TensorLike | RandomOptions

/** What draws between numbers, or moves numbers that are drawn by tensors: from + by x. */
const between = (
  operation: string,
  draw: typeof normalNumbers,
  scale: (from: TensorLike, to: TensorLike) => TensorLike,
) =>
  named(
    operation,
    (shape: Shape, first?: TensorOrOptions, second?: TensorOrOptions, options?: RandomOptions): Tensor => {
      const [[from = 0, to = 1], own] = tensorsApart<RandomOptions>(first, second, options)
      if (typeof from === 'number' && typeof to === 'number') return draw(shape, from, to, own)
      const x = draw(shape, 0, 1, own)
      const width = scale(from, to)
      const [y, by, start] = operands(operation, [x, where(less(width, 0), NaN, width), from]) as [
        Node,
        Node,
        Node,
      ]
      if (!sameShape(y.shape, x.shape))
        throw new ShapeError(operation, [x.shape], `the shape is [${x.shape}]: it must be [${y.shape}].`)
      return new Tensor(convert(add(start, multiply(by, y)), x.dtype))
    },
  )

/** Uniform numbers in [low, high); bounds that are tensors broadcast to the shape, and give NaN where they are not in order. */
export const uniform = /* @__PURE__ */ between('random.uniform', uniformNumbers, (low, high) =>
  subtract(high, low),
)

/**
 * Normal numbers; a mean and a deviation that are tensors broadcast to the shape, and get gradients; NaN where a deviation is negative.
 * By the inverse of the distribution function, so each takes one draw.
 */
export const normal = /* @__PURE__ */ between('random.normal', normalNumbers, (_, std) => std)
