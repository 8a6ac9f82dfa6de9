import { allocate, type DType, isFloat } from '../graph/dtype.ts'
import { apply, define, type Node } from '../graph/node.ts'
import { add, logaddexp, maximum, minimum, multiply } from './arithmetic.ts'
import { highest, lowest } from './extremes.ts'
import { narrow, pad, reverse } from './movement.ts'
import { type Axis, larger, lines, smaller } from './reduction.ts'
import { checkDomain, type Domain, type Row } from './row.ts'
import * as numbers from './scalars.ts'

export interface Cumulative extends Axis {
  readonly reverse: boolean
}

function cumulativeRow(
  f: (a: number, b: number) => number,
  neutral: (dtype: DType) => number,
  combine: (a: Node, b: Node) => Node,
  domain: Domain,
  rules: Partial<Row<Cumulative>> = {},
  integer = f,
): Row<Cumulative> {
  const row: Row<Cumulative> = {
    infer([x]) {
      checkDomain(row.name!, domain, x!.dtype)
      return x!.type
    },
    evaluate([x], { params, shape, dtype }) {
      const out = allocate(dtype, x!.length)
      const join = isFloat(dtype) ? f : integer
      lines(shape, params.axis, (start, count, stride) => {
        let total = neutral(dtype)
        for (let i = 0; i < count; i++) {
          const at = start + (params.reverse ? count - 1 - i : i) * stride
          total = join(total, x![at]!)
          out[at] = total
        }
      })
      return out
    },
    /** Doubling the reach: after step k each place holds the last 2^k elements. */
    expand({ inputs: [x], params: { axis, reverse: backwards } }) {
      let y = backwards ? reverse(x!, [axis]) : x!
      const extent = x!.shape[axis]!
      for (let reach = 1; reach < extent; reach *= 2) {
        const zero = y.shape.map(() => 0)
        const low = zero.with(axis, reach)
        const shifted = pad(narrow(y, axis, 0, extent - reach), neutral(y.dtype), {
          low,
          high: zero,
          interior: zero,
        })
        y = combine(shifted, y)
      }
      return [backwards ? reverse(y, [axis]) : y]
    },
    batch: ({ op, params }, [x]) => [apply(op, [x!], { ...params, axis: params.axis + 1 }) as Node],
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
})
