import { type DType, DTypeError, isFloat, kindOf } from '../graph/dtype.ts'
import type { Node, Op } from '../graph/node.ts'
import { ShapeError, sameShape, type TensorType, typeText } from '../graph/shape.ts'

/** A row before `define` has stamped its name on it. */
export type Row<P> = Omit<Op<P>, 'name'> & { readonly name?: string }

/** What a row says of the dtypes it takes. */
export type Domain = 'float' | 'number' | 'integer' | 'bits' | 'bool' | 'any'

const takes: Readonly<Record<Domain, (dtype: DType) => boolean>> = {
  float: isFloat,
  number: (dtype) => dtype !== 'bool',
  integer: (dtype) => kindOf(dtype) === 'integer',
  bits: (dtype) => !isFloat(dtype),
  bool: (dtype) => dtype === 'bool',
  any: () => true,
}

const wanted: Readonly<Record<Domain, string>> = {
  float: 'float32 or float64',
  number: 'a number type (not bool)',
  integer: 'int32 or uint32',
  bits: 'int32, uint32 or bool',
  bool: 'bool',
  any: 'any dtype',
}

/** Refuses a dtype outside the domain. */
export function checkDomain(operation: string, domain: Domain, dtype: DType): void {
  if (!takes[domain](dtype))
    throw new DTypeError(
      operation,
      [dtype],
      `an operand is ${dtype}: it must be ${wanted[domain]}. Convert it with astype(...).`,
    )
}

/** Refuses what a row in the graph is not made for (the public functions check before, in words of their own). */
export function demand(
  fits: boolean,
  operation: string,
  operands: readonly Node[],
  params: object,
  rule: string,
): void {
  if (!fits)
    throw new ShapeError(
      operation,
      operands.map(({ shape }) => shape),
      `${operands.join(', ')} with ${JSON.stringify(params)}: ${rule}.`,
    )
}

/** All operands of one type: what rows in the graph demand (the public functions promote and broadcast before). */
export function sameTypes(operation: string, inputs: readonly Node[]): TensorType {
  const first = inputs[0]!
  for (let i = 1; i < inputs.length; i++) {
    const other = inputs[i]!
    if (!sameShape(first.shape, other.shape))
      throw new ShapeError(
        operation,
        inputs.map((input) => input.shape),
        `operands are ${first} and ${other}: their shapes must be equal.`,
      )
    if (first.dtype !== other.dtype)
      throw new DTypeError(
        operation,
        inputs.map((input) => input.dtype),
        `operands are ${first} and ${other}: their dtypes must be equal.`,
      )
  }
  return first.type
}

/** Throws: ShapeError where there is no element along an axis. */
export function checkNotEmpty(operation: string, type: TensorType, axis: number): void {
  if (type.shape[axis] === 0)
    throw new ShapeError(
      operation,
      [type.shape],
      `axis ${axis} of ${typeText(type)} is empty: there is no element to give.`,
    )
}
