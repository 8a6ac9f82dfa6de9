import { type Graph, topological, usesOf } from '../graph/graph.ts'
import { constant, constantValue } from '../graph/leaves.ts'
import { apply, is, type Node } from '../graph/node.ts'
import { sameShape, sizeOf } from '../graph/shape.ts'
import { type Gather, gather, indexing, windowAxes } from '../ops/indexing.ts'
import { broadcastInDim, movement, reshape } from '../ops/movement.ts'
import { has, rewritten } from './remade.ts'

/** A table that has so many times the elements that are read of it is not worth storing. */
const muchLarger = 4
/** Most operations that are done again for what is read. */
const mostAgain = 64

/**
 * Moves the reading of few elements from a table that nobody else uses to what the table is computed from, element by
 * element: of log-probabilities only those of the targets are computed, of a scaled embedding only its rows. Holds bit for
 * bit. It is done where the table is computed from one tensor of its size, beside what is spread over it: then as much is in memory as before.
 */
export function moveGathers(graph: Graph): Graph {
  if (!has(graph, (node) => is(node, indexing.gather))) return graph
  const uses = usesOf(graph.results)
  const own = new Set(graph.parameters)
  return rewritten(graph, (made, node) =>
    is(node, indexing.gather) && uses.get(node.inputs[0]!) === 1
      ? fromOperands(made as Node<never>, own)
      : undefined,
  )
}

/** The same elements computed from those of the one tensor that the table is computed from. */
function fromOperands(node: Node<Gather>, own: ReadonlySet<Node>): Node | undefined {
  const [table, indices] = node.inputs as [Node, Node]
  const { params, shape } = node
  if (sizeOf(table.shape) < muchLarger * sizeOf(shape)) return undefined
  const again = (x: Node): boolean =>
    !own.has(x) && !x.computed && x.op.elementwise !== undefined && sameShape(x.shape, table.shape)
  const order = topological([table], (x) => !again(x))
  if (order.length === 0 || order.length > mostAgain) return undefined
  const images = new Map<Node, Node>()
  const read: Node[] = []
  const imageOf = (x: Node): Node => {
    let image = images.get(x) ?? spread(x, node)
    if (!image) {
      read.push(x)
      image = gather(x, indices, params)
    }
    images.set(x, image)
    return image
  }
  for (const x of order) images.set(x, apply(x.op, x.inputs.map(imageOf), x.params) as Node)
  return read.length === 1 ? imageOf(table) : undefined
}

/** What is read of a tensor that is the same along the axes that places count along, if it is. */
function spread(x: Node, { inputs: [, indices], params, shape }: Node<Gather>): Node | undefined {
  const value = constantValue(x)
  if (value !== undefined) return constant(value, x.dtype, shape)
  if (!is(x, movement.broadcast_in_dim)) return undefined
  const [from] = x.inputs as [Node]
  const { axes } = x.params as { axes: readonly number[] }
  const kept = axes.filter((_, i) => from.shape[i] !== 1)
  if (kept.some((axis) => params.axes.includes(axis))) return undefined
  const windows = windowAxes(x.shape, params)
  const leading = indices!.shape.length - 1
  return broadcastInDim(
    reshape(
      from,
      kept.map((axis) => x.shape[axis]!),
    ),
    shape,
    kept.map((axis) => (axis < params.batch ? axis : leading + windows.indexOf(axis))),
  )
}
