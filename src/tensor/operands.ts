import { NablaError, requireFunction } from '../errors.ts'
import { checkDType, type DType, DTypeError, isFloat, kindOf, promote } from '../graph/dtype.ts'
import { constant, dataNode } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import { broadcastShapes, ShapeError } from '../graph/shape.ts'
import { convert, stopGradient } from '../ops/arithmetic.ts'
import { broadcastTo } from '../ops/movement.ts'
import { arrayToLeaf } from './leaf.ts'
import type { NestedInput } from './nested.ts'
import { Tensor } from './tensor.ts'

/** A tensor, or anything that can be made one. */
export type TensorLike = Tensor | NestedInput

let defaultFloat: 'float32' | 'float64' = 'float32'

/** The dtype of numbers that come without one (float32 unless set otherwise). */
export const getDefaultDtype = (): 'float32' | 'float64' => defaultFloat

/** Sets the dtype of numbers that come without one. */
export function setDefaultDtype(dtype: 'float32' | 'float64'): void {
  if (!isFloat(checkDType('setDefaultDtype', dtype)))
    throw new DTypeError('setDefaultDtype', [dtype], `${dtype} is not a float type: use float32 or float64.`)
  defaultFloat = dtype
}

let gradEnabled = true

/** Runs `f` without recording history: what it computes has no gradient. */
export const noGrad = <T>(f: () => T): T => withGrad('noGrad', false, f)

/** Runs `f` with history recorded again, inside a `noGrad`. */
export const enableGrad = <T>(f: () => T): T => withGrad('enableGrad', true, f)

/** A value that is there. Throws: NablaError for a promise of one. */
export function settled<T>(operation: string, value: T): T {
  if (value instanceof Promise)
    throw new NablaError(
      `${operation}: a promise stands where a value must: await it first, and give no async function.`,
    )
  return value
}

function withGrad<T>(operation: string, enabled: boolean, f: () => T): T {
  requireFunction(operation, f, 'what it is to run')
  const before = gradEnabled
  gradEnabled = enabled
  try {
    return settled(operation, f())
  } finally {
    gradEnabled = before
  }
}

/** Runs a user's function with history recorded. A method without its object looks for it in what `this` is here. */
export const called = <A extends unknown[], R>(operation: string, f: (...args: A) => R, args: A): R =>
  withGrad(operation, true, () => f.apply(lostObject(operation), args))

const lostObject = (operation: string): object =>
  new Proxy(
    {},
    {
      get() {
        throw new NablaError(`${operation}: a method lost its object: give (x) => model.forward(x).`)
      },
    },
  )

/** Is history being recorded? */
export const isGradEnabled = (): boolean => gradEnabled

const record = (node: Node): Node => (gradEnabled ? node : stopGradient(node))

/** The node of an operand that stands alone; an error tells the operation. */
export function nodeOf(x: TensorLike, operation?: string, dtype?: DType): Node {
  if (x instanceof Tensor) return record(x.node)
  if (typeof x === 'number') return constant(x, dtype ?? defaultFloat)
  if (typeof x === 'boolean') return constant(+x, dtype ?? 'bool')
  const leaf = arrayToLeaf(operation, x, dtype, defaultFloat)
  return dataNode(leaf.type, leaf.value)
}

/** A node of a floating dtype; integers become the default one. */
export function floatNode(x: TensorLike, operation?: string): Node {
  const node = nodeOf(x, operation)
  return isFloat(node.dtype) ? node : convert(node, defaultFloat)
}

const exactOf = (x: unknown): Node | undefined => (x instanceof Tensor ? x.exact : undefined)

/** The dtype that operands meet in: JavaScript numbers adapt to the tensors beside them. */
function commonDtype(inputs: readonly unknown[], nodes: readonly (Node | undefined)[]): DType {
  let dtype: DType | undefined
  nodes.forEach((node, i) => {
    if (node && !exactOf(inputs[i]!)) dtype = dtype ? promote(dtype, node.dtype) : node.dtype
  })
  if (!dtype) return defaultFloat
  for (const input of inputs) {
    // what is not known yet may have a fraction
    const number = exactOf(input) ? 0.5 : input
    if (typeof number !== 'number' || isFloat(dtype)) continue
    if (number !== (dtype === 'uint32' ? number >>> 0 : number | 0)) dtype = defaultFloat
    else if (kindOf(dtype) === 'bool') dtype = 'int32'
  }
  return dtype
}

