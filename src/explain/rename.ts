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
  and: (a, b) => +(a !== 0 && b !== 0),
  or: (a, b) => +(a !== 0 || b !== 0),
}

/** The number that a tree is, signed or not. */
const numberIn = (tree: Formula): number | undefined =>
  tree.kind === 'number'
    ? tree.value
    : tree.kind === 'unary' && tree.op === '-' && tree.operand.kind === 'number'
      ? -tree.operand.value
      : undefined

const number = (value: number): Formula => symbol(String(value))

const nothing: ReadonlyMap<string, string> = new Map()

/** A formula in which each `where` is the branch that it takes at a point: where its symbols have these values. */
export const branchesAt = (tree: Formula, values: ReadonlyMap<string, string>): Formula =>
  rename(tree, nothing, values)

/**
 * A formula with other names for its symbols; a name may be a number. Products with 1 are dropped, and branches of a `where`
 * whose condition is decided by these numbers, or by `values` of symbols that keep their names elsewhere.
 */
export function rename(tree: Formula, names: ReadonlyMap<string, string>, values = nothing): Formula {
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
        const [fold, a, b] = [folds[node.op], numberIn(left), numberIn(right)]
        if (fold && a !== undefined && b !== undefined) return number(fold(a, b))
        return binaryOf(node.op, left, right, node.at)
      }
      case 'call': {
        // where(2 == 0, a, b) is b.
        const [test, yes, no] = operands
        const decided = node.name === 'where' ? numberIn(rename(test!, values)) : undefined
        if (decided !== undefined) return decided ? yes! : no!
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
