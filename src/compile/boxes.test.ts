import './bridge/subjects/index.ts'
import { expect, test } from 'vitest'
import type { TypedArray } from '../graph/dtype.ts'
import { topological } from '../graph/graph.ts'
import { runGraph } from '../graph/interpret.ts'
import { parameter } from '../graph/leaves.ts'
import { apply, type Node } from '../graph/node.ts'
import { sizeOf } from '../graph/shape.ts'
import { windowReduction } from '../ops/windowReduction.ts'
import { Machine } from '../wasm/machine.ts'
import { Heap } from '../wasm/memory.ts'
import { Arena } from './bridge/arena.ts'
import { Runner } from './bridge/runner.ts'
import { expand } from './expand.ts'

const arena = new Arena(new Machine(new Heap({ shared: false })))

test.each(['reduce_window_sum', 'reduce_window_max', 'window_argmax'] as const)(
  '%s over large boxes, and over boxes side by side',
  (name) => {
    for (const stride of [1, 9]) {
      const x = parameter({ dtype: 'float64', shape: [3, 2, 60, 50] }, 0, 'test')
      const params = {
        window: [9, 9],
        stride: [stride, stride],
        low: [4, 0],
        high: [4, 3],
        dilation: [1, 2],
        baseDilation: [1, 1],
      }
      const graph = { parameters: [x], results: [apply(windowReduction[name], [x], params) as Node] }
      const passes = topological(expand(graph).results, (node) => node === x).length
      expect(passes).toBe(stride === 1 && name !== 'window_argmax' ? 2 : 1)
      const input = Float64Array.from({ length: sizeOf(x.shape) }, (_, i) => ((i * 37) % 101) - 50)
      const [found] = new Runner(graph, arena).run([input]) as [TypedArray]
      expect(found.map((v) => v + 0)).toEqual((runGraph(graph, [input])[0] as TypedArray).map((v) => v + 0))
    }
  },
)
