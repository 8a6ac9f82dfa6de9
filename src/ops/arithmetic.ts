import type { DType } from '../graph/dtype.ts'
import { constant, constantValue } from '../graph/leaves.ts'
import { apply, Node, none } from '../graph/node.ts'
import type { Shape } from '../graph/shape.ts'
import { convert, elementwise } from './elementwise.ts'
import { vocabulary } from './partials.ts'

/** Builders that rules are written with; operands have one type, and what is plainly nothing to do is not done. */
export function add(a: Node, b: Node): Node {
  if (constantValue(a) === 0) return b
  if (constantValue(b) === 0) return a
  return apply(elementwise.add, [a, b], none) as Node
}

export const subtract = (a: Node, b: Node): Node =>
  constantValue(b) === 0 ? a : (apply(elementwise.subtract, [a, b], none) as Node)

export const multiply = (a: Node, b: Node): Node =>
  timesUnit(a, b) ?? (apply(elementwise.multiply, [a, b], none) as Node)

// products with 1 and -1 are none in derivatives, either
vocabulary.set('multiply', multiply)

/** x * 1 = x, x * -1 = -x; undefined for other products. */
export function timesUnit(a: Node, b: Node): Node | undefined {
  const x = constantValue(a)
  const y = constantValue(b)
  if (x === 1) return b
  if (y === 1) return a
  if (x === -1) return negate(b)
  return y === -1 ? negate(a) : undefined
}

export const divide = (a: Node, b: Node): Node =>
  constantValue(b) === 1 ? a : (apply(elementwise.divide, [a, b], none) as Node)

export const negate = (x: Node): Node => apply(elementwise.negate, [x], none) as Node
export const exponential = (x: Node): Node => apply(elementwise.exponential, [x], none) as Node
export const equal = (a: Node, b: Node): Node => apply(elementwise.equal, [a, b], none) as Node
export const less = (a: Node, b: Node): Node => apply(elementwise.less, [a, b], none) as Node
export const and = (a: Node, b: Node): Node => apply(elementwise.and, [a, b], none) as Node
export const or = (a: Node, b: Node): Node => apply(elementwise.or, [a, b], none) as Node
export const not = (x: Node): Node => apply(elementwise.not, [x], none) as Node
export const select = (condition: Node, a: Node, b: Node): Node =>
  apply(elementwise.select, [condition, a, b], none) as Node
export const maximum = (a: Node, b: Node): Node => apply(elementwise.maximum, [a, b], none) as Node
export const minimum = (a: Node, b: Node): Node => apply(elementwise.minimum, [a, b], none) as Node
export const logaddexp = (a: Node, b: Node): Node => apply(elementwise.logaddexp, [a, b], none) as Node
export const stopGradient = (x: Node): Node =>
  x.tracked ? (apply(elementwise.stop_gradient, [x], none) as Node) : x

/** A fresh node with the value of `x`, to differentiate by. */
export const alias = (x: Node): Node => apply(elementwise.alias, [x], none) as Node

/** The value of `x` as a leaf that derivatives are taken by, which stays lazy. */
export const trackedLeaf = (x: Node): Node =>
  new Node(elementwise.alias, [x], none, x.types, { tracked: true }) as Node

/** `value` with the type of `x`. */
export const like = (x: Node, value: number): Node => constant(value, x.dtype, x.shape)
export const zeros = (dtype: DType, shape: Shape): Node => constant(0, dtype, shape)

/** 1 where the mask holds, else 0. */
export const indicator = (mask: Node, dtype: DType): Node => convert(mask, dtype)
export { convert }

/** The same bits read as numbers of another dtype. */
export const bitcastTo = (x: Node, dtype: DType): Node =>
  apply(elementwise.bitcast_convert, [x], { dtype }) as Node
