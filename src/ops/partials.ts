import { NablaError } from '../errors.ts'
import { derivativesOf } from '../formula/derivatives.ts'
import { type Formula, foldFormula } from '../formula/tree.ts'
import { constant, constantValue } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'

/** A formula's value in the graph; a plain number as long as no tensor is in it. */
export type Term = Node | number

/** The operations that formulas are built with, by their mathematical names. */
export type Vocabulary = ReadonlyMap<string, (...args: readonly Node[]) => Node>

/** What the symbols and infix operators of a formula mean for tensors. */
const infix: Readonly<Record<string, string>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '^': 'power',
  '<': 'less',
  '<=': 'less_equal',
  '>': 'greater',
  '>=': 'greater_equal',
  '==': 'equal',
  '!=': 'not_equal',
  and: 'and',
  or: 'or',
}

const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  power: (a, b) => a ** b,
}

const known: Readonly<Record<string, number>> = { pi: Math.PI, E: Math.E, nan: Number.NaN }

/** Functions of numbers alone, folded when the formula is built. */
const folded: Readonly<Record<string, (x: number) => number>> = {
  sqrt: Math.sqrt,
  log: Math.log,
  exp: Math.exp,
}

/** Builds the graph of a formula over `symbols`, all of one shape and dtype. */
export function buildFormula(
  tree: Formula,
  symbols: ReadonlyMap<string, Term>,
  vocabulary: Vocabulary,
): Term {
  let model: Node | undefined
  for (const term of symbols.values()) if (typeof term !== 'number') model = term
  const lift = (term: Term): Node =>
    typeof term === 'number' ? constant(term, model!.dtype, model!.shape) : term
  const call = (name: string, args: readonly Term[]): Term => {
    const [a, b] = args
    const fold = arithmetic[name]
    if (fold && typeof a === 'number' && typeof b === 'number') return fold(a, b)
    if (name === 'power' && typeof b === 'number' && Number.isInteger(b) && b >= 1 && b <= 4) {
      let product = a!
      for (let i = 1; i < b; i++) product = call('multiply', [product, a!])
      return product
    }
    if (name === 'multiply' && (a === 1 || b === 1)) return a === 1 ? b! : a!
    if (name === 'multiply' && (a === -1 || b === -1)) return call('negate', [a === -1 ? b! : a!])
    if (args.length === 1 && typeof a === 'number' && folded[name]) return folded[name](a)
    const build = vocabulary.get(name)
    if (!build) throw new NablaError(`formula: no tensor operation is called '${name}'.`)
    return build(...args.map(lift))
  }
  return foldFormula<Term>(tree, (node, operands) => {
    switch (node.kind) {
      case 'number':
        return node.value
      case 'symbol': {
        const value = symbols.get(node.name) ?? known[node.name]
        if (value === undefined) throw new NablaError(`formula: nothing is called '${node.name}'.`)
        return value
      }
      case 'unary':
        if (node.op === '+') return operands[0]!
        if (node.op === '-') return typeof operands[0] === 'number' ? -operands[0] : call('negate', operands)
        return call(node.op === 'not' ? 'not' : 'factorial', operands)
      case 'binary':
        return call(infix[node.op]!, operands)
      case 'call':
        return call(node.name, operands)
      case 'hole':
        throw new NablaError('formula: a hole has no meaning here.')
    }
  })
}

/** The partial derivatives of an elementwise node by the line `name` of the page; a number where it is constant. */
export function partialsByPage(name: string, node: Node, vocabulary: Vocabulary): Term[] {
  const line = derivativesOf(name)
  if (!line)
    throw new NablaError(`${name}: it has no line on the page of derivatives (formula/derivatives.ts).`)
  const symbols = new Map<string, Term>([['y', node]])
  node.inputs.forEach((input, i) => {
    symbols.set(`x${i + 1}`, input)
    if (i === 0) symbols.set('x', input)
  })
  return line.partials.map((partial) => {
    const term = buildFormula(partial, symbols, vocabulary)
    return typeof term === 'number' ? term : (constantValue(term) ?? term)
  })
}
