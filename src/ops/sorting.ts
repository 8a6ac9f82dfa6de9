import { allocate } from '../graph/dtype.ts'
import { pick } from '../graph/leaves.ts'
import { apply, define, type Node } from '../graph/node.ts'
import { takeAlong } from './indexing.ts'
import { lines } from './reduction.ts'
import type { Row } from './row.ts'

export interface Sort {
  readonly axis: number
  readonly descending: boolean
}

/** Rows that put elements in order. */
export const sorting = define({
  /** Two results: the sorted values, and where each stood (int32). Stable; NaN counts as largest, as in NumPy. */
  sort: {
    multiple: true,
    infer: ([x]) => [x!.type, { dtype: 'int32', shape: x!.shape }],
    evaluate([x], { params, inputs }) {
      const { dtype, shape } = inputs[0]!
      const values = allocate(dtype, x!.length)
      const places = new Int32Array(x!.length)
      const sign = params.descending ? -1 : 1
      if (x!.length > 0)
        lines(shape, params.axis, (start, count, stride) => {
          const order = Array.from({ length: count }, (_, i) => i)
          order.sort((i, j) => sign * compare(x![start + i * stride]!, x![start + j * stride]!) || i - j)
          order.forEach((from, to) => {
            values[start + to * stride] = x![start + from * stride]!
            places[start + to * stride] = from
          })
        })
      return [values, places]
    },
    jvp: (node, [dx]) => [dx && takeAlong(dx, pick(node as Node, 1), node.params.axis), undefined],
    batch({ op, params }, [x]) {
      const sorted = apply(op, [x!], { ...params, axis: params.axis + 1 }) as Node
      return [pick(sorted, 0), pick(sorted, 1)]
    },
  } as Row<Sort>,
})

function compare(a: number, b: number): number {
  if (a < b) return -1
  if (a > b) return 1
  return a === b ? 0 : +Number.isNaN(a) - +Number.isNaN(b)
}

export function sort(x: Node, axis: number, descending: boolean): [values: Node, places: Node] {
  const sorted = apply(sorting.sort, [x], { axis, descending }) as Node
  return [pick(sorted, 0), pick(sorted, 1)]
}
