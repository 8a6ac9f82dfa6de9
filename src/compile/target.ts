import type { Node } from '../graph/node.ts'

/** What the fusing pass asks of the machine that will run the kernels. */
export interface Target {
  /** Price of one element of an elementwise node; undefined where it has no code for it. */
  cost(node: Node): number | undefined
  /** The axes that a node reduces, where a loop kernel can do it. */
  reducedAxes(node: Node): readonly number[] | undefined
  /** Whether a node is a product that can go on with elementwise work on each element before it is stored. */
  takesEpilogue(node: Node): boolean
  /** Whether a node's operand, where it is one number everywhere, need not stand in memory. */
  writesConstant(node: Node, operand: number): boolean
  /** What a node that is no loop kernel reads of an operand: the operand, or the tensor that it is a view of. */
  source(node: Node, operand: Node): Node
  /** Whether a node's elements are computed from their places. */
  readsPlace(node: Node): boolean
}
