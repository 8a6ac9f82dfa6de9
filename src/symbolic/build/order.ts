import type { Expr } from '../expr.ts'

/*
 * The order of arguments inside a node. It is no order to read in (print/order.ts has that one): terms stand by their
 * id, and factors by the id of their base, so that powers of one base stand beside each other.
 */

/** Puts a factor into its place among sorted ones; whether it stands beside a power of its base there. */
export function insertFactor(factors: Expr[], factor: Expr): boolean {
  const key = factor.key
  let i = factors.length
  let beside = false
  factors.push(factor)
  for (; i > 0; i--) {
    const other = factors[i - 1]!
    if (other.key < key) break
    if (other.key === key) {
      beside = true
      if (other.id <= factor.id) break
    }
    factors[i] = other
  }
  factors[i] = factor
  return beside
}

/** Sorts factors in place. */
export const sortFactors = (factors: Expr[]): Expr[] => factors.sort((a, b) => a.key - b.key || a.id - b.id)

/** The order in which terms are sorted; equal ones come to stand beside each other. Undefined where they are sorted. */
export function sortById(nodes: readonly Expr[]): ArrayLike<number> | undefined {
  let sorted = true
  for (let i = 1; i < nodes.length && sorted; i++) sorted = nodes[i - 1]!.id <= nodes[i]!.id
  if (sorted) return undefined
  const n = nodes.length
  if (n <= 12) {
    const order: number[] = []
    for (let i = 0; i < n; i++) {
      const id = nodes[i]!.id
      let j = i
      for (; j > 0 && nodes[order[j - 1]!]!.id > id; j--) order[j] = order[j - 1]!
      order[j] = i
    }
    return order
  }
  // id and place in one number: no comparison is a call
  const order = new Float64Array(n)
  for (let i = 0; i < n; i++) order[i] = nodes[i]!.id * placeLimit + i
  order.sort()
  for (let i = 0; i < n; i++) order[i] = order[i]! % placeLimit
  return order
}
const placeLimit = 2 ** 22
