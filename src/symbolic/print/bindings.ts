import type { Expr } from '../expr.ts'
import { foldExpr, freeSymbols, treeSize, useCounts } from '../traverse.ts'

/** Expressions of more tree nodes than this are printed with names for their shared parts. */
const defaultTreeLimit = 2000

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
  roots: readonly Expr[],
  limit: number = defaultTreeLimit,
  longest: number = lineLimit,
): Binding[] {
  return bindingsOfAll(roots, { limit, longest })
}

export interface BindingOptions {
  readonly limit?: number
  readonly longest?: number
  /** Parts nested deeper than this are named. */
  readonly deepest?: number
  /** Parts that are written more than once though they occur once, and so are named in any case. */
  readonly repeated?: ReadonlySet<Expr>
  /** Names that are taken besides those of the symbols. */
  readonly taken?: Iterable<string>
}

/** The parts to name in several expressions that are printed together. */
export function bindingsOfAll(
  roots: readonly Expr[],
  {
    limit = defaultTreeLimit,
    longest = lineLimit,
    deepest,
    repeated = new Set(),
    taken = [],
  }: BindingOptions = {},
): Binding[] {
  const large = roots.reduce((size, root) => size + treeSize(root), 0) > limit
  const deep = deepest === undefined ? new Set<Expr>() : deepParts(roots, deepest)
  if (!large && repeated.size + deep.size === 0) return []
  const uses = large ? useCounts(roots) : new Map<Expr, number>()
  const named: Expr[] = []
  const sizes = new Map<Expr, number>()
  const only = roots.length === 1 ? roots[0] : undefined
  for (const root of roots)
    foldExpr<number>(
      root,
      (e, args) => {
        const size = args.reduce((sum, n) => sum + n, 1)
        const shared = large && (size > longest || ((uses.get(e) ?? 0) >= 2 && size > 3))
        if (e === only || !(shared || repeated.has(e) || deep.has(e))) return size
        named.push(e)
        return 1
      },
      sizes,
    )
  const names = new Set([...roots.flatMap((root) => freeSymbols(root).map((s) => s.name)), ...taken])
  const letter = ['t', 'u', 'v', 'w', 's', 'tmp_'].find(
    (l) => ![...names].some((n) => n.startsWith(l) && /^\d+$/.test(n.slice(l.length))),
  )
  return named.map((expr, i) => ({ name: `${letter ?? 'tmp__'}${i + 1}`, expr }))
}

/** The parts that stand `deepest` levels above a leaf or above such a part. */
function deepParts(roots: readonly Expr[], deepest: number): Set<Expr> {
  const parts = new Set<Expr>()
  const depths = new Map<Expr, number>()
  for (const root of roots)
    foldExpr<number>(
      root,
      (e, args) => {
        const depth = args.reduce((most, d) => Math.max(most, d), 0) + 1
        if (depth <= deepest) return depth
        parts.add(e)
        return 0
      },
      depths,
    )
  return parts
}
