import { type Formula, operandsOf } from '../../formula/tree.ts'

/** Forms that bind a variable: within Sum(x^i, (i, 1, n)) the letter i is no imaginary unit. */
const binders: ReadonlySet<string> = new Set([
  'Sum',
  'Product',
  'Integral',
  'Derivative',
  'Subs',
  'Limit',
  'diff',
  'D',
  'limit',
  'integrate',
])

const derivatives: ReadonlySet<string> = new Set(['Derivative', 'diff', 'D'])

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
    // Sum(f, k, 1, oo): the variable stands first, the limits may be constants
    const many = rest[0]?.kind === 'call' || derivatives.has(call.name)
    for (const arg of many ? rest : rest.slice(0, 1)) {
      // the variable itself, or the first of (variable, from, to)
      const variable = arg.kind === 'call' && arg.name === '' ? arg.args[0] : arg
      if (variable?.kind !== 'symbol' || !this.isConstant(variable.name)) continue
      let marked = this.found.get(variable.name)
      if (marked === undefined) this.found.set(variable.name, (marked = new Set()))
      marked.add(variable)
      mark(body!, marked)
    }
  }

  has(symbol: Formula): boolean {
    return symbol.kind === 'symbol' && (this.found.get(symbol.name)?.has(symbol) ?? false)
  }
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
