import { NablaError, named, requireInteger, shown } from '../errors.ts'
import { allocate, checkDType, type DType, isFloat } from '../graph/dtype.ts'
import { constant, dataNode } from '../graph/leaves.ts'
import { checkShape, diagonalOf, type Shape, ShapeError } from '../graph/shape.ts'
import { add, convert, equal, like, stopGradient } from '../ops/arithmetic.ts'
import { iota } from '../ops/movement.ts'
import { optionsOf } from '../options.ts'
import { apart } from './apart.ts'
import { arrayToLeaf, converted } from './leaf.ts'
import type { NestedInput } from './nested.ts'
import { getDefaultDtype, nodeOf, type TensorLike } from './operands.ts'
import { Tensor, Variable } from './tensor.ts'

export interface TensorOptions {
  readonly dtype?: DType | undefined
  /** Gathers a gradient in `.grad` at `backward`. */
  readonly requiresGrad?: boolean
  /** For flat data: the shape it fills row by row. */
  readonly shape?: Shape
}

const leafOptions = (operation: string, options: TensorOptions | undefined) =>
  optionsOf(operation, options, { dtype: undefined, requiresGrad: undefined, shape: undefined })

function leafNode(operation: string, input: TensorLike, { dtype, shape }: ReturnType<typeof leafOptions>) {
  const copied = input instanceof Tensor ? input : undefined
  const leaf = arrayToLeaf(
    operation,
    copied ? copied.data() : (input as NestedInput),
    dtype ?? copied?.dtype,
    getDefaultDtype(),
    shape ?? copied?.shape,
  )
  return dataNode(leaf.type, leaf.value)
}

/**
 * A tensor with a copy of the given numbers: a number, nested arrays, or a typed array with a shape.
 * Numbers become float32 unless a dtype is given, booleans bool, integer typed arrays int32 (Uint32Array: uint32).
 * Numbers beyond an integer dtype become its nearest one, fractions are cut off, and NaN becomes 0.
 *
 * Throws: ShapeError for ragged arrays or a shape that does not fit; DTypeError for a gradient of integers.
 *
 * @example
 * tensor([[1, 2, 3], [4, 5, 6]]).shape // [2, 3]
 */
export function tensor(input: TensorLike, options?: TensorOptions): Tensor {
  const how = leafOptions('tensor', options)
  // inside jit there is no value to copy
  const traced = input instanceof Tensor && input.node.abstract && !how.shape
  const made = new Tensor(
    traced ? stopGradient(convert(input.node, how.dtype ?? input.dtype)) : leafNode('tensor', input, how),
  )
  made.requiresGrad = how.requiresGrad ?? false
  return made
}

/** A variable, which can be assigned to; it requires a gradient unless told otherwise. */
export function variable(input: TensorLike, options?: TensorOptions): Variable {
  const how = leafOptions('variable', options)
  const node = leafNode('variable', input, how)
  const requiresGrad = how.requiresGrad ?? isFloat(node.dtype)
  const made = new Variable(requiresGrad ? dataNode(node.type, node.value as Float32Array, true) : node)
  if (requiresGrad) made.node.owners = [made]
  return made
}

interface FillOptions {
  readonly dtype?: DType | undefined
}
type NumberOrOptions = number | FillOptions

/** The dtype that is asked for. */
function dtypeOf(
  operation: string,
  options: FillOptions | undefined,
  otherwise: DType = getDefaultDtype(),
): DType {
  return checkDType(operation, optionsOf(operation, options, { dtype: otherwise }).dtype)
}

/** Refuses what is no number in the place of one. */
export function requireNumber(operation: string, ...given: readonly unknown[]): void {
  const wrong = given.findIndex((n) => typeof n !== 'number')
  if (wrong >= 0) throw new NablaError(`${operation}: ${shown(given[wrong])} stands where a number must.`)
}

/** A number or a boolean everywhere, in a dtype as `tensor` has it: integers saturate. */
function everywhere(operation: string, value: number | boolean, dtype: DType, shape: Shape): Tensor {
  if (typeof value !== 'boolean') requireNumber(operation, value)
  const [number] = converted(Float64Array.of(Number(value)), dtype) as unknown as [number]
  return new Tensor(constant(number, dtype, shape))
}

function filled(operation: string, shape: Shape, value: number | boolean, options?: FillOptions): Tensor {
  // the shape first: zeros(3, 4) lacks the brackets, and no options are meant
  const extents = checkShape(operation, shape)
  const own = typeof value === 'boolean' ? 'bool' : undefined
  return everywhere(operation, value, dtypeOf(operation, options, own), extents)
}
/** `value` everywhere, float32 unless a dtype is given; bool where it is a boolean. Integers saturate, as those of `tensor`. */
export const full = (shape: Shape, value: number | boolean, options?: FillOptions): Tensor =>
  filled('full', shape, value, options)
