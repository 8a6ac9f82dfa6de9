import { ParseError } from '../../formula/errors.ts'
import type { Formula } from '../../formula/tree.ts'
import type { Expr } from '../expr.ts'

/** What a call is given: an expression, or a tuple or list of them, as in Sum(f, (k, 1, n)). */
export type Argument = Expr | readonly Argument[]

/** Tuples and lists; the rest are those of SymPy's srepr. */
const sequences: ReadonlySet<string> = new Set(['', '[]', 'Tuple', 'TupleArg', 'ExprCondPair', 'Lambda'])

export const isSequence = (tree: Formula): boolean =>
  tree.kind === 'call' && sequences.has(tree.name) && !tree.quoted

/** Deepest nesting of tuples that a form has: Piecewise(((a, b), c)) is none. */
const deepest = 4

/** The expressions within the arguments of a call, tuples opened, and how to put them together again. */
export function opened(
  args: readonly Formula[],
  text: string,
): { leaves: Formula[]; group(of: Expr[]): Argument[] } {
  if (!args.some(isSequence)) return { leaves: args as Formula[], group: (of) => of.slice(0, args.length) }
  const leaves: Formula[] = []
  const open = (tree: Formula, depth: number): void => {
    if (depth > deepest)
      throw new ParseError(text, tree.at.start, 'nested tuples', 'no form takes so many levels')
    if (tree.kind === 'call' && isSequence(tree)) for (const arg of tree.args) open(arg, depth + 1)
    else leaves.push(tree)
  }
  for (const arg of args) open(arg, 0)
  const group = (of: Expr[]): Argument[] => {
    let next = 0
    const close = (tree: Formula): Argument =>
      tree.kind === 'call' && isSequence(tree) ? tree.args.map(close) : of[next++]!
    return args.map(close)
  }
  return { leaves, group }
}

export const isExpr = (argument: Argument | undefined): argument is Expr =>
  argument !== undefined && !Array.isArray(argument)
export const listOf = (argument: Argument): readonly Argument[] =>
  Array.isArray(argument) ? (argument as readonly Argument[]) : [argument]
