import type { BlockStatement, Expression, MemberExpression, Node, Pattern, VariableDeclaration } from 'acorn'

/** The name of a property that is written as a name or a string. */
export const nameOf = (key: Node & { name?: unknown; value?: unknown }): string | undefined =>
  typeof key.name === 'string' ? key.name : typeof key.value === 'string' ? key.value : undefined

/** What a member is called: a name, written as such or as a string, or an expression for it. */
export const keyOf = ({ computed, property }: MemberExpression): string | Expression | undefined => {
  const name = computed && property.type !== 'Literal' ? undefined : nameOf(property)
  return name ?? (property as Expression)
}

const known = new WeakMap<Node, readonly string[]>()

/** The names that `var` declares anywhere in the body of a function, which hold in all of it. */
export function varsOf(body: BlockStatement): readonly string[] {
  let names = known.get(body)
  if (!names) {
    const found: string[] = []
    const named = (pattern: Pattern | null): void => {
      if (pattern?.type === 'Identifier') found.push(pattern.name)
      else if (pattern?.type === 'AssignmentPattern') named(pattern.left)
      else if (pattern?.type === 'RestElement') named(pattern.argument)
      else if (pattern?.type === 'ArrayPattern') pattern.elements.forEach(named)
      else if (pattern?.type === 'ObjectPattern')
        for (const part of pattern.properties) named(part.type === 'Property' ? part.value : part)
    }
    const rest: unknown[] = [body]
    while (rest.length > 0) {
      const part = rest.pop()
      if (typeof part !== 'object' || part === null) continue
      const { type, kind, declarations } = part as VariableDeclaration
      if (/Function|Class/.test(type)) continue
      if (type === 'VariableDeclaration' && kind === 'var') for (const { id } of declarations) named(id)
      rest.push(...Object.values(part))
    }
    names = found
    known.set(body, names)
  }
  return names
}

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
