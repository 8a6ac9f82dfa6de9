import type { Expr } from '../expr.ts'
import { requireExpr } from '../not-an-expression.ts'

/*
 * What must be known before a node can be computed. For most nodes that is its arguments. An integral, sum or product
 * over a bound variable, and a derivative that is kept, compute their body themselves, many times: they need the limits
 * and what the body has in it besides the bound variable.
 */

/** How a node computes its body, or undefined where it computes from its arguments. */
export interface Binder {
  readonly kind: 'Integral' | 'Sum' | 'Product' | 'Derivative' | 'RootSum'
  readonly body: Expr
  readonly variable: Expr
  /** The limits of a bound variable; the place of a derivative is the variable itself. */
  readonly limits: readonly Expr[]
  /** The symbols of the body besides the variable. */
  readonly outer: readonly Expr[]
  /** Over the roots of what polynomial a sum is. */
  readonly polynomial?: Expr
}

const bindersOf = new WeakMap<Expr, Binder>()

export function binderOf(e: Expr): Binder | undefined {
  if (!binds(e)) return undefined
  if (!bindersOf.has(e)) for (const inner of bindersWithin(e)) bindersOf.set(inner, newBinder(inner))
  return bindersOf.get(e)
}

function binds(e: Expr): boolean {
  if (e.kind !== 'call' || e.weights.length > 0 || !binding.has(e.name)) return false
  const limits = e.args.length - 2
  const usual = e.name === 'Derivative' ? 0 : e.name === 'RootSum' ? 1 : 2
  return e.args[1]?.kind === 'symbol' && limits === usual
}

/** What binds within an expression and itself, innermost first: a nest of any depth needs no recursion. */
function bindersWithin(root: Expr): Expr[] {
  const found: Expr[] = []
  const seen = new Set<Expr>()
  const stack = [root]
  for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
    if (seen.has(e) || bindersOf.has(e)) continue
    seen.add(e)
    if (binds(e)) found.push(e)
    for (const arg of e.args) stack.push(arg)
  }
  // arguments are made before what they stand in
  return found.sort((a, b) => a.id - b.id)
}

function newBinder(e: Expr): Binder {
  const [body, variable, ...limits] = e.args as [Expr, Expr, ...Expr[]]
  const outer = openSymbols(body).filter((s) => s !== variable)
  if (e.name === 'RootSum') return { kind: e.name, body, variable, limits: [], outer, polynomial: e.args[2]! }
  return {
    kind: e.name as Binder['kind'],
    body,
    variable,
    limits: e.name === 'Derivative' ? [variable] : limits,
    outer,
  }
}

const binding: ReadonlySet<string> = new Set(['Integral', 'Sum', 'Product', 'Derivative', 'RootSum'])

/** The symbols that need a value; bound variables need none. */
function openSymbols(e: Expr): Expr[] {
  const seen = new Set<Expr>()
  walkOperands(e, (node) => seen.add(node), seen)
  return [...seen].filter((node) => node.kind === 'symbol')
}

/** The nodes that must be computed first. */
export function operandsOf(e: Expr): readonly Expr[] {
  const binder = binderOf(e)
  return binder === undefined ? e.args : [...binder.limits, ...binder.outer]
}

/** Visits each node that takes part in a computation once, operands first, without recursion. */
export function walkOperands(root: Expr, visit: (e: Expr) => void, seen: { has(e: Expr): boolean }): void {
  requireExpr(root)
  const stack: { e: Expr; operands: readonly Expr[]; next: number }[] = [
    { e: root, operands: operandsOf(root), next: 0 },
  ]
  while (stack.length > 0) {
    const top = stack[stack.length - 1]!
    while (top.next < top.operands.length && seen.has(top.operands[top.next]!)) top.next++
    const operand = top.operands[top.next]
    if (operand !== undefined) {
      stack.push({ e: operand, operands: operandsOf(operand), next: 0 })
      continue
    }
    stack.pop()
    if (!seen.has(top.e)) visit(top.e)
  }
}
