import type { CallFormula, Formula, SymbolFormula } from '../../formula/tree.ts'
import { constant, integer, rational } from '../build/atoms.ts'
import { applied, call } from '../build/call.ts'
import { allOf, anyOf, not, relation, where } from '../build/logic.ts'
import { multiplyAll, power } from '../build/product.ts'
import { linear, scale } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { parseDecimal } from '../number/decimal.ts'
import { minusOne, one, type Rational } from '../number/rational.ts'

/** How the names and holes of a syntax tree are understood. */
export interface Meaning {
  symbol(name: string, tree: SymbolFormula): Expr
  number?(text: string): Rational
  hole?(index: number): Expr
  /** What a call is made of and how; undefined to take it as a function of that name. */
  call?(tree: CallFormula): Step | undefined
}

/** A node as its operands and what it makes of them. */
export interface Step {
  readonly operands: readonly Formula[]
  build(args: Expr[]): Expr
}

/** Converts a syntax tree to an expression without recursion; chains of + and * become one sum or product. */
export function fromFormula(root: Formula, meaning: Meaning): Expr {
  const stack: { step: Step; args: Expr[] }[] = [{ step: stepOf(root, meaning), args: [] }]
  for (;;) {
    const top = stack[stack.length - 1]!
    const next = top.step.operands[top.args.length]
    if (next !== undefined) {
      stack.push({ step: stepOf(next, meaning), args: [] })
      continue
    }
    const value = top.step.build(top.args)
    stack.pop()
    const parent = stack[stack.length - 1]
    if (parent === undefined) return value
    parent.args.push(value)
  }
}

const leaf = (value: Expr): Step => ({ operands: [], build: () => value })

function stepOf(tree: Formula, meaning: Meaning): Step {
  switch (tree.kind) {
    case 'number':
      return leaf(rational((meaning.number ?? parseDecimal)(tree.text)))
    case 'symbol':
      return leaf(meaning.symbol(tree.name, tree))
    case 'hole':
      return leaf(meaning.hole?.(tree.index) ?? constant('undefined'))
    case 'unary':
      return { operands: [tree.operand], build: ([x]) => unary(tree.op, x!) }
    case 'call':
      return meaning.call?.(tree) ?? { operands: tree.args, build: (args) => plainCall(tree.name, args) }
    case 'binary':
      if (tree.op === '+' || tree.op === '-') return sumStep(tree)
      if (tree.op === '*' || tree.op === '/') return productStep(tree)
      if (tree.op === 'and' || tree.op === 'or') return logicStep(tree, tree.op)
      return { operands: [tree.left, tree.right], build: ([a, b]) => binary(tree.op, a!, b!) }
  }
}

function sumStep(tree: Formula): Step {
  const operands: Formula[] = []
  const weights: Rational[] = []
  while (tree.kind === 'binary' && (tree.op === '+' || tree.op === '-')) {
    operands.push(tree.right)
    weights.push(tree.op === '-' ? minusOne : one)
    tree = tree.left
  }
  operands.push(tree)
  weights.push(one)
  operands.reverse()
  weights.reverse()
  return { operands, build: (args) => linear(args, weights) }
}

/** A chain of * and /, brackets opened: a/(b*c) is a b^-1 c^-1. */
function productStep(root: Formula): Step {
  const operands: Formula[] = []
  const inverse: boolean[] = []
  let negative = false
  const stack: { tree: Formula; below: boolean }[] = [{ tree: root, below: false }]
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { tree, below } = top
    if (tree.kind === 'binary' && (tree.op === '*' || tree.op === '/')) {
      stack.push({ tree: tree.right, below: below !== (tree.op === '/') }, { tree: tree.left, below })
      continue
    }
    if (tree.kind === 'unary' && tree.op === '-') {
      // -a*b is (-1) a b, so that a sign in front of a sum stays in front
      negative = !negative
      stack.push({ tree: tree.operand, below })
      continue
    }
    operands.push(tree)
    inverse.push(below)
  }
  return {
    operands,
    build: (args) => {
      const factors = args.map((e, i) => (inverse[i] ? power(e, integer(-1)) : e))
      return multiplyAll(negative ? [integer(-1), ...factors] : factors)
    },
  }
}

/** A chain of one connective. */
function logicStep(root: Formula, op: 'and' | 'or'): Step {
  const operands: Formula[] = []
  const stack = [root]
  for (let tree = stack.pop(); tree !== undefined; tree = stack.pop())
    if (tree.kind === 'binary' && tree.op === op) stack.push(tree.right, tree.left)
    else operands.push(tree)
  const connect = op === 'and' ? allOf : anyOf
  return { operands, build: (args) => connect(args) }
}

function unary(op: '-' | '+' | '!' | 'not', x: Expr): Expr {
  if (op === '-') return scale(x, minusOne)
  if (op === '!') return call('factorial', x)
  return op === 'not' ? not(x) : x
}

const binary = (op: string, a: Expr, b: Expr): Expr => (op === '^' ? power(a, b) : relation(op as '<', a, b))

const plainCall = (name: string, args: Expr[]): Expr =>
  name === 'where' && args.length === 3 ? where(args[0]!, args[1]!, args[2]!) : applied(name, args)
