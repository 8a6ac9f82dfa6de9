import { expect, test } from 'vitest'
import { parameter } from '../../graph/leaves.ts'
import { apply, define, type Node, none } from '../../graph/node.ts'
import type { Row } from '../../ops/row.ts'
import { Machine } from '../../wasm/machine.ts'
import { Heap } from '../../wasm/memory.ts'
import { Arena } from './arena.ts'
import { Runner } from './runner.ts'

/** A row that the engine has no code for. */
const { doubled } = define({
  doubled: {
    infer: ([x]) => x!.type,
    evaluate: ([x]) => x!.map((a) => 2 * a),
  } as Row<Record<string, never>>,
})

test('what the host computes for a program may stand above 2 GiB', () => {
  const heap = new Heap({ shared: false })
  // memory that nobody touches takes none of the machine
  heap.allocate('what stands below', 2 ** 31)
  const x = parameter({ dtype: 'float32', shape: [2, 2] }, 0, 'test')
  const graph = { parameters: [x], results: [apply(doubled, [x], none) as Node] }
  const runner = new Runner(graph, new Arena(new Machine(heap)))
  expect(runner.onHost).toEqual(['doubled'])
  expect([...runner.run([Float32Array.of(0, 1, 0, 0)])[0]!]).toEqual([0, 2, 0, 0])
})
