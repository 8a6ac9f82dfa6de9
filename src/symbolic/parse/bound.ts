import { type Formula, operandsOf } from '../../formula/tree.ts'
import { isSequence } from './arguments.ts'

/** Forms that bind a variable: within Sum(x^i, (i, 1, n)) the letter i is no imaginary unit. */
const binders: ReadonlySet<string> = new Set([
  'Sum',
  'Product',
  'RootSum',
  'Integral',
  'Derivative',
  'Subs',
  'Limit',
  'diff',
  'D',
  'limit',
  'lim',
  'integrate',
  'integral',
  'int',
  '|',
  'sum',
  'summation',
  'product',
])

const bindable = new Set(['e', 'i', 'E', 'I'])

/** Finds the letters that a form binds and that would be constants otherwise. */
export class BoundNames {
  private readonly found = new Map<string, Set<Formula>>()
  private readonly isConstant: (name: string) => boolean

  constructor(isConstant: (name: string) => boolean) {
    this.isConstant = isConstant
  }

  /** Notes what a call binds; to be asked for outer calls first. */
  enter(call: Formula): void {
    if (call.kind !== 'call' || !binders.has(call.name) || call.args.length < 2) return
    const [body, ...rest] = call.args
    for (const variable of variablesOf(call.name, rest)) {
      if (
        variable.kind !== 'symbol' ||
        variable.quoted ||
        !bindable.has(variable.name) ||
        !this.isConstant(variable.name)
      )
        continue
      let marked = this.found.get(variable.name)
      if (marked === undefined) this.found.set(variable.name, (marked = new Set()))
      marked.add(variable)
      mark(body!, marked)
      if (call.name === 'RootSum') for (const part of rest) mark(part, marked)
    }
  }

  has(symbol: Formula): boolean {
    return symbol.kind === 'symbol' && (this.found.get(symbol.name)?.has(symbol) ?? false)
  }
}

/** What the arguments behind the body bind: a variable, or the first of (variable, from, to). */
function variablesOf(form: string, rest: readonly Formula[]): readonly Formula[] {
  const items = (arg: Formula): readonly Formula[] =>
    arg.kind === 'call' && isSequence(arg) ? arg.args : [arg]
  if (form === 'Subs') return items(rest[0]!)
  // two places, or (x, a, b)
  if (form === '|' && rest.length > 1) return []
  // Sum(f, k, 1, n) and Limit(f, k, a) name one variable; the others are places
  const flat = form !== 'Derivative' && rest.length > 1 && rest[0]!.kind === 'symbol'
  return (flat ? rest.slice(0, 1) : rest).flatMap((arg) => items(arg).slice(0, 1))
}

/** Adds all nodes of a tree to a set, each once. */
function mark(tree: Formula, marked: Set<Formula>): void {
  const stack = [tree]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (marked.has(node)) continue
    marked.add(node)
    for (const operand of operandsOf(node)) stack.push(operand)
  }
}
