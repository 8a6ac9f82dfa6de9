import type { Expr } from '../expr.ts'
import { isOne, signOf } from '../number/rational.ts'
import { foldExpr } from '../traverse.ts'

/** How long an expression is to read: numbers, names and operations, written out as a tree. */
export function measure(root: Expr): number {
  return foldExpr<number>(root, (e, args) => {
    const total = args.reduce((sum, size) => sum + size, 0)
    switch (e.kind) {
      case 'number':
        return e.value.d === 1 || e.value.decimal ? 1 : 2
      case 'sum': {
        const weights = e.weights.reduce(
          (sum, w) => sum + (isOne(w) ? 0 : Number(w.n) === -1 && w.d === 1 ? 0.5 : 1),
          0,
        )
        return (
          total + weights + e.args.length - (signOf(e.value) === 0 ? 1 : 0) + (signOf(e.value) === 0 ? 0 : 1)
        )
      }
      case 'product':
        return total + e.args.length - 1 + (isOne(e.value) ? 0 : 1)
      case 'power': {
        const n = e.args[1]!
        // 1/x and sqrt(x) are one operation
        if (n.kind === 'number' && (n.value.n === -1 || (n.value.n === 1 && n.value.d === 2))) return total
        return total + 1
      }
      default:
        return total + 1
    }
  })
}
