import type { Expr } from '../expr.ts'

/** Whether the symbol occurs; `mask` alone may say yes for another one. */
export function dependsOn(e: Expr, symbol: Expr): boolean {
  if ((e.mask & symbol.mask) === 0) return false
  const seen = new Set<Expr>([e])
  for (const node of seen) {
    if (node === symbol) return true
    for (const arg of node.args) if ((arg.mask & symbol.mask) !== 0) seen.add(arg)
  }
  return false
}
