import type { DType } from '../graph/dtype.ts'
import { optionsOf } from '../options.ts'
import { type Tensor, type TensorLike, tensor, Variable } from '../tensor/core.ts'

interface StartOptions {
  readonly dtype?: DType | undefined
}

/** A variable that is learned; it stays a parameter while it is frozen (`requiresGrad = false`). */
export class Parameter extends Variable {}

/** A variable that belongs to a model's state but is not learned, as a running mean. */
export class Buffer extends Variable {}

function start(operation: string, x: TensorLike, options?: StartOptions): Tensor['node'] {
  const { dtype } = optionsOf(operation, options, { dtype: undefined })
  return tensor(x, { dtype }).node
}

/**
 * A parameter with a copy of the given numbers.
 *
 * @example
 * class Scale extends Module {
 *   factor = parameter(1)
 *   forward(x: Tensor) { return x.mul(this.factor) }
 * }
 */
export function parameter(x: TensorLike, options?: StartOptions): Parameter {
  const made = new Parameter(start('parameter', x, options))
  made.requiresGrad = true
  return made
}

/** A buffer with a copy of the given numbers. */
export const buffer = (x: TensorLike, options?: StartOptions): Buffer =>
  new Buffer(start('buffer', x, options))

/** Whether a variable is learned. */
export const isParameter = (variable: Variable): boolean =>
  variable instanceof Parameter ||
  (variable instanceof Variable && !(variable instanceof Buffer) && variable.current.tracked)
