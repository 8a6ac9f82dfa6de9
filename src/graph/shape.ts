import { NablaError, shown } from '../errors.ts'
import { bytesOf, type DType, shortName } from './dtype.ts'

/** The extents of a tensor's axes; `[]` is a scalar, and an extent may be 0. */
export type Shape = readonly number[]

/** What is known of a tensor before it is computed. */
export interface TensorType {
  readonly dtype: DType
  readonly shape: Shape
}

/** Shapes or axes that break an operation's rule. */
export class ShapeError extends NablaError {
  protected override get kind(): string {
    return 'ShapeError'
  }
  readonly operation: string
  readonly shapes: readonly Shape[]
  constructor(operation: string, shapes: readonly Shape[], message: string) {
    super(`${operation}: ${message}`)
    this.operation = operation
    this.shapes = shapes
  }
}

export function sizeOf(shape: Shape): number {
  let size = 1
  for (const extent of shape) size *= extent
  return size
}

/** The number of a diagonal of matrices, or that of the nearest one outside of them: those further off would not fit into int32. */
export const diagonalOf = (offset: number, shape: Shape): number =>
  Math.max(-shape.at(-2)!, Math.min(shape.at(-1)!, offset))

/** from, from + 1, ...: often axes. */
export function range(count: number, from = 0): number[] {
  const numbers = new Array<number>(count)
  for (let i = 0; i < count; i++) numbers[i] = from + i
  return numbers
}

/** A shape behind as many ones as give it this rank. */
export const leading = (rank: number, shape: Shape): number[] => [
  ...new Array<number>(rank - shape.length).fill(1),
  ...shape,
]

/** The axes of a tensor that are not among these. */
export const axesBesides = (rank: number, axes: readonly number[]): number[] =>
  range(rank).filter((axis) => !axes.includes(axis))

/** The shape without these axes. */
export const shapeWithout = (shape: Shape, axes: readonly number[]): number[] =>
  shape.filter((_, axis) => !axes.includes(axis))

/** How far apart two neighbours along each axis are in a row-major array. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length)
  let stride = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride
    stride *= shape[axis]!
  }
  return strides
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false
  return true
}

/** Bytes of the elements of a tensor of this type. */
export const bytesIn = ({ dtype, shape }: TensorType): number => sizeOf(shape) * bytesOf(dtype)

/** Bytes of the elements of tensors of these types. */
export const bytesInAll = (types: readonly TensorType[]): number =>
  types.reduce((sum, type) => sum + bytesIn(type), 0)

/** `f32[3,4]` */
export const typeText = ({ dtype, shape }: TensorType): string => `${shortName(dtype)}[${shape}]`

/** NumPy's rule: align at the last axis; extents must be equal or 1. */
export function broadcastShapes(operation: string, ...shapes: Shape[]): Shape {
  let result = shapes[0] ?? []
  for (let i = 1; i < shapes.length; i++) {
    const other = shapes[i]!
    if (sameShape(result, other)) continue
    const rank = Math.max(result.length, other.length)
    const joined = new Array<number>(rank)
    for (let axis = 1; axis <= rank; axis++) {
      const a = result[result.length - axis] ?? 1
      const b = other[other.length - axis] ?? 1
      if (a !== b && a !== 1 && b !== 1)
        throw new ShapeError(
          operation,
          shapes,
          `${shapes.map((shape) => `[${shape}]`).join(' and ')} do not broadcast: counted from the last, ` +
            `axis ${axis} has ${a} and ${b}; extents must be equal or one of them 1. Reshape or unsqueeze one.`,
        )
      joined[rank - axis] = a === 1 ? b : a
    }
    result = joined
  }
  return result
}

/** An axis counted from the front; negative ones count from the back. */
export function normalizeAxis(operation: string, axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
    throw new ShapeError(
      operation,
      [],
      `axis ${shown(axis)} of a tensor with ${rank} ${rank === 1 ? 'axis' : 'axes'}: ` +
        (rank === 0 ? 'a scalar has no axis' : `it must be an integer from ${-rank} to ${rank - 1}`) +
        (typeof axis === 'object' ? ', before options.' : '.'),
    )
  return axis < 0 ? axis + rank : axis
}

/** Distinct axes, sorted, counted from the front; `undefined` means all of them. */
export function normalizeAxes(
  operation: string,
  axes: number | readonly number[] | undefined,
  rank: number,
): number[] {
  if (axes === undefined) return range(rank)
  const list = [axes].flat().map((axis) => normalizeAxis(operation, axis, rank))
  list.sort((a, b) => a - b)
  for (let i = 1; i < list.length; i++)
    if (list[i] === list[i - 1])
      throw new ShapeError(operation, [], `axis ${list[i]} is named twice in [${axes}]: name each axis once.`)
  return list
}

/** A copy, as whoever gave it may change it. Refuses extents that are not counts. */
export function checkShape(operation: string, shape: Shape): Shape {
  if (!Array.isArray(shape))
    throw new ShapeError(
      operation,
      [],
      `the shape is ${shown(shape)}: it must be a list of extents in brackets, as [2, 3].`,
    )
  for (const extent of shape)
    if (!Number.isInteger(extent) || extent < 0)
      throw new ShapeError(operation, [shape], `shape ${shown(shape)}: every extent must be an integer >= 0.`)
  return [...shape]
}
