import { NablaError } from '../errors.ts'
import { type Graph, topological } from '../graph/graph.ts'
import { isConstant, isParameter } from '../graph/leaves.ts'
import { typeText } from '../graph/shape.ts'

/** A pass of the compiler broke a rule of graphs. */
export class CompileError extends NablaError {
  protected override get kind(): string {
    return 'CompileError'
  }
}

/**
 * Checks a closed graph: only its own parameters are reachable, operands come before what uses them, and every node has
 * the type that its operation infers. Throws: CompileError naming the pass.
 */
export function validate(graph: Graph, pass: string): Graph {
  const own = new Set(graph.parameters)
  for (const node of topological(graph.results, (node) => own.has(node))) {
    if (isParameter(node)) throw new CompileError(`${pass}: a parameter of another graph is reachable.`)
    for (const input of node.inputs)
      if (input.id >= node.id)
        throw new CompileError(`${pass}: ${node.op.name} comes before its operand ${input.op.name}.`)
    if (node.inputs.length > 0 && !isConstant(node)) {
      const inferred = node.op.infer(node.inputs, node.params)
      const types = Array.isArray(inferred) ? inferred : [inferred]
      const expected = types.map(typeText).join(', ')
      const found = node.types.map(typeText).join(', ')
      if (expected !== found)
        throw new CompileError(`${pass}: ${node.op.name} is ${found}, its operands give ${expected}.`)
    }
    for (const inner of node.op.subgraphs?.(node.params) ?? []) validate(inner, pass)
  }
  return graph
}

/** The checked graph must take and give the same types as the one that a pass started from. */
export function sameInterface(before: Graph, after: Graph, pass: string): void {
  const text = (graph: Graph): string =>
    `(${graph.parameters.map((p) => typeText(p.type)).join(', ')}) -> (${graph.results.map((r) => typeText(r.type)).join(', ')})`
  if (text(before) !== text(after)) throw new CompileError(`${pass}: ${text(before)} became ${text(after)}.`)
}