/** Operands of one dtype and shape: promoted, then broadcast as NumPy does, along with nodes that stay as they are. */
export function operands(
  operation: string,
  inputs: readonly TensorLike[],
  float: boolean | 'exact' = false,
  ...beside: readonly Node[]
): Node[] {
  const { nodes, dtype } = together(operation, inputs, float)
  let shape = beside[0]?.shape
  for (const node of nodes)
    if (node) shape = shape === undefined ? node.shape : broadcastShapes(operation, shape, node.shape)
  return nodes.map((node, i) =>
    node ? broadcastTo(convert(node, dtype), shape!) : constant(inputs[i] as number, dtype, shape),
  )
}

/** Operands of one dtype, float if asked for, and of one shape: what is computed of some of them has the digits of all. */
export const met = <T extends readonly TensorLike[]>(
  operation: string,
  float: boolean,
  ...inputs: T
): { [K in keyof T]: Tensor } =>
  operands(operation, inputs, float).map((node) => new Tensor(node)) as { [K in keyof T]: Tensor }

/** Operands of one dtype; their shapes stay. */
export function promoted(operation: string, inputs: readonly TensorLike[], float = false): Node[] {
  const { nodes, dtype } = together(operation, inputs, float)
  return nodes.map((node, i) => (node ? convert(node, dtype) : constant(inputs[i] as number, dtype)))
}

/** Operands of one dtype, float if asked for, in their own shapes; and those that need not be given. */
export function alike<const T extends readonly TensorLike[], const O extends readonly Optional[] = []>(
  operation: string,
  float: boolean,
  inputs: T,
  optional?: O,
): [{ -readonly [K in keyof T]: Tensor }, { -readonly [K in keyof O]: Tensor | undefined }] {
  const isGiven = (x: Optional): boolean => x !== undefined && x !== null
  const nodes = promoted(operation, [...inputs, ...((optional ?? []).filter(isGiven) as TensorLike[])], float)
  const next = (): Tensor => new Tensor(nodes.shift()!)
  return [inputs.map(next), optional?.map((x) => (isGiven(x) ? next() : undefined))] as never
}
type Optional = TensorLike | null | undefined

/** Refuses what is no list of tensors, or an empty one. */
export function listOf(operation: string, tensors: readonly TensorLike[]): readonly TensorLike[] {
  if (Array.isArray(tensors) && tensors.length > 0) return [...tensors]
  throw new ShapeError(operation, [], `give a list with at least one tensor: ${operation}([a, b]).`)
}

/** The nodes of operands, none for JavaScript numbers, and the dtype that they meet in. */
function together(
  operation: string,
  inputs: readonly TensorLike[],
  float: boolean | 'exact',
): { nodes: (Node | undefined)[]; dtype: DType } {
  const nodes = inputs.map((input) =>
    typeof input === 'number' ? undefined : (exactOf(input) ?? nodeOf(input, operation)),
  )
  const common = commonDtype(inputs, nodes)
  // lists have no dtype of their own: beside float64 they keep their digits
  inputs.forEach((input, i) => {
    if (common === 'float64' && Array.isArray(input)) nodes[i] = nodeOf(input, operation, common)
  })
  if (!float || isFloat(common)) return { nodes, dtype: common }
  // int32 does not hold all of uint32, float64 holds both
  const apart = common === 'int32' && nodes.some((node) => node?.dtype === 'uint32')
  return { nodes, dtype: float === true ? defaultFloat : apart ? 'float64' : common }
}

/** A tensor for anything that can be made one; that of a number adapts as the number does. */
export const toTensor = (x: TensorLike, operation?: string): Tensor =>
  x instanceof Tensor
    ? x
    : new Tensor(nodeOf(x, operation), typeof x === 'number' ? constant(x, 'float64') : undefined)
