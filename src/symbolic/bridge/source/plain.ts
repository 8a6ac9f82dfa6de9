import type { Expression, Node } from 'acorn'

/** The name of a property that is written as a name or a string. */
export const nameOf = (key: Node & { name?: unknown; value?: unknown }): string | undefined =>
  typeof key.name === 'string' ? key.name : typeof key.value === 'string' ? key.value : undefined

/** Arithmetic on names and numbers, which ends and changes nothing. */
export function isPlain(node: Expression): boolean {
  switch (node.type) {
    case 'Literal':
    case 'Identifier':
      return true
    case 'UnaryExpression':
      return isPlain(node.argument)
    case 'BinaryExpression':
    case 'LogicalExpression':
      return isPlain(node.left as Expression) && isPlain(node.right)
    case 'ConditionalExpression':
      return isPlain(node.test) && isPlain(node.consequent) && isPlain(node.alternate)
    case 'MemberExpression':
      return (
        node.object.type !== 'Super' &&
        isPlain(node.object) &&
        (!node.computed || isPlain(node.property as Expression))
      )
    case 'CallExpression':
      return (
        node.callee.type === 'MemberExpression' &&
        node.callee.object.type === 'Identifier' &&
        node.callee.object.name === 'Math' &&
        node.arguments.every((arg) => arg.type !== 'SpreadElement' && isPlain(arg))
      )
    default:
      return false
  }
}
