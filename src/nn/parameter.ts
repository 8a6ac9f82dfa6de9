import type { DType } from '../graph/dtype.ts'
import { type Tensor, type TensorLike, tensor, Variable } from '../tensor/core.ts'

/** A variable that is learned; it stays a parameter while it is frozen (`requiresGrad = false`). */
export class Parameter extends Variable {}

/** A variable that belongs to a model's state but is not learned, as a running mean. */
export class Buffer extends Variable {}

const start = (x: TensorLike, dtype?: DType): Tensor => tensor(x, dtype ? { dtype } : {})

/**
 * A parameter with a copy of the given numbers.
 *
 * @example
 * class Scale extends Module {
 *   factor = parameter(1)
 *   forward(x: Tensor) { return x.mul(this.factor) }
 * }
 */
export function parameter(x: TensorLike, { dtype }: { readonly dtype?: DType } = {}): Parameter {
  const made = new Parameter(start(x, dtype).node)
  made.requiresGrad = true
  return made
}

/** A buffer with a copy of the given numbers. */
export const buffer = (x: TensorLike, { dtype }: { readonly dtype?: DType } = {}): Buffer =>
  new Buffer(start(x, dtype).node)

/** Whether a variable is learned. */
export const isParameter = (variable: Variable): boolean =>
  variable instanceof Parameter || (!(variable instanceof Buffer) && variable.current.tracked)
