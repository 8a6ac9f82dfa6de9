import { binaryOf, callOf, numberOf, symbolOf, unaryOf } from '../formula/build.ts'
import { type Formula, foldFormula } from '../formula/tree.ts'

const none = { start: 0, end: 0 }
const isNumber = (tree: Formula, value: number): boolean => tree.kind === 'number' && tree.value === value

/** What is computed at once where both operands have become numbers; a comparison gives 1 or 0. */
const folds: Partial<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '<': (a, b) => +(a < b),
  '<=': (a, b) => +(a <= b),
  '>': (a, b) => +(a > b),
  '>=': (a, b) => +(a >= b),
  '==': (a, b) => +(a === b),
}

const number = (value: number): Formula => symbol(String(value))

/** A formula with other names for its symbols; a name may be a number. Products with 1 and sums with 0 are dropped. */
export function rename(tree: Formula, names: ReadonlyMap<string, string>): Formula {
  return foldFormula<Formula>(tree, (node, operands) => {
    switch (node.kind) {
      case 'symbol':
        return symbol(names.get(node.name) ?? node.name)
      case 'unary':
        return unaryOf(node.op, operands[0]!, node.at)
      case 'binary': {
        const [left, right] = operands as [Formula, Formula]
        if (node.op === '*' && isNumber(left, 1)) return right
        if ((node.op === '*' || node.op === '/' || node.op === '^') && isNumber(right, 1)) return left
        const fold = folds[node.op]
        if (fold && left.kind === 'number' && right.kind === 'number')
          return number(fold(left.value, right.value))
        return binaryOf(node.op, left, right, node.at)
      }
      case 'call': {
        // where(2 == 0, a, b) is b.
        const [test, yes, no] = operands
        if (node.name === 'where' && test?.kind === 'number') return test.value ? yes! : no!
        return callOf(node.name, operands, node.at, node.primes)
      }
      default:
        return node
    }
  })
}

function symbol(name: string): Formula {
  const value = Number(name)
  if (name === '' || Number.isNaN(value)) return symbolOf(name, none)
  const positive = numberOf(name.replace(/^-/, ''), none)
  return name.startsWith('-') ? unaryOf('-', positive, none) : positive
}
