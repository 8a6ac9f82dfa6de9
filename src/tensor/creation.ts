import { type DType, DTypeError, isFloat } from '../graph/dtype.ts'
import { constant, dataNode } from '../graph/leaves.ts'
import { checkShape, type Shape, ShapeError } from '../graph/shape.ts'
import { add, convert, equal, like } from '../ops/arithmetic.ts'
import { iota } from '../ops/movement.ts'
import { arrayToLeaf } from './leaf.ts'
import { getDefaultDtype, nodeOf, type TensorLike } from './operands.ts'
import { Tensor, Variable } from './tensor.ts'

export interface TensorOptions {
  readonly dtype?: DType
  /** Gathers a gradient in `.grad` at `backward`. */
  readonly requiresGrad?: boolean
  /** For flat data: the shape it fills row by row. */
  readonly shape?: Shape
}

function leafNode(input: TensorLike, { dtype, requiresGrad = false, shape }: TensorOptions) {
  const source = input instanceof Tensor ? input.data() : input
  const leaf = arrayToLeaf(
    source,
    dtype ?? (input instanceof Tensor ? input.dtype : undefined),
    getDefaultDtype(),
    shape ?? (input instanceof Tensor ? input.shape : undefined),
  )
  if (requiresGrad && !isFloat(leaf.type.dtype))
    throw new DTypeError(
      'tensor',
      [leaf.type.dtype],
      `a tensor of dtype ${leaf.type.dtype} cannot require a gradient: give { dtype: 'float32' } or 'float64'.`,
    )
  return dataNode(leaf.type, leaf.value, requiresGrad)
}

/**
 * A tensor with a copy of the given numbers: a number, nested arrays, or a typed array with a shape.
 * Numbers become float32 unless a dtype is given, booleans bool, integer typed arrays int32 (Uint32Array: uint32).
 *
 * Throws: ShapeError for ragged arrays or a shape that does not fit; DTypeError for a gradient of integers.
 *
 * @example
 * tensor([[1, 2, 3], [4, 5, 6]]).shape // [2, 3]
 */
export function tensor(input: TensorLike, options: TensorOptions = {}): Tensor {
  const made = new Tensor(leafNode(input, options))
  if (options.requiresGrad) made.node.owners = [made]
  return made
}

/** A variable, which can be assigned to; it requires a gradient unless told otherwise. */
export function variable(input: TensorLike, options: TensorOptions = {}): Variable {
  const node = leafNode(input, { ...options, requiresGrad: false })
  const requiresGrad = options.requiresGrad ?? isFloat(node.dtype)
  const made = new Variable(requiresGrad ? dataNode(node.type, node.value as Float32Array, true) : node)
  if (requiresGrad) made.node.owners = [made]
  return made
}

interface FillOptions {
  readonly dtype?: DType
}

/** `value` everywhere. */
export function full(shape: Shape, value: number, { dtype = getDefaultDtype() }: FillOptions = {}): Tensor {
  return new Tensor(constant(value, dtype, checkShape('full', shape)))
}
export const zeros = (shape: Shape, options?: FillOptions): Tensor => full(shape, 0, options)
export const ones = (shape: Shape, options?: FillOptions): Tensor => full(shape, 1, options)

const similar = (x: TensorLike, value: number, dtype?: DType): Tensor => {
  const node = nodeOf(x)
  return new Tensor(constant(value, dtype ?? node.dtype, node.shape))
}
export const fullLike = (x: TensorLike, value: number, { dtype }: FillOptions = {}): Tensor =>
  similar(x, value, dtype)
export const zerosLike = (x: TensorLike, { dtype }: FillOptions = {}): Tensor => similar(x, 0, dtype)
export const onesLike = (x: TensorLike, { dtype }: FillOptions = {}): Tensor => similar(x, 1, dtype)

/** start, start + step, ... up to but without `stop`. `arange(n)` counts from 0. int32 where all three are integers. */
export function arange(start: number, stop?: number, step = 1, { dtype }: FillOptions = {}): Tensor {
  const [from, to] = stop === undefined ? [0, start] : [start, stop]
  const integers = [from, to, step].every(Number.isInteger)
  const count = Math.max(0, Math.ceil((to - from) / step))
  if (!Number.isFinite(count))
    throw new ShapeError(
      'arange',
      [],
      `from ${from} to ${to} by steps of ${step} there is no end: the bounds must be finite, and the step must not be 0.`,
    )
  const own = dtype ?? (integers ? 'int32' : getDefaultDtype())
  const values = Float64Array.from({ length: count }, (_, i) => from + i * step)
  return tensor(values, { dtype: own })
}

/** `count` numbers from `start` to `stop`, both included. */
export function linspace(
  start: number,
  stop: number,
  count = 50,
  { dtype = getDefaultDtype() }: FillOptions = {},
): Tensor {
  checkShape('linspace', [count])
  const values = Float64Array.from({ length: count }, (_, i) =>
    count === 1 ? start : i === count - 1 ? stop : start + (i * (stop - start)) / (count - 1),
  )
  return tensor(values, { dtype })
}

/** base^start, ..., base^stop. */
export function logspace(
  start: number,
  stop: number,
  count = 50,
  base = 10,
  { dtype = getDefaultDtype() }: FillOptions = {},
): Tensor {
  const exponents = linspace(start, stop, count, { dtype: 'float64' }).data()
  return tensor(
    Float64Array.from(exponents, (exponent) => base ** exponent),
    { dtype },
  )
}

/** The identity matrix, or one with its ones on another diagonal. Shapes: [rows, columns] */
export function eye(
  rows: number,
  columns = rows,
  offset = 0,
  { dtype = getDefaultDtype() }: FillOptions = {},
): Tensor {
  const shape = checkShape('eye', [rows, columns])
  const row = iota('int32', shape, 0)
  const shifted = offset === 0 ? row : add(row, like(row, offset))
  return new Tensor(convert(equal(shifted, iota('int32', shape, 1)), dtype))
}
