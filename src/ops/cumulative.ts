import { allocate, type DType, isFloat } from '../graph/dtype.ts'
import { apply, define, type Node } from '../graph/node.ts'
import { add, logaddexp, maximum, minimum, multiply, zeros } from './arithmetic.ts'
import { batchAlong } from './batching.ts'
import { highest, lowest } from './extremes.ts'
import { grown } from './movement.ts'
import { type Axis, larger, smaller } from './reduction.ts'
import { checkDomain, type Domain, type Row, sameTypes } from './row.ts'
import * as numbers from './scalars.ts'
import { lines } from './strided.ts'

export interface Cumulative extends Axis {
  readonly reverse: boolean
}

/** What stands one step before each element; `first` where nothing does. */
function before(x: Node, { axis, reverse }: Cumulative, first: number): Node {
  const step = reverse ? -1 : 1
  return grown(x, axis, step, -step, first)
}

/** h with h = a (h before) + b at each place of an axis, from 0. */
const recurrence = (b: Node, a: Node, params: Cumulative): Node =>
  apply(cumulative.recurrence, [b, a], params) as Node

function cumulativeRow(
  f: (before: number, x: number, a: number) => number,
  neutral: (dtype: DType) => number,
  combine: (before: Node, x: Node) => Node,
  domain: Domain,
  rules: Partial<Row<Cumulative>> = {},
  integer = f,
): Row<Cumulative> {
  const row: Row<Cumulative> = {
    infer(inputs) {
      checkDomain(row.name!, domain, inputs[0]!.dtype)
      return sameTypes(row.name!, inputs)
    },
    evaluate([x, a = x], { params, shape, dtype }) {
      const out = allocate(dtype, x!.length)
      const join = isFloat(dtype) ? f : integer
      lines(shape, params.axis, (start, count, stride) => {
        let total = neutral(dtype)
        for (let i = 0; i < count; i++) {
          const at = start + (params.reverse ? count - 1 - i : i) * stride
          total = join(total, x![at]!, a![at]!)
          out[at] = total
        }
      })
      return out
    },
    /** y after x is combine(y before, x): its tangents run as it does. */
    jvp(node, [dx]) {
      const joined = combine(before(node as Node, node.params, neutral(node.dtype)), node.inputs[0]!)
      const [kept, taken] = joined.op.partials!(joined) as [Node, Node]
      return [recurrence(multiply(taken, dx!), kept, node.params)]
    },
    batch: batchAlong,
    ...rules,
  }
  return row
}

/** Reductions of all that stands before an element along an axis, and of the element. */
export const cumulative = define({
  cumsum: cumulativeRow(
    (a, b) => a + b,
    () => 0,
    add,
    'number',
    {
      linear: 'jointly',
      transpose: ({ op, params }, cotangent): Node =>
        apply(op, [cotangent], { ...params, reverse: !params.reverse }) as Node,
    },
    (a, b) => (a + b) | 0,
  ),
  cumprod: cumulativeRow(
    (a, b) => a * b,
    () => 1,
    multiply,
    'number',
    {},
    Math.imul,
  ),
  cummax: cumulativeRow(larger, lowest, maximum, 'any'),
  cummin: cumulativeRow(smaller, highest, minimum, 'any'),
  cumlogsumexp: cumulativeRow(numbers.logaddexp, lowest, logaddexp, 'float'),
  recurrence: cumulativeRow(
    (before, b, a) => before * a + b,
    () => 0,
    add,
    'float',
    {
      jvp(node, [db, da]) {
        const zero = zeros(node.dtype, node.shape)
        const moved = da ? multiply(da, before(node as Node, node.params, 0)) : zero
        return [recurrence(add(moved, db ?? zero), node.inputs[1]!, node.params)]
      },
      vjp(node, [cotangent]) {
        const back = { ...node.params, reverse: !node.params.reverse }
        const db = recurrence(cotangent!, before(node.inputs[1]!, back, 0), back)
        return [db, multiply(db, before(node as Node, node.params, 0))]
      },
    },
  ),
})
