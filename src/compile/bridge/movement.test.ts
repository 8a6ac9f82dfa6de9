import './subjects/index.ts'
import { expect, test } from 'vitest'
import type { TypedArray } from '../../graph/dtype.ts'
import { runGraph } from '../../graph/interpret.ts'
import { constant, parameter } from '../../graph/leaves.ts'
import { apply, type Node } from '../../graph/node.ts'
import { add, equal, less, multiply, zeros } from '../../ops/arithmetic.ts'
import {
  concatenate,
  grown,
  iota,
  narrow,
  permute,
  reduceSum,
  reshape,
  reverse,
  slicing,
} from '../../ops/movement.ts'
import { Machine } from '../../wasm/machine.ts'
import { Heap } from '../../wasm/memory.ts'
import { Arena } from './arena.ts'
import { Runner } from './runner.ts'

const arena = new Arena(new Machine(new Heap({ shared: false })))
const x = parameter({ dtype: 'float32', shape: [6, 7] }, 0, 'test')
const computed = multiply(x, x)
const rolled = (of: Node, by: number): Node =>
  concatenate([narrow(of, 1, 7 - by, by), narrow(of, 1, 0, 7 - by)], 1)
const sides = { low: [1, 2], high: [1, 1], interior: [0, 0] }
const framed = (of: Node, value: Node = constant(-1, 'float32')): Node =>
  apply(slicing.pad, [of, value], sides) as Node
const early = framed(computed)
const gaps = { low: [1, 0], high: [0, 0], interior: [0, 1] }
const cropping = { low: [1, -2], high: [0, 1], interior: [0, 0] }

/** What is put together, and how many kernels that takes. */
const cases: readonly (readonly [name: string, result: Node, kernels: number])[] = [
  ['slices of a leaf', rolled(x, 3), 2],
  ['one along each axis', concatenate([narrow(x, 0, 2, 4), narrow(narrow(x, 0, 1, 5), 0, 3, 2)], 0), 2],
  ['what is turned', concatenate([permute(x, [1, 0]), narrow(permute(x, [1, 0]), 1, 1, 3)], 1), 2],
  ['what runs backwards', concatenate([reverse(x, [1]), narrow(reverse(x, [0, 1]), 1, 2, 4)], 1), 2],
  ['another shape', concatenate([reshape(x, [42]), reshape(narrow(x, 0, 1, 2), [14])], 0), 3],
  ['a leaf twice', concatenate([x, x], 0), 2],
  ['what is empty', concatenate([narrow(x, 1, 0, 0), x], 1), 2],
  ['what is computed', rolled(computed, 2), 3],
  [
    'a part of what is computed, twice',
    concatenate([narrow(computed, 1, 2, 2), narrow(computed, 1, 3, 2)], 1),
    3,
  ],
  ['what is computed, and backwards', concatenate([computed, reverse(narrow(computed, 0, 2, 3), [0])], 0), 2],
  ['what is computed, and a leaf', concatenate([narrow(computed, 1, 1, 6), x], 1), 2],
  ['what is computed by one loop', concatenate([computed, add(x, computed)], 0), 1],
  ['what is computed, twice', concatenate([computed, computed], 0), 2],
  [
    'what is computed and read elsewhere',
    multiply(concatenate([computed, x], 1), concatenate([computed, rolled(x, 1)], 1)),
    6,
  ],
  [
    'what is joined already',
    concatenate([concatenate([computed, x], 1), concatenate([x, add(x, x)], 1)], 0),
    4,
  ],
  ['sums', concatenate([reduceSum(computed, [1]), narrow(reduceSum(x, [0]), 0, 1, 3)], 0), 3],
  ['truths', concatenate([equal(x, computed), less(x, computed)], 1), 2],
  ['a frame of what is computed', framed(computed), 5],
  ['a frame of a leaf', framed(x), 5],
  ['a side of what is computed', grown(computed, 1, 2, 0, 3), 2],
  ['a frame that another value stands around', framed(computed, reduceSum(x, [0, 1])), 6],
  ['frames in a row', concatenate([grown(computed, 0, 1, 0), grown(x, 0, 0, 2, 7)], 0), 4],
  ['a frame in a frame', framed(framed(computed)), 9],
  ['frames, the last one first', concatenate([framed(add(x, x), constant(5, 'float32')), early], 0), 10],
  ['a frame with gaps', apply(slicing.pad, [computed, constant(1, 'float32')], gaps) as Node, 3],
  ['a frame that crops', apply(slicing.pad, [computed, constant(1, 'float32')], cropping) as Node, 3],
  ['a number', concatenate([zeros('float32', [6, 3]), computed], 1), 2],
]

test.each(cases)(
  'joined or framed, %s: as many steps as it takes, and what the interpreter has',
  (_, result, kernels) => {
    const input = Float32Array.from({ length: 42 }, (__, i) => Math.sin(i))
    const graph = { parameters: [x], results: [result] }
    let steps = 0
    const inspect = (__: unknown, block: { readonly steps: readonly unknown[] }): void => {
      steps = block.steps.length
    }
    const runner = new Runner(graph, arena, { inspect })
    const found = runner.run([input]) as TypedArray[]
    ;(runGraph(graph, [input]) as TypedArray[]).forEach((want, i) => {
      for (const [k, value] of want.entries()) expect(found[i]![k]).toBeCloseTo(value, 6)
    })
    expect(steps).toBe(kernels)
    runner.release()
  },
)

test('what a concatenation has only a slice of is not computed as a whole', () => {
  const counted = narrow(iota('float32', [1000, 7], 0), 0, 3, 2)
  const runner = new Runner({ parameters: [x], results: [concatenate([counted, x], 0)] }, arena)
  expect(runner.arenaBytes).toBeLessThan(1000)
  expect(runner.run([new Float32Array(42)])[0]!.subarray(0, 14)).toEqual(
    Float32Array.from({ length: 14 }, (_, i) => (i < 7 ? 3 : 4)),
  )
  runner.release()
})

test('what is only one of its operands is not computed as a whole, either', () => {
  const y = parameter({ dtype: 'float32', shape: [1000] }, 0, 'test')
  const bytes = (part: Node): number => {
    const runner = new Runner({ parameters: [y], results: [concatenate([part, y], 0)] }, arena)
    runner.release()
    return runner.arenaBytes
  }
  expect(bytes(narrow(multiply(y, y), 0, 3, 2)) - bytes(narrow(y, 0, 3, 2))).toBeLessThan(200)
})
