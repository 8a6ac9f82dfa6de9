import { dependents, rebuild } from '../graph/graph.ts'
import { isPick } from '../graph/leaves.ts'
import { madeFrom, type Node } from '../graph/node.ts'
import { alias } from '../ops/arithmetic.ts'

export type Maybe<T> = T | undefined

/**
 * What `results` have beside them, given what `sources` have: `rule` says it of the results of a node that depends on them, given
 * what its operands have.
 */
export function carriedForward(
  results: readonly Node[],
  sources: readonly Node[],
  given: readonly Maybe<Node>[],
  rule: (node: Node, operands: readonly Maybe<Node>[]) => readonly Maybe<Node>[],
): Maybe<Node>[] {
  const known = new Map<Node, readonly Maybe<Node>[]>()
  sources.forEach((source, i) => {
    known.set(source, [given[i]])
  })
  for (const node of dependents(results, sources)) {
    if (known.has(node)) continue
    const operands = node.inputs.map((input) => known.get(input))
    known.set(
      node as Node,
      isPick(node)
        ? [operands[0]?.[node.params.index]]
        : madeFrom(node, () =>
            rule(
              node,
              operands.map((operand) => operand?.[0]),
            ),
          ),
    )
  }
  return results.map((node) => known.get(node)?.[0])
}

/** A row written with others: its results from operands that stand for its own. */
export function expanded(node: Node): { readonly operands: Node[]; readonly results: readonly Node[] } {
  const operands = node.inputs.map(alias)
  return { operands, results: node.op.expand!(rebuild(node, operands)) }
}
