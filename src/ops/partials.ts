import { NablaError } from '../errors.ts'
import type { Derivative } from '../formula/derivatives.ts'
import { binary } from '../formula/plain.ts'
import { type Formula, foldFormula } from '../formula/tree.ts'
import { constant, constantValue } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'

/** A formula's value in the graph; a plain number as long as no tensor is in it. */
export type Term = Node | number

/** The operations by the names that formulas use. */
export const vocabulary = new Map<string, (...args: readonly Node[]) => Node>()

/** What operators, signs and some functions are on numbers alone: they are folded when a formula is built. */
export const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  power: (a, b) => a ** b,
  negate: (a) => -a,
  sqrt: Math.sqrt,
  log: Math.log,
  exp: Math.exp,
}

const known: Readonly<Record<string, number>> = { pi: Math.PI, E: Math.E, nan: NaN }

/** What a formula is built from: the terms of its symbols, and a node that numbers take their type from. */
interface Scope {
  readonly symbols: ReadonlyMap<string, Term>
  readonly model: Node
}
type Build = (scope: Scope) => Term

/** Formulas are read once; building one is then a walk over closures. */
const builders = new WeakMap<Formula, Build>()

/** Builds the graph of a formula over `symbols`, all of one shape and dtype. */
function buildFormula(tree: Formula, scope: Scope): Term {
  let build = builders.get(tree)
  if (!build) {
    build = builderOf(tree)
    builders.set(tree, build)
  }
  return build(scope)
}

function builderOf(tree: Formula): Build {
  const call = (name: string, args: readonly Build[]): Build => {
    const apply = caller(name)
    const [first, second] = args
    if (args.length === 1) return (scope) => apply(scope, [first!(scope)])
    if (args.length === 2) return (scope) => apply(scope, [first!(scope), second!(scope)])
    return (scope) =>
      apply(
        scope,
        args.map((arg) => arg(scope)),
      )
  }
  return foldFormula<Build>(tree, (node, operands) => {
    switch (node.kind) {
      case 'number':
        return () => node.value
      case 'symbol': {
        const { name } = node
        return ({ symbols }) => {
          const value = symbols.get(name) ?? known[name]
          if (value === undefined) throw new NablaError(`formula: nothing is called '${name}'.`)
          return value
        }
      }
      case 'unary':
        // the only one of a page
        return call('negate', operands)
      case 'binary':
        return call(binary[node.op].name, operands)
      case 'call':
        return call(node.name, operands)
      case 'hole':
        throw new NablaError('formula: a hole has no meaning here.')
    }
  })
}

/** Applies an operation to terms; what is made of numbers alone, or changes nothing, is no operation. */
function caller(name: string): (scope: Scope, args: readonly Term[]) => Term {
  const fold = arithmetic[name]
  return (scope, args) => {
    const [a, b] = args
    if (fold && typeof a === 'number' && typeof b !== 'object') return fold(a, b!)
    if (name === 'power' && typeof b === 'number' && Number.isInteger(b) && b >= 1 && b <= 4) {
      const times = caller('multiply')
      let product = a!
      for (let i = 1; i < b; i++) product = times(scope, [product, a!])
      return product
    }
    const build = vocabulary.get(name)
    if (!build) throw new NablaError(`formula: no tensor operation is called '${name}'.`)
    const { dtype, shape } = scope.model
    return build(...args.map((term) => (typeof term === 'number' ? constant(term, dtype, shape) : term)))
  }
}

/**
 * The partial derivatives of an elementwise node by its line of the page: a number where it is constant, nothing where
 * it is not wanted.
 */
export function partialsByPage(
  line: Derivative,
  node: Node,
  wanted?: (input: Node) => boolean,
): (Term | undefined)[] {
  const symbols = new Map<string, Term>([['y', node]])
  node.inputs.forEach((input, i) => {
    symbols.set(places[i]!, input)
    if (i === 0) symbols.set('x', input)
  })
  // Numbers take the type of the last operand.
  const scope: Scope = { symbols, model: node.inputs.at(-1) ?? node }
  return line.floats.map((partial, i) => {
    if (wanted && !wanted(node.inputs[i]!)) return undefined
    const term = buildFormula(partial, scope)
    return typeof term === 'number' ? term : (constantValue(term) ?? term)
  })
}

const places = ['x1', 'x2', 'x3']
