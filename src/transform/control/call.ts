import { type Graph, inline } from '../../graph/graph.ts'
import { runGraph } from '../../graph/interpret.ts'
import { results as resultsOf } from '../../graph/leaves.ts'
import { apply, define, type Node } from '../../graph/node.ts'
import type { Row } from '../../ops/row.ts'

export interface Call {
  readonly graph: Graph
}

/** What rows have in common that run one graph. */
export const graphRow = {
  multiple: true,
  infer: (_: readonly Node[], { graph }: Call) => graph.results.map((node) => node.type),
  evaluate: (arrays: Parameters<Row<Call>['evaluate']>[0], { params }: Node<Call>) =>
    runGraph(params.graph, arrays),
  subgraphs: ({ graph }: Call) => [graph],
}

const expand = ({ inputs, params }: Node<Call>): readonly Node[] => inline(params.graph, inputs)

/** Operations that run one graph. */
export const calls = define({
  /** Nothing but the graph; every transformation sees through it. */
  call: { ...graphRow, expand } as Row<Call>,

  /** A call that is only a shorter way to say what is in it: that alone decides how it is computed. */
  inlined: { ...graphRow, expand } as Row<Call>,
})

export const call = (graph: Graph, args: readonly Node[]): Node[] =>
  resultsOf(apply(calls.call, args, { graph }) as Node)
