import { dataNode, pick } from '../../../src/graph/leaves.ts'
import { apply, type Node, type Op } from '../../../src/graph/node.ts'
import { elementwise } from '../../../src/ops/elementwise.ts'
import { rows } from '../../../src/transform/table.ts'

/** One use of an operation on float64 operands: what the laws are tried on. */
export interface Sample {
  readonly row: string
  readonly title: string
  readonly inputs: readonly {
    readonly shape: readonly number[]
    readonly low: number
    readonly high: number
  }[]
  readonly build: (inputs: readonly Node[]) => Node
  /** The result is not differentiable (steps, indices): only value and batching are tried. */
  readonly constant?: boolean
  /** Forward mode only. */
  readonly forwardOnly?: boolean
}

export const op = (name: string): Op => rows.get(name)!
export const run =
  (name: string, params: unknown) =>
  (inputs: readonly Node[]): Node =>
    apply(op(name), inputs, params) as Node
export const span = (shape: readonly number[], low = -2, high = 2) => ({ shape, low, high })

export const square = (x: Node): Node => apply(elementwise.multiply, [x, x], {}) as Node
export const picks = (tuple: Node): Node[] => tuple.types.map((_, i) => pick(tuple, i))
/** X Y of matrices along leading axes; X X^T where Y is not given. */
export function product(x: Node, y: Node | 'transposed'): Node {
  const rank = x.shape.length
  const batch = Array.from({ length: rank - 2 }, (_, i) => i)
  const other = y === 'transposed' ? x : y
  const contract = [[rank - 1], [y === 'transposed' ? rank - 1 : rank - 2]]
  return apply(op('dot_general'), [x, other], { contract, batch: [batch, batch] }) as Node
}
/** X + factor I */
export function plusIdentity(x: Node, factor: number): Node {
  const n = x.shape.at(-1)!
  const identity = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? factor : 0))
  const whole = apply(op('broadcast_in_dim'), [dataNode({ dtype: 'float64', shape: [n, n] }, identity)], {
    shape: x.shape,
    axes: [x.shape.length - 2, x.shape.length - 1],
  }) as Node
  return apply(elementwise.add, [x, whole], {}) as Node
}
export const indices = (values: readonly number[], shape: readonly number[]): Node =>
  dataNode({ dtype: 'int32', shape }, Int32Array.from(values))
