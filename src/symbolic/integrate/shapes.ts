import { isIntegerNumber } from '../build/atoms.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { walk } from '../traverse.ts'

/** Whether it is made of x by + * / and whole powers alone. */
export function isRational(e: Expr, x: Expr): boolean {
  let rationalSoFar = true
  walk(e, (node) => {
    if (!dependsOn(node, x)) return
    if (node.kind === 'symbol' || node.kind === 'sum' || node.kind === 'product') return
    rationalSoFar &&= node.kind === 'power' && isIntegerNumber(node.args[1]!)
  })
  return rationalSoFar
}

/** Searches for an antiderivative of a part. */
export type Integrate = (e: Expr, x: Expr) => Expr | undefined
