import { requireFunction } from '../errors.ts'
import { walkOperands } from './evaluate/operands.ts'
import type { Expr } from './expr.ts'
import { requireExpr } from './not-an-expression.ts'

/** Computes a value of an expression from the values of its arguments, each distinct node once, without recursion. */
export function foldExpr<T>(root: Expr, visit: (node: Expr, args: T[]) => T, memo = new Map<Expr, T>()): T {
  requireFunction('foldExpr', visit, 'what visits the nodes')
  walk(
    root,
    (node) => {
      const values: T[] = new Array(node.args.length)
      for (let i = 0; i < values.length; i++) values[i] = memo.get(node.args[i]!)!
      memo.set(node, visit(node, values))
    },
    memo,
  )
  return memo.get(root)!
}

/** Visits each distinct node once, arguments first; nodes in `seen` are passed over, with all below them. */
export function walk(root: Expr, visit: (node: Expr) => void, seen?: { has(node: Expr): boolean }): void {
  requireExpr(root)
  requireFunction('walk', visit, 'what visits the nodes')
  const done = seen === undefined ? new Set<Expr>() : undefined
  const known = seen ?? done!
  const stack: Expr[] = [root]
  const next: number[] = [0]
  while (stack.length > 0) {
    const top = stack.length - 1
    const node = stack[top]!
    let i = next[top]!
    while (i < node.args.length && known.has(node.args[i]!)) i++
    if (i < node.args.length) {
      next[top] = i + 1
      stack.push(node.args[i]!)
      next.push(0)
      continue
    }
    stack.pop()
    next.pop()
    if (known.has(node)) continue
    visit(node)
    done?.add(node)
  }
}

/** Whether any node of the graph passes a test. */
export function some(root: Expr, test: (node: Expr) => boolean): boolean {
  const seen = new Set<Expr>([root])
  for (const node of seen) {
    if (test(node)) return true
    for (const arg of node.args) seen.add(arg)
  }
  return false
}

/** How often each node of several graphs is an argument, or one of the roots. */
export function useCounts(roots: readonly Expr[]): Map<Expr, number> {
  const uses = new Map<Expr, number>()
  const seen = new Set<Expr>()
  const use = (e: Expr): unknown => uses.set(e, (uses.get(e) ?? 0) + 1)
  for (const root of roots) {
    use(root)
    walk(
      root,
      (e) => {
        seen.add(e)
        e.args.forEach(use)
      },
      seen,
    )
  }
  return uses
}

/** Distinct nodes of the graph. */
export function nodeCount(root: Expr): number {
  let count = 0
  walk(root, () => count++)
  return count
}

/** Nodes of the expression written out as a tree, without sharing: what other programs have to store. */
export function treeSize(root: Expr): number {
  return foldExpr<number>(root, (_, args) => args.reduce((sum, size) => sum + size, 1))
}

/** The free symbols, in the order of their names; the variable of an integral or a sum is not free. */
export function freeSymbols(root: Expr): Expr[] {
  const found: Expr[] = []
  const seen = new Set<Expr>()
  walkOperands(
    root,
    (node) => {
      seen.add(node)
      if (node.kind === 'symbol') found.push(node)
    },
    seen,
  )
  return found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id))
}
