import { Node } from '../graph/node.ts'

/** The same operation on other operands of the same types; the node itself where they are its own, unless `always`. */
export function remade(node: Node, inputs: readonly Node[], always = false): Node {
  if (!always && inputs.every((input, i) => input === node.inputs[i])) return node
  const made = new Node(node.op, inputs, node.params, node.types)
  made.source = node.source
  made.value = node.value
  return made as Node
}
