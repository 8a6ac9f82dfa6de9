import { type Graph, topological } from '../graph/graph.ts'
import { isConstant, isParameter } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import { typeText } from '../graph/shape.ts'

function paramsText(params: unknown): string {
  return JSON.stringify(params, (_, value) =>
    typeof value === 'function'
      ? 'function'
      : value && typeof value === 'object' && 'results' in value
        ? 'graph'
        : value,
  )
}

/** One line a node: `%4: f32[128,10] = add(%2, %3)`; graphs inside follow, indented. */
export function printGraph(graph: Graph, indent = ''): string {
  const numbers = new Map<Node, number>()
  const name = (node: Node): string => `%${numbers.get(node) ?? '?'}`
  const lines: string[] = []
  for (const parameter of graph.parameters) {
    numbers.set(parameter, numbers.size)
    lines.push(`${name(parameter)}: ${typeText(parameter.type)} = parameter`)
  }
  for (const node of topological(graph.results, (node) => numbers.has(node))) {
    numbers.set(node, numbers.size)
    const types = node.types.map(typeText).join(', ')
    const what = isConstant(node)
      ? `${node.params.value}`
      : isParameter(node)
        ? 'parameter of another graph'
        : `${node.op.name}(${node.inputs.map(name).join(', ')})`
    const params = isConstant(node) || isParameter(node) ? '' : paramsText(node.params)
    lines.push(`${name(node)}: ${types} = ${what}${params === '{}' ? '' : ` ${params}`}`)
    for (const inner of node.op.subgraphs?.(node.params) ?? []) lines.push(printGraph(inner, `${indent}    `))
  }
  lines.push(`return ${graph.results.map(name).join(', ')}`)
  return lines.map((line) => (line.startsWith(indent) && indent ? line : indent + line)).join('\n')
}
