import { NablaError } from '../errors.ts'
import { allocate, type DType, type TypedArray } from './dtype.ts'
import { define, is, Node, nextMark, type Op, type Store, type Value } from './node.ts'
import { bytesIn, bytesInAll, type Shape, sizeOf, type TensorType } from './shape.ts'

/** A value was asked for that does not exist yet: the function is being traced. */
export class TraceError extends NablaError {
  protected override get kind(): string {
    return 'TraceError'
  }
}

type ParameterParams = { readonly index: number; readonly transform: string }

const unbatchable = (): never => {
  throw new NablaError('a leaf has no operands to batch')
}

/** The nodes that have no operands, and `pick`, which takes one result of several. */
export const leaves = define({
  /** An argument of a graph. */
  parameter: {
    infer: unbatchable,
    evaluate: (_: readonly TypedArray[], node: Node<ParameterParams>): TypedArray => {
      throw new TraceError(
        `parameter ${node.params.index} of ${node.params.transform} has no value while it is traced`,
      )
    },
  } as Omit<Op<ParameterParams>, 'name'>,
  /** Elements that stand in a plain array. */
  data: {
    infer: unbatchable,
    evaluate: (_: readonly TypedArray[], node: Node<object>) => node.value!,
  } as Omit<Op<object>, 'name'>,
  /** One number everywhere. */
  constant: {
    infer: unbatchable,
    evaluate: (_: readonly TypedArray[], node: Node<{ value: number }>) =>
      allocate(node.dtype, sizeOf(node.shape)).fill(node.params.value),
  } as Omit<Op<{ value: number }>, 'name'>,
  /** One of the results of a node that has several. */
  pick: {
    linear: 'jointly',
    infer: ([tuple]: readonly Node[], { index }: { index: number }) => tuple!.types[index]!,
    evaluate: ([tuple]: readonly TypedArray[], { params }: Node<{ index: number }>) =>
      (tuple as unknown as readonly TypedArray[])[params.index]!,
  } as Omit<Op<{ index: number }>, 'name'>,
})

/** An argument of a graph that is being traced by `transform`. */
export function parameter(type: TensorType, index: number, transform: string, tracked = true): Node {
  return new Node(leaves.parameter, [], { index, transform }, [type], { abstract: true, tracked }) as Node
}

/** A leaf that holds `value`; the array belongs to the node from here on. */
export function dataNode(type: TensorType, value: TypedArray | Store, tracked = false): Node {
  const node = new Node(leaves.data, [], {}, [type], { tracked }) as Node
  if ('read' in value) node.store = value
  else node.value = value
  node.pendingBytes = bytesIn(type)
  return node
}

/**
 * A node whose elements stand in a row among those of its operand, from `offset` on. Where these are known, and nobody takes a
 * derivative, so are its own, without a copy: data that is cut into batches is an input of every step, not a part of the step.
 */
export function within(node: Node, offset = 0): Node {
  const [operand] = node.inputs
  const array = operand!.op.multiple ? undefined : (operand!.atHand as TypedArray | undefined)
  if (array === undefined || node.tracked) return node
  const size = sizeOf(node.shape)
  return dataNode(node.type, size === array.length ? array : array.subarray(offset, offset + size))
}

/** `value` at every place of `shape`. */
export function constant(value: number, dtype: DType, shape: Shape = []): Node {
  const held = dtype === 'bool' ? Number(value !== 0) : value
  return new Node(leaves.constant, [], { value: held }, [{ dtype, shape }]) as Node
}

export const isConstant = (node: Node): node is Node<{ value: number }> => is(node, leaves.constant)

/** The splatted number of a constant node, or undefined. */
export const constantValue = (node: Node): number | undefined =>
  isConstant(node) ? node.params.value : undefined

export const isParameter = (node: Node): boolean => is(node, leaves.parameter)

/** Result `index` of a node that has several. */
export function pick(tuple: Node, index: number): Node {
  return new Node(leaves.pick, [tuple], { index }, [tuple.types[index]!]) as Node
}

export const isPick = (node: Node): node is Node<{ index: number }> => is(node, leaves.pick)

/** All the results of a node as nodes of their own. */
export const results = (node: Node): Node[] =>
  node.op.multiple ? node.types.map((_, index) => pick(node, index)) : [node]

/** No derivative can be taken through it (any more). */
const isSpent = (node: Node): boolean => !node.tracked || node.released

/** Whether all that a node was made of is spent: a sum of losses that `backward` has gone through. */
export function leadsNowhere(node: Node): boolean {
  const mark = nextMark()
  const open = [node]
  for (let at = open.pop(); at; at = open.pop()) {
    if (at.mark === mark || isSpent(at)) continue
    at.mark = mark
    let source = true
    for (const input of at.inputs)
      if (input.tracked) {
        source = false
        open.push(input)
      }
    if (source) return false
  }
  return true
}

/**
 * Stores what was computed. A node that nobody differentiates through (any more) becomes a leaf, which frees what it was made of.
 */
export function settle(node: Node, value: Value | Store): void {
  if ('read' in value) node.store = value
  else node.value = value
  node.open = -1
  node.depth = 0
  node.pendingBytes = bytesInAll(node.types)
  if (node.tracked && node.inputs.some((input) => input.tracked) && node.inputs.every(isSpent))
    node.released = true
  if ((!node.tracked || node.released) && !node.op.multiple) {
    node.op = leaves.data as Op
    node.inputs = []
    node.params = {}
  } else if (!node.tracked) node.inputs = []
}

export const describe = (node: Node): string => `${node.op.name} ${node}`
