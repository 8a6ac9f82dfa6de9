import { shown } from '../errors.ts'
import type { DType, NumericArray, TypedArray } from '../graph/dtype.ts'
import { Node } from '../graph/node.ts'
import { type Shape, ShapeError } from '../graph/shape.ts'

/** Numbers (or booleans) in arrays of equal lengths, nested to any depth. */
export type NestedArray = number | boolean | NestedArray[]
/** What can be made a tensor. */
export type NestedInput = number | boolean | NumericArray | readonly NestedInput[]

/** Elements in nested arrays. */
export function nested(value: TypedArray, shape: Shape, dtype: DType): NestedArray {
  const element = (i: number): number | boolean => (dtype === 'bool' ? value[i] === 1 : value[i]!)
  if (shape.length === 0) return element(0)
  let level: NestedArray[] = Array.from(value, (_, i) => element(i))
  let count = level.length
  for (let axis = shape.length - 1; axis > 0; axis--) {
    const extent = shape[axis]!
    count = shape.slice(0, axis).reduce((product, n) => product * n, 1)
    level = Array.from({ length: count }, (_, i) => level.slice(i * extent, (i + 1) * extent))
  }
  return level
}

/** The shape of nested arrays, and their elements in row-major order. */
export function flattenNested(
  operation: string,
  input: NestedInput,
): { shape: number[]; elements: (number | boolean)[] } {
  const shape: number[] = []
  let level: readonly NestedInput[] = [input]
  const ragged = (how: string): ShapeError =>
    new ShapeError(
      operation,
      [],
      `nested arrays are ragged at depth ${shape.length}: ${how}; all must have equal lengths.`,
    )
  while (level.length > 0 && isArray(level[0]!)) {
    const extent = level[0].length
    const next: NestedInput[] = []
    for (const part of level) {
      if (!isArray(part) || part.length !== extent)
        throw ragged(
          `one part has ${extent} elements, another ${isArray(part) ? part.length : 'is a number'}`,
        )
      for (const element of part) next.push(element as NestedInput)
    }
    shape.push(extent)
    if (extent === 0) return { shape, elements: [] }
    level = next
  }
  for (const element of level)
    if (typeof element !== 'number' && typeof element !== 'boolean') {
      if (isArray(element)) throw ragged('numbers beside arrays')
      throw new ShapeError(
        operation,
        [],
        isForeign(element)
          ? 'an element is a tensor of another copy of nabla: import one (npm ls nabla).'
          : `an element is ${shown(element)}: every element must be a number or a boolean. Await promises, join tensors by stack([...]), put options behind all tensors.`,
      )
    }
  return { shape, elements: level as readonly (number | boolean)[] as (number | boolean)[] }
}

/** A tensor that this copy of the library has not made. */
const isForeign = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'node' in value && !(value.node instanceof Node)

const isArray = (value: unknown): value is readonly NestedInput[] =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))
