import { type Graph, inline } from '../graph/graph.ts'
import { parameter } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import { batchTogether } from '../ops/batching.ts'
import { broadcastLeading } from '../ops/movement.ts'
import { DerivativeError } from './errors.ts'
import { carriedForward, expanded } from './forward.ts'

/**
 * vmap: `results` for `size` examples at once, given nodes with a leading batch axis in place of `sources`.
 * undefined where a result does not depend on the sources.
 */
export function batch(
  results: readonly Node[],
  sources: readonly Node[],
  batched: readonly Node[],
  size: number,
): (Node | undefined)[] {
  return carriedForward(results, sources, batched, (node, mapped) => batchNode(node, mapped, size))
}

function batchNode(
  node: Node,
  mapped: readonly (Node | undefined)[],
  size: number,
): readonly (Node | undefined)[] {
  const { op } = node
  const flags = mapped.map((image) => image !== undefined)
  const inputs = node.inputs.map((input, i) => mapped[i] ?? input)
  if (op.batch) return op.batch(node, inputs, flags, size)
  if (op.elementwise) return batchTogether(node as Node<never>, inputs, flags, size)
  if (op.expand) {
    const { operands, results } = expanded(node)
    const active = operands.filter((_, i) => flags[i])
    const images = inputs.filter((_, i) => flags[i])
    return results.map((result) => batch([result], active, images, size)[0] ?? broadcastLeading(result, size))
  }
  throw new DerivativeError(`${op.name}: it has no batching rule, so vmap does not go through it.`)
}

/** The graph on batches: parameters that `flags` marks, and all results, have a leading axis of `size`. */
export function batchGraph(graph: Graph, flags: readonly boolean[], size: number): Graph {
  const parameters = graph.parameters.map((p, i) =>
    parameter({ dtype: p.dtype, shape: flags[i] ? [size, ...p.shape] : p.shape }, i, 'vmap'),
  )
  // Unbatched parameters keep their place; batched ones are replaced during the pass.
  const stand = graph.parameters.map((p, i) => (flags[i] ? p : parameters[i]!))
  const results = inline(graph, stand)
  const active = graph.parameters.filter((_, i) => flags[i])
  const batched = batch(
    results,
    active,
    parameters.filter((_, i) => flags[i]),
    size,
  )
  return { parameters, results: batched.map((node, i) => node ?? broadcastLeading(results[i]!, size)) }
}
