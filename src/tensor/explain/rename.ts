import { type Formula, foldFormula } from '../../formula/tree.ts'

const none = { start: 0, end: 0 }
const isNumber = (tree: Formula, value: number): boolean => tree.kind === 'number' && tree.value === value

/** A formula with other names for its symbols; a name may be a number. Products with 1 and sums with 0 are dropped. */
export function rename(tree: Formula, names: ReadonlyMap<string, string>): Formula {
  return foldFormula<Formula>(tree, (node, operands) => {
    switch (node.kind) {
      case 'symbol':
        return symbol(names.get(node.name) ?? node.name)
      case 'unary':
        return { ...node, operand: operands[0]! }
      case 'binary': {
        const [left, right] = operands as [Formula, Formula]
        if (node.op === '*' && isNumber(left, 1)) return right
        if ((node.op === '*' || node.op === '/') && isNumber(right, 1)) return left
        return { ...node, left, right }
      }
      case 'call':
        return { ...node, args: operands }
      default:
        return node
    }
  })
}

function symbol(name: string): Formula {
  const value = Number(name)
  if (name === '' || Number.isNaN(value)) return { kind: 'symbol', name, at: none }
  const positive: Formula = { kind: 'number', text: name.replace(/^-/, ''), value: Math.abs(value), at: none }
  return name.startsWith('-') ? { kind: 'unary', op: '-', operand: positive, at: none } : positive
}
