import { expect, test } from 'vitest'
import { dataNode, parameter } from '../../graph/leaves.ts'
import { apply, define, type Node, none } from '../../graph/node.ts'
import { add } from '../../ops/arithmetic.ts'
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

test('a program that is let go of gives its memory back, that of its constants too', () => {
  const heap = new Heap({ shared: false })
  const arena = new Arena(new Machine(heap))
  const type = { dtype: 'float32', shape: [2] } as const
  const usedAfter = (): number => {
    const x = parameter(type, 0, 'test')
    const graph = { parameters: [x], results: [add(x, dataNode(type, Float32Array.of(10, 20)))] }
    const runner = new Runner(graph, arena)
    expect([...runner.run([Float32Array.of(1, 2)])[0]!]).toEqual([11, 22])
    runner.release()
    const { used } = heap.statistics()
    // nor does it give back what others have taken then
    const others = Array.from({ length: 20 }, () => heap.allocate('another', 128))
    runner.release()
    expect(heap.statistics().used).toBe(used + 20 * 128)
    for (const address of others) heap.release(address)
    return used
  }
  expect(usedAfter()).toBe(usedAfter())
})

test('a program finds its inputs and results when the memory has grown since', () => {
  const heap = new Heap({ shared: false })
  const x = parameter({ dtype: 'float32', shape: [2] }, 0, 'test')
  const graph = { parameters: [x], results: [add(x, x)] }
  const runner = new Runner(graph, new Arena(new Machine(heap)))
  for (let run = 0; run < 3; run++) {
    expect([...runner.run([Float32Array.of(run, 2)])[0]!]).toEqual([2 * run, 4])
    heap.allocate('another', 2 ** 22)
  }
})
