import './bridge/subjects/index.ts'
import { expect, test } from 'vitest'
import { allocate, type DType, type TypedArray } from '../graph/dtype.ts'
import { runGraph } from '../graph/interpret.ts'
import { parameter } from '../graph/leaves.ts'
import { apply, type Node } from '../graph/node.ts'
import { sizeOf } from '../graph/shape.ts'
import { windowReduction } from '../ops/windowReduction.ts'
import { Machine } from '../wasm/machine.ts'
import { Heap } from '../wasm/memory.ts'
import { Arena } from './bridge/arena.ts'
import { Runner } from './bridge/runner.ts'

const arena = new Arena(new Machine(new Heap({ shared: false })))

const awkward = [
  0,
  -0,
  1,
  1,
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  -2,
  2,
  2,
  -0,
]
const filled = (dtype: DType, shape: readonly number[]): TypedArray =>
  allocate(dtype, sizeOf(shape)).map((_, i) => awkward[(i * 7 + (i >> 3)) % awkward.length]!) as TypedArray

const cases = (['float32', 'float64', 'int32'] as const).flatMap((dtype) =>
  [
    { window: [2, 2], stride: 2, low: 0, dilation: 1 },
    { window: [2, 2], stride: 2, low: 1, dilation: 1 },
    { window: [3, 2], stride: 1, low: 0, dilation: 1 },
    { window: [2, 3], stride: 2, low: -1, dilation: 2 },
    { window: [5, 4], stride: 3, low: 0, dilation: 1 },
    { window: [1, 1], stride: 1, low: 0, dilation: 1 },
  ].map((motion) => ({ dtype, ...motion })),
)

test.each(cases)(
  'extremes and sums in windows, and where extremes are: %o',
  ({ dtype, window, stride, low, dilation }) => {
    const pair = (n: number): number[] => [n, n]
    const params = {
      window,
      stride: pair(stride),
      low: pair(low),
      high: pair(0),
      dilation: pair(dilation),
      baseDilation: pair(1),
    }
    const x = parameter({ dtype, shape: [2, 3, 9, 11] }, 0, 'test')
    const { reduce_window_max, window_argmax, reduce_window_sum } = windowReduction
    const results = [reduce_window_max, window_argmax, reduce_window_sum].map(
      (row) => apply(row, [x], params) as Node,
    )
    const input = filled(dtype, x.shape)
    for (const wanted of [results, results.slice(0, 1), results.slice(1, 2), results.slice(2)]) {
      const graph = { parameters: [x], results: wanted }
      expect(new Runner(graph, arena).run([input])).toEqual(runGraph(graph, [input]))
    }
  },
)
