import { NumericArgumentError, showGiven } from '../errors.ts'
import { checkedPoint } from '../evaluate.ts'

/**
 * The weights w with sum_i w[i] f(nodes[i]) ~ the derivative of given order of f at 0, exact for polynomials of
 * degree below nodes.length.
 *
 * Throws: NumericArgumentError.
 * Source: B. Fornberg, "Generation of finite difference formulas on arbitrarily spaced grids", Math. Comp. 51 (1988).
 *
 * @example differenceWeights([-1, 0, 1], 1) // [-0.5, 0, 0.5]
 */
export function differenceWeights(nodes: ArrayLike<number>, order: number): Float64Array {
  const n = checkedPoint('differenceWeights', 'nodes', nodes).length
  if (!Number.isInteger(order) || order < 0 || order >= n)
    throw new NumericArgumentError(
      'differenceWeights',
      'order',
      `order is ${showGiven(order)} for ${n} nodes; it must be a whole number from 0 to one less than there are nodes.`,
    )
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++)
      if (nodes[i] === nodes[j])
        throw new NumericArgumentError(
          'differenceWeights',
          'nodes',
          `nodes[${j}] and nodes[${i}] are both ${nodes[i]}; nodes must differ.`,
        )
  // c[i][k]: weight of node i in the k-th derivative, over the nodes seen so far
  const c = Array.from({ length: n }, () => new Float64Array(order + 1))
  c[0]![0] = 1
  let c1 = 1
  let c4 = nodes[0]!
  for (let i = 1; i < n; i++) {
    const last = Math.min(i, order)
    let c2 = 1
    const c5 = c4
    c4 = nodes[i]!
    for (let j = 0; j < i; j++) {
      const c3 = nodes[i]! - nodes[j]!
      c2 *= c3
      if (j === i - 1) {
        const previous = c[i - 1]!
        for (let k = last; k > 0; k--) c[i]![k] = (c1 * (k * previous[k - 1]! - c5 * previous[k]!)) / c2
        c[i]![0] = (-c1 * c5 * previous[0]!) / c2
      }
      const cj = c[j]!
      for (let k = last; k > 0; k--) cj[k] = (c4 * cj[k]! - k * cj[k - 1]!) / c3
      cj[0] = (c4 * cj[0]!) / c3
    }
    c1 = c2
  }
  return Float64Array.from(c, (row) => row[order]!)
}
