import { isFloat } from '../graph/dtype.ts'
import { constant, constantValue } from '../graph/leaves.ts'
import { is, Node } from '../graph/node.ts'
import { sameShape } from '../graph/shape.ts'
import { timesUnit } from '../ops/arithmetic.ts'
import { elementwise } from '../ops/elementwise.ts'
import { type Broadcast, movement } from '../ops/movement.ts'

type Keep = (node: Node) => Node
export type Rule = (node: Node, keep: Keep) => Node | undefined

const make = (row: unknown, inputs: readonly Node[], params: unknown, like: Node): Node =>
  new Node(row as Node['op'], inputs, params, like.types) as Node
const isPowerOfTwo = (x: number): boolean => {
  const exponent = Math.round(Math.log2(Math.abs(x)))
  return Math.abs(exponent) < 100 && Math.abs(x) === 2 ** exponent
}

/** Rules for what is transposed, by its operation. */
export const transposed = new Map<object, Rule>()

/**
 * Rules by operation; each holds bit for bit, for every value, but for powers (powers.ts), which may differ
 * in the last. Who brings more of them adds them (bridge/subjects/).
 */
export const rules = new Map<object, Rule>([
  // x + (-0) = x; x + 0 is not x where x is -0
  [
    elementwise.add,
    ({ inputs: [a, b] }) =>
      Object.is(constantValue(b!), -0) ? a : Object.is(constantValue(a!), -0) ? b : undefined,
  ],
  // x - 0 = x
  [elementwise.subtract, ({ inputs: [a, b] }) => (Object.is(constantValue(b!), 0) ? a : undefined)],
  [elementwise.multiply, ({ inputs: [a, b] }) => timesUnit(a!, b!)],
  // x / 1 = x, x / 2^n = x * 2^-n
  [
    elementwise.divide,
    (node) => {
      const [a, b] = node.inputs as [Node, Node]
      const y = constantValue(b)
      if (y === 1) return a
      if (y === undefined || !isFloat(node.dtype) || !isPowerOfTwo(y)) return undefined
      return make(elementwise.multiply, [a, constant(1 / y, node.dtype, node.shape)], {}, node)
    },
  ],
  // -(-x) = x
  [elementwise.negate, ({ inputs: [x] }) => (is(x!, elementwise.negate) ? x!.inputs[0] : undefined)],
  [elementwise.not, ({ inputs: [x] }) => (is(x!, elementwise.not) ? x!.inputs[0] : undefined)],
  [
    elementwise.select,
    ({ inputs: [condition, a, b] }) => {
      if (a === b) return a
      const value = constantValue(condition!)
      return value === undefined ? undefined : value ? a : b
    },
  ],
  [elementwise.convert, ({ inputs: [x], dtype }) => (x!.dtype === dtype ? x : undefined)],
  // moving twice is moving once
  [
    movement.transpose,
    (node, keep) => {
      const x = node.inputs[0]!
      const { permutation } = node.params as { permutation: readonly number[] }
      if (permutation.every((axis, i) => axis === i)) return x
      if (!is(x, movement.transpose)) return transposed.get(x.op)?.(node, keep)
      const inner = (x.params as { permutation: readonly number[] }).permutation
      return make(
        movement.transpose,
        x.inputs,
        { permutation: permutation.map((axis) => inner[axis]!) },
        node,
      )
    },
  ],
  [
    movement.reshape,
    (node) => {
      const x = node.inputs[0]!
      if (sameShape(x.shape, node.shape)) return x
      return is(x, movement.reshape) ? make(movement.reshape, x.inputs, node.params, node) : undefined
    },
  ],
  [
    movement.broadcast_in_dim,
    (node) => {
      const x = node.inputs[0]!
      const { axes, shape } = node.params as Broadcast
      if (sameShape(x.shape, node.shape)) return x
      if (!is(x, movement.broadcast_in_dim)) return undefined
      const inner = x.params as Broadcast
      return make(
        movement.broadcast_in_dim,
        x.inputs,
        { shape, axes: inner.axes.map((axis) => axes[axis]!) },
        node,
      )
    },
  ],
  [
    movement.reverse,
    ({ inputs: [x], params }) => ((params as { axes: readonly number[] }).axes.length === 0 ? x : undefined),
  ],
])

/** The node that `node` may be replaced by, or undefined where no rule fits. */
export function rewrite(node: Node, keep: Keep): Node | undefined {
  return rules.get(node.op)?.(node, keep)
}
