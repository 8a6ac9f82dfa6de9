import { allocate, checkDType, type DType, type NumericArray, type TypedArray } from '../graph/dtype.ts'
import { checkShape, type Shape, ShapeError, sizeOf, type TensorType } from '../graph/shape.ts'
import { convertElements } from '../ops/convert.ts'
import { flattenNested, type NestedInput } from './nested.ts'

export interface Leaf {
  readonly type: TensorType
  readonly value: TypedArray
}

/** The dtype that a typed array's elements have as a tensor. */
function dtypeOf(array: ArrayBufferView, float: DType): DType {
  if (array instanceof Float32Array) return 'float32'
  if (array instanceof Float64Array) return 'float64'
  if (array instanceof Uint32Array) return 'uint32'
  const integers = [Int32Array, Int16Array, Int8Array, Uint16Array, Uint8Array, Uint8ClampedArray]
  return integers.some((kind) => array instanceof kind) ? 'int32' : float
}

/** Copies numbers, nested arrays or a typed array into an array of the tensor's own. */
export function arrayToLeaf(
  operation = 'tensor',
  input: NestedInput,
  dtype: DType | undefined,
  float: DType,
  shape?: Shape,
): Leaf {
  if (dtype !== undefined) checkDType(operation, dtype)
  const leaf = (own: DType, value: TypedArray, natural: Shape): Leaf => {
    const extents = shape ? checkShape(operation, shape) : natural
    if (sizeOf(extents) !== value.length)
      throw new ShapeError(
        operation,
        [extents],
        `${value.length} elements for shape [${extents}], which has ${sizeOf(extents)}: they must be equal.`,
      )
    return { type: { dtype: own, shape: extents }, value }
  }
  if (ArrayBuffer.isView(input)) {
    if (!isNumbers(input))
      throw new ShapeError(
        operation,
        [],
        `a ${(input as ArrayBufferView).constructor.name} has no dtype here: convert it to Int32Array or Float64Array first.`,
      )
    const own = dtype ?? dtypeOf(input, float)
    return leaf(own, sameKind(input, own) ? input.slice() : convertElements(input, own), [input.length])
  }
  const flat = flattenNested(operation, input)
  const allBool = flat.elements.length > 0 && flat.elements.every((element) => typeof element === 'boolean')
  const own = dtype ?? (allBool ? 'bool' : float)
  const numbers = Float64Array.from(flat.elements, Number)
  return leaf(own, own === 'float64' ? numbers : convertElements(numbers, own), flat.shape)
}

/** A typed array whose elements are plain numbers. */
export const isNumbers = (array: unknown): array is NumericArray =>
  ArrayBuffer.isView(array) &&
  !(array instanceof BigInt64Array || array instanceof BigUint64Array || array instanceof DataView)

function sameKind(array: NumericArray, dtype: DType): array is TypedArray {
  return dtype !== 'bool' && array.constructor === allocate(dtype, 0).constructor
}

/** Elements of a dtype: the array itself if it has them. */
export const converted = (array: NumericArray, dtype: DType): TypedArray =>
  sameKind(array, dtype) ? array : convertElements(array, dtype)
