import './subjects/index.ts'
import { expect, test } from 'vitest'
import type { TypedArray } from '../../graph/dtype.ts'
import type { Graph } from '../../graph/graph.ts'
import { runGraph } from '../../graph/interpret.ts'
import { parameter } from '../../graph/leaves.ts'
import { apply, type Node } from '../../graph/node.ts'
import { sizeOf } from '../../graph/shape.ts'
import { multiply } from '../../ops/arithmetic.ts'
import { elementwise } from '../../ops/elementwise.ts'
import { window } from '../../ops/window.ts'
import { reduceWindowMax } from '../../ops/windowReduction.ts'
import { vjp } from '../../transform/vjp.ts'
import { Machine } from '../../wasm/machine.ts'
import { Heap } from '../../wasm/memory.ts'
import { Arena } from './arena.ts'
import { printBlock } from './plan.ts'
import { Runner } from './runner.ts'
import type { Block } from './step.ts'

const arena = new Arena(new Machine(new Heap({ shared: false })))
const both = (n: number): number[] => [n, n]
const motion = { stride: both(1), dilation: both(1), baseDilation: both(1) }
const convolve = (x: Node, w: Node, padding: number, stride = 1): Node =>
  apply(window.convolution, [x, w], {
    ...motion,
    stride: both(stride),
    low: both(padding),
    high: both(padding),
    groups: 1,
  }) as Node
const pool = (x: Node): Node =>
  reduceWindowMax(x, { ...motion, window: both(2), stride: both(2), low: both(0), high: both(0) })
const tanh = (x: Node): Node => apply(elementwise.tanh, [x], {}) as Node

test('what convolutions read with padding is computed into its frame, and also read without it', () => {
  const x = parameter({ dtype: 'float64', shape: [3, 2, 9, 11] }, 0, 'test')
  const w1 = parameter({ dtype: 'float64', shape: [4, 2, 3, 3] }, 1, 'test')
  const w2 = parameter({ dtype: 'float64', shape: [5, 4, 3, 3] }, 2, 'test')
  const w3 = parameter({ dtype: 'float64', shape: [6, 4, 5, 5] }, 3, 'test')
  const hidden = tanh(pool(tanh(convolve(x, w1, 1))))
  // the same tensor in two frames, in none, and as it is
  const results = [convolve(hidden, w2, 1), convolve(hidden, w3, 2), convolve(hidden, w2, 0, 2)]
  const cotangents = results.map((result, i) => parameter(result.type, 4 + i, 'test'))
  const gradients = vjp(results, cotangents, [x, w1, w2, w3]) as Node[]
  const graph = {
    parameters: [x, w1, w2, w3, ...cotangents],
    results: [...results, ...gradients, multiply(hidden, hidden)],
  }
  const inputs = graph.parameters.map(({ shape }, i) =>
    Float64Array.from({ length: sizeOf(shape) }, (_, k) => (((k + i) * 37) % 23) / 23 - 0.4),
  )
  let plan = ''
  const inspect = (_: Graph, block: Block): void => {
    plan = printBlock(block)
  }
  const runner = new Runner(graph, arena, { inspect })
  expect(plan).toMatch(/tanh in f64\[3,4,6,7\].*tanh in f64\[3,4,8,9\]/)
  const want = runGraph(graph, inputs) as TypedArray[]
  ;(runner.run(inputs) as TypedArray[]).forEach((found, i) => {
    found.forEach((value, k) => {
      expect(Math.abs(value - want[i]![k]!)).toBeLessThan(1e-12)
    })
  })
})
