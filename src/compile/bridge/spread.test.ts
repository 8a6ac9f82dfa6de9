import './subjects/index.ts'
import { expect, test } from 'vitest'
import type { TypedArray } from '../../graph/dtype.ts'
import { runGraph } from '../../graph/interpret.ts'
import { parameter } from '../../graph/leaves.ts'
import type { Node } from '../../graph/node.ts'
import { sizeOf } from '../../graph/shape.ts'
import { multiply } from '../../ops/arithmetic.ts'
import { reduceWindowMax } from '../../ops/windowReduction.ts'
import { vjp } from '../../transform/vjp.ts'
import { Machine } from '../../wasm/machine.ts'
import { Heap } from '../../wasm/memory.ts'
import { Arena } from './arena.ts'
import { Runner } from './runner.ts'

const arena = new Arena(new Machine(new Heap({ shared: false })))

interface Case {
  readonly image: readonly number[]
  readonly window: readonly number[]
  readonly stride: readonly number[]
  readonly dilation?: readonly number[]
  readonly crop?: readonly number[]
}

const cases: Case[] = [
  ...[2, 3, 5, 7, 8, 14, 33].map((n) => ({ image: [n + 1, 2 * n], window: [2, 2], stride: [2, 2] })),
  // more than one row, rows left over, one axis, three axes
  { image: [11, 21], window: [3, 2], stride: [3, 2] },
  { image: [11, 21], window: [2, 2], stride: [4, 2] },
  { image: [19], window: [2], stride: [2] },
  { image: [5, 6, 9], window: [2, 1, 2], stride: [2, 1, 2] },
  { image: [4, 4, 4, 4, 4], window: [2, 2, 2, 2, 2], stride: [2, 2, 2, 2, 2] },
  // not two by two along the last axis
  { image: [9, 12], window: [2, 3], stride: [2, 3] },
  { image: [9, 17], window: [2, 2], stride: [2, 4] },
  { image: [9, 18], window: [2, 2], stride: [2, 3], dilation: [1, 2] },
  { image: [9, 18], window: [2, 2], stride: [3, 2], dilation: [2, 1] },
  { image: [9, 18], window: [2, 2], stride: [2, 2], crop: [-1, -2] },
]

test('the gradient of pooling without overlap is that of the interpreter, whatever the windows', () => {
  for (const dtype of ['float32', 'float64'] as const)
    for (const {
      image,
      window,
      stride,
      dilation = window.map(() => 1),
      crop = window.map(() => 0),
    } of cases) {
      const x = parameter({ dtype, shape: [2, 3, ...image] }, 0, 'test')
      const none = window.map(() => 0)
      const motion = { window, stride, dilation, low: crop, high: none, baseDilation: window.map(() => 1) }
      const pooled: Node = reduceWindowMax(multiply(x, x), motion)
      const cotangent = parameter(pooled.type, 1, 'test')
      const graph = {
        parameters: [x, cotangent],
        results: [pooled, ...(vjp([pooled], [cotangent], [x]) as Node[])],
      }
      const inputs = graph.parameters.map(({ shape }, i) => {
        const numbers = Array.from({ length: sizeOf(shape) }, (_, k) => (((k + i) * 37) % 23) / 8 - 1.5)
        return dtype === 'float32' ? Float32Array.from(numbers) : Float64Array.from(numbers)
      })
      const want = runGraph(graph, inputs) as TypedArray[]
      const found = new Runner(graph, arena).run(inputs) as TypedArray[]
      expect({ image, window, stride, found }).toEqual({ image, window, stride, found: want })
    }
})
