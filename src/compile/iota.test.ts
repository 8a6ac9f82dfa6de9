import { expect, test } from 'vitest'
import { dtypes, type TypedArray } from '../graph/dtype.ts'
import { runGraph } from '../graph/interpret.ts'
import { iota } from '../ops/broadcasting.ts'
import { Machine } from '../wasm/machine.ts'
import { Heap } from '../wasm/memory.ts'
import { Arena } from './bridge/arena.ts'
import { Runner } from './bridge/runner.ts'

test('iota counts in every dtype, and a bool is 0 or 1, interpreted and compiled', () => {
  const arena = new Arena(new Machine(new Heap({ shared: false })))
  for (const dtype of dtypes) {
    const graph = { parameters: [], results: [iota(dtype, [2, 4], 1)] }
    const row = dtype === 'bool' ? [0, 1, 1, 1] : [0, 1, 2, 3]
    for (const [found] of [runGraph(graph, []), new Runner(graph, arena).run([])] as TypedArray[][])
      expect([...found!]).toEqual([...row, ...row])
  }
})
