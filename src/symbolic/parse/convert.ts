import type { Formula } from '../../formula/tree.ts'
import { constant, integer, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { and, not, or, piecewise, relation, where } from '../build/logic.ts'
import { divide, multiplyAll, power } from '../build/product.ts'
import { linear, scale, subtract } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { parseDecimal } from '../number/decimal.ts'
import { minusOne, one, type Rational } from '../number/rational.ts'

/** How the names and holes of a syntax tree are understood. */
export interface Meaning {
  symbol(name: string): Expr
  number?(text: string): Rational
  hole?(index: number): Expr
  /** A call that is not one of the built-in forms; undefined to take it as a function of that name. */
  call?(name: string, args: Expr[], primes: number, tree: Formula): Expr | undefined
}

interface Step {
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
      return leaf(meaning.symbol(tree.name))
    case 'hole':
      return leaf(meaning.hole?.(tree.index) ?? constant('undefined'))
    case 'unary':
      return { operands: [tree.operand], build: ([x]) => unary(tree.op, x!) }
    case 'call':
      return {
        operands: tree.args,
        build: (args) => meaning.call?.(tree.name, args, tree.primes, tree) ?? builtin(tree.name, args),
      }
    case 'binary':
      if (tree.op === '+' || tree.op === '-') return sumStep(tree)
      if (tree.op === '*' || tree.op === '/') return productStep(tree)
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

function unary(op: '-' | '+' | '!' | 'not', x: Expr): Expr {
  if (op === '-') return scale(x, minusOne)
  if (op === '!') return call('factorial', x)
  return op === 'not' ? not(x) : x
}

function binary(op: string, a: Expr, b: Expr): Expr {
  switch (op) {
    case '^':
      return power(a, b)
    case 'and':
      return and(a, b)
    case 'or':
      return or(a, b)
    default:
      return relation(op as '<', a, b)
  }
}

/** Forms that are not functions of one name and a fixed number of arguments. */
function builtin(name: string, args: Expr[]): Expr {
  if (name === 'where' && args.length === 3) return where(args[0]!, args[1]!, args[2]!)
  if (name === 'piecewise' || name === 'Piecewise') {
    const cases: [Expr, Expr][] = []
    for (let i = 0; i < args.length; i += 2) cases.push([args[i]!, args[i + 1] ?? constant('true')])
    return piecewise(...cases)
  }
  if ((name === 'max' || name === 'min' || name === 'Max' || name === 'Min') && args.length > 0) {
    const own = name.toLowerCase() === 'max' ? 'maximum' : 'minimum'
    return args.reduce((a, b) => call(own, a, b))
  }
  if (name === 'mod' && args.length === 2)
    // a mod b has the sign of b
    return subtract(args[0]!, multiplyAll([args[1]!, call('floor', divide(args[0]!, args[1]!))]))
  if (name === 'log' && args.length === 2) return divide(call('log', args[0]!), call('log', args[1]!))
  if (name === 'root' && args.length === 2) return power(args[0]!, divide(integer(1), args[1]!))
  return call(name, ...args)
}
