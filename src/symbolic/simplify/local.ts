import type { Expr } from '../expr.ts'
import { callRules } from './rules/calls.ts'
import { piecewiseRules } from './rules/cases.ts'
import { powerRules } from './rules/powers.ts'
import { productRules } from './rules/products.ts'
import { sumRules } from './rules/sums.ts'

/** One rewrite of a single node that holds on its whole domain, given what is known of its symbols. */
function rewritten(e: Expr): Expr {
  switch (e.kind) {
    case 'power':
      return powerRules(e)
    case 'product':
      return productRules(e)
    case 'sum':
      return sumRules(e)
    case 'call':
      return e.weights.length === 0 ? callRules(e) : e
    case 'piecewise':
      return piecewiseRules(e)
    default:
      return e
  }
}

/** The node rewritten as long as a rule applies, a few times at most. */
export function localRules(e: Expr): Expr {
  for (let i = 0; i < 4; i++) {
    const next = rewritten(e)
    if (next === e) break
    e = next
  }
  return e
}
