import { combineHash, hashName, hashNumber } from '../context.ts'
import type { Expr } from '../expr.ts'
import { walk } from '../traverse.ts'
import { remake } from './rebuild.ts'

/**
 * An expression of any context made anew in the current one, part by part in an order that depends on its structure
 * alone. In a context of its own it is then the same, down to the order of its terms, whatever was made before it.
 */
export function recreate(root: Expr): Expr {
  const hashes = new Map<Expr, number>()
  walk(root, (e) => hashes.set(e, structureOf(e, hashes)), hashes)
  const made = new Map<Expr, Expr>()
  const byStructure = (a: Expr, b: Expr): number =>
    b.args.length - a.args.length || hashes.get(b)! - hashes.get(a)!
  const stack = [root]
  while (stack.length > 0) {
    const e = stack[stack.length - 1]!
    const missing: Expr[] = []
    if (!made.has(e)) for (const arg of e.args) if (!made.has(arg)) missing.push(arg)
    if (missing.length > 0) {
      // the last one pushed is made first
      if (missing.length > 1) missing.sort(byStructure)
      for (const arg of missing) stack.push(arg)
      continue
    }
    stack.pop()
    if (made.has(e)) continue
    const args: Expr[] = []
    for (const arg of e.args) args.push(made.get(arg)!)
    made.set(e, remake(e, args))
  }
  return made.get(root)!
}

/** A hash of the structure, whatever the order in which terms or factors are kept. */
function structureOf(e: Expr, hashes: ReadonlyMap<Expr, number>): number {
  let h = combineHash(hashName(e.kind) + e.flags * 64, combineHash(hashNumber(e.value), hashName(e.name)))
  const unordered = e.kind === 'sum' || e.kind === 'product'
  let total = 0
  for (let i = 0; i < e.args.length; i++) {
    const weight = e.weights.length > i ? hashNumber(e.weights[i]!) : 0
    const part = combineHash(combineHash(hashes.get(e.args[i]!)!, weight), 0x9e3779b9)
    if (unordered) total = (total + part) | 0
    else h = combineHash(h, part)
  }
  return combineHash(h, total)
}
