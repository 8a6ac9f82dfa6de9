import type { Expr } from '../expr.ts'
import { foldExpr, freeSymbols, treeSize, walk } from '../traverse.ts'

/** Expressions of more tree nodes than this are printed with names for their shared parts. */
export const defaultTreeLimit = 2000

/** A shared part and the name that stands for it. */
export interface Binding {
  readonly name: string
  readonly expr: Expr
}

/** A line longer than this many nodes is broken by names too, so that a deep expression is no single line. */
const lineLimit = 600

/**
 * The parts to name, in the order of dependence: those that are used more than once, and pieces of deep nests. None
 * where the expression as a tree has at most `limit` nodes. With them, the printed size is linear in the graph.
 */
export function bindingsOf(
  root: Expr,
  limit: number = defaultTreeLimit,
  longest: number = lineLimit,
): Binding[] {
  if (treeSize(root) <= limit) return []
  const uses = new Map<Expr, number>()
  walk(root, (e) => {
    for (const arg of e.args) uses.set(arg, (uses.get(arg) ?? 0) + 1)
  })
  const named: Expr[] = []
  foldExpr<number>(root, (e, args) => {
    const size = args.reduce((sum, n) => sum + n, 1)
    if (e === root || (size <= longest && ((uses.get(e) ?? 0) < 2 || size <= 3))) return size
    named.push(e)
    return 1
  })
  const taken = new Set(freeSymbols(root).map((s) => s.name))
  const letter = ['t', 'u', 'v', 'w', 's', 'tmp_'].find(
    (l) => ![...taken].some((n) => n.startsWith(l) && /^\d+$/.test(n.slice(l.length))),
  )
  return named.map((expr, i) => ({ name: `${letter ?? 'tmp__'}${i + 1}`, expr }))
}
