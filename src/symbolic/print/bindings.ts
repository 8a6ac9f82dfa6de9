import type { Expr } from '../expr.ts'
import { foldExpr, freeSymbols, walk } from '../traverse.ts'

/** Expressions of more tree nodes than this are printed with names for their shared parts. */
export const defaultTreeLimit = 2000

/** A shared part and the name that stands for it. */
export interface Binding {
  readonly name: string
  readonly expr: Expr
}

/**
 * The shared parts to name, in the order of dependence; none where the expression as a tree has at most `limit`
 * nodes. With them, the printed size is linear in the graph.
 */
export function bindingsOf(root: Expr, limit: number = defaultTreeLimit): Binding[] {
  const sizes = new Map<Expr, number>()
  const total = foldExpr<number>(root, (_, args) => args.reduce((sum, size) => sum + size, 1), sizes)
  if (total <= limit) return []
  const uses = new Map<Expr, number>()
  const shared: Expr[] = []
  walk(root, (e) => {
    for (const arg of e.args) uses.set(arg, (uses.get(arg) ?? 0) + 1)
  })
  walk(root, (e) => {
    if ((uses.get(e) ?? 0) > 1 && sizes.get(e)! > 3) shared.push(e)
  })
  const taken = new Set(freeSymbols(root).map((s) => s.name))
  const letter = ['t', 'u', 'v', 'w', 's', 'tmp_'].find(
    (l) => ![...taken].some((n) => n.startsWith(l) && /^\d+$/.test(n.slice(l.length))),
  )
  return shared.map((expr, i) => ({ name: `${letter ?? 'tmp__'}${i + 1}`, expr }))
}
