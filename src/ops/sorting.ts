import { allocate } from '../graph/dtype.ts'
import { pick, results } from '../graph/leaves.ts'
import { apply, define, type Node } from '../graph/node.ts'
import { sizeOf } from '../graph/shape.ts'
import { batchAlong } from './batching.ts'
import { takeAlong } from './indexing.ts'
import type { Row } from './row.ts'
import { lines } from './strided.ts'

export interface Sort {
  readonly axis: number
  readonly descending: boolean
  /** Of the sorted elements, `count` from number `start` on. */
  readonly start: number
  readonly count: number
}

/** Rows that put elements in order. */
export const sorting = define({
  /** Two results: the sorted values, and where each stood (int32): all, or a part. Stable; NaN counts as largest, as in NumPy. */
  sort: {
    multiple: true,
    infer([x], { axis, count }) {
      const shape = x!.shape.with(axis, count)
      return [
        { dtype: x!.dtype, shape },
        { dtype: 'int32', shape },
      ]
    },
    evaluate([x], { params, inputs }) {
      const { dtype, shape } = inputs[0]!
      const { axis, start, count } = params
      const size = sizeOf(shape.with(axis, count))
      const values = allocate(dtype, size)
      const places = new Int32Array(size)
      const sign = params.descending ? -1 : 1
      if (size > 0)
        lines(shape, axis, (first, length, stride, line) => {
          const order = Array.from({ length }, (_, i) => i)
          order.sort((i, j) => sign * compare(x![first + i * stride]!, x![first + j * stride]!) || i - j)
          const inner = line % stride
          order.slice(start, start + count).forEach((from, i) => {
            const to = (line - inner) * count + inner + i * stride
            values[to] = x![first + from * stride]!
            places[to] = from
          })
        })
      return [values, places]
    },
    jvp: (node, [dx]) => [dx && takeAlong(dx, pick(node as Node, 1), node.params.axis), undefined],
    batch: batchAlong,
  } as Row<Sort>,
})

function compare(a: number, b: number): number {
  if (a < b) return -1
  if (a > b) return 1
  return a === b ? 0 : +Number.isNaN(a) - +Number.isNaN(b)
}

/** The sorted elements, or `count` of them from number `start` on, and where each stood. */
export function sort(
  x: Node,
  axis: number,
  descending: boolean,
  start = 0,
  count = x.shape[axis]!,
): [values: Node, places: Node] {
  const sorted = apply(sorting.sort, [x], { axis, descending, start, count }) as Node
  return results(sorted) as [Node, Node]
}