/** 0 everywhere: `zeros([2, 3])`. */
export const zeros = (shape: Shape, options?: FillOptions): Tensor => filled('zeros', shape, 0, options)
/** 1 everywhere: `ones([2, 3])`. */
export const ones = (shape: Shape, options?: FillOptions): Tensor => filled('ones', shape, 1, options)

/** `value` everywhere, in the shape and dtype of `x`. */
export function fullLike(x: TensorLike, value: number | boolean, options?: FillOptions): Tensor {
  const node = nodeOf(x, 'fullLike')
  return everywhere('fullLike', value, dtypeOf('fullLike', options, node.dtype), node.shape)
}
/** 0 everywhere, in the shape and dtype of `x`. */
export const zerosLike = /* @__PURE__ */ named(
  'zerosLike',
  (x: TensorLike, options?: FillOptions): Tensor => fullLike(x, 0, options),
)
/** 1 everywhere, in the shape and dtype of `x`. */
export const onesLike = /* @__PURE__ */ named(
  'onesLike',
  (x: TensorLike, options?: FillOptions): Tensor => fullLike(x, 1, options),
)

/** start, start + step, ... up to but without `stop`. `arange(n)` counts from 0. int32 where all three are integers. */
export function arange(stop: number, options?: FillOptions): Tensor
export function arange(start: number, stop: number, options?: FillOptions): Tensor
export function arange(start: number, stop?: number, step?: number, options?: FillOptions): Tensor
export function arange(
  start: number,
  second?: NumberOrOptions,
  third?: NumberOrOptions,
  fourth?: FillOptions,
): Tensor {
  const [[stop, step = 1], options] = apart(second, third, fourth)
  const [from, to] = stop === undefined ? [0, start] : [start, stop]
  requireNumber('arange', from, to, step)
  const integers = [from, to, step].every(Number.isInteger)
  const count = Math.max(0, Math.ceil((to - from) / step))
  if (!Number.isFinite(count))
    throw new ShapeError(
      'arange',
      [],
      `from ${from} to ${to} by steps of ${step} there is no end: bounds must be finite, the step not 0.`,
    )
  const own = dtypeOf('arange', options, integers ? 'int32' : getDefaultDtype())
  const values = allocate('float64', count).map((_, i) => from + i * step)
  return tensor(values, { dtype: own })
}

/** `count` numbers (50) from `start` to `stop`, both included. */
export function linspace(
  start: number,
  stop: number,
  number?: NumberOrOptions,
  options?: FillOptions,
): Tensor {
  const [[count = 50], how] = apart(number, options)
  const dtype = dtypeOf('linspace', how)
  requireNumber('linspace', start, stop)
  checkShape('linspace', [count])
  const values = allocate('float64', count).map((_, i) =>
    count === 1 ? start : i === count - 1 ? stop : start + (i * (stop - start)) / (count - 1),
  )
  return tensor(values, { dtype })
}

/** base^start, ..., base^stop: `count` powers (50) of `base` (10). */
export const logspace = /* @__PURE__ */ named(
  'logspace',
  (
    start: number,
    stop: number,
    number?: NumberOrOptions,
    root?: NumberOrOptions,
    options?: FillOptions,
  ): Tensor => {
    const [[count, base = 10], how] = apart(number, root, options)
    const dtype = dtypeOf('', how)
    requireNumber('', base)
    const exponents = linspace(start, stop, count, { dtype: 'float64' }).data()
    return tensor(
      exponents.map((exponent) => base ** exponent),
      { dtype },
    )
  },
)

/** The identity matrix, or one with its ones on another diagonal. Shapes: [rows, columns] */
export function eye(
  rows: number,
  width?: NumberOrOptions,
  diagonal?: NumberOrOptions,
  options?: FillOptions,
): Tensor {
  const [[columns = rows, offset = 0], how] = apart(width, diagonal, options)
  const dtype = dtypeOf('eye', how)
  requireInteger('eye', 'diagonal', offset)
  const shape = checkShape('eye', [rows, columns])
  const row = iota('int32', shape, 0)
  const shifted = offset === 0 ? row : add(row, like(row, diagonalOf(offset, shape)))
  return new Tensor(convert(equal(shifted, iota('int32', shape, 1)), dtype))
}
