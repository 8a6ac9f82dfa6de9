import { expect, test } from 'vitest'
import { parameter } from '../../graph/leaves.ts'
import { matrixExp } from '../../ops/linalgFunctions.ts'
import { Machine } from '../../wasm/machine.ts'
import { Heap } from '../../wasm/memory.ts'
import { Arena } from './arena.ts'
import { Runner } from './runner.ts'

test('what the host computes for a program may stand above 2 GiB', () => {
  const heap = new Heap({ shared: false })
  // memory that nobody touches takes none of the machine
  heap.allocate('what stands below', 2 ** 31)
  const x = parameter({ dtype: 'float32', shape: [2, 2] }, 0, 'test')
  const graph = { parameters: [x], results: [matrixExp(x)] }
  const runner = new Runner(graph, new Arena(new Machine(heap)))
  expect(runner.onHost).toHaveLength(1)
  expect([...runner.run([Float32Array.of(0, 1, 0, 0)])[0]!]).toEqual([1, 1, 0, 1])
})
