import './bridge/subjects/transforms.ts'
import { expect, test } from 'vitest'
import { allocate, type TypedArray } from '../graph/dtype.ts'
import { runGraph } from '../graph/interpret.ts'
import { parameter } from '../graph/leaves.ts'
import { fft } from '../ops/fft.ts'
import { Machine } from '../wasm/machine.ts'
import { Heap } from '../wasm/memory.ts'
import { Arena } from './bridge/arena.ts'
import { Runner } from './bridge/runner.ts'

const arena = new Arena(new Machine(new Heap({ shared: false })))

/** Both transforms in both precisions beside the interpreter's, as a share of the largest result. */
function compare(rows: readonly number[], n: number): void {
  for (const dtype of ['float64', 'float32'] as const)
    for (const inverse of [false, true]) {
      const x = parameter({ dtype, shape: [...rows, n, 2] }, 0, 'test')
      const graph = { parameters: [x], results: [fft(x, inverse)] }
      const length = rows.reduce((product, extent) => product * extent, 2 * n)
      const input = allocate(dtype, length).map((_, i) => Math.sin(i * i)) as TypedArray
      const runner = new Runner(graph, arena)
      expect(runner.onHost).toEqual([])
      const [found] = runner.run([input]) as [TypedArray]
      const wanted = runGraph(graph, [input])[0]!
      const scale = Math.max(...Array.from(wanted, Math.abs))
      const away = Math.max(...Array.from(wanted, (y, i) => Math.abs(y - found[i]!)))
      expect(away / scale).toBeLessThan(dtype === 'float64' ? 1e-14 : 2e-6)
      runner.release()
    }
}

test.each([
  1, 2, 3, 5, 7, 11, 13, 17, 64, 65, 67, 96, 127, 128, 143, 210, 211, 521, 1000, 1001, 1024, 1042, 2018, 4096,
  4100,
])('transforms of length %i are those of the interpreter', (n) => compare([2, 3], n))

test.each([1, 2, 3, 4, 5, 7, 8, 9, 700])('so are those of %i rows, which fill vectors or not', (rows) => {
  compare([rows], 12)
  compare([rows], 75)
})

test.each([100, 10_007, 16_384, 17_408])('and one long row of %i', (n) => compare([1], n))

test('a transform of one number is that number, whatever it is', () => {
  const x = parameter({ dtype: 'float64', shape: [3, 1, 2] }, 0, 'test')
  const graph = { parameters: [x], results: [fft(x, false)] }
  const input = Float64Array.of(Number.NaN, 0, Infinity, -1, 0, -Infinity)
  const runner = new Runner(graph, arena)
  expect(runner.run([input])[0]).toEqual(input)
  runner.release()
})
