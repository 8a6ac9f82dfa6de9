import './bridge/subjects/transforms.ts'
import { expect, test } from 'vitest'
import { allocate, type TypedArray } from '../graph/dtype.ts'
import { runGraph } from '../graph/interpret.ts'
import { constant, parameter } from '../graph/leaves.ts'
import { sizeOf } from '../graph/shape.ts'
import { fft } from '../ops/fft.ts'
import { Machine } from '../wasm/machine.ts'
import { Heap } from '../wasm/memory.ts'
import { Arena } from './bridge/arena.ts'
import { Runner } from './bridge/runner.ts'

const arena = new Arena(new Machine(new Heap({ shared: false })))

/** Both transforms in both precisions beside the interpreter's, as a share of the largest result. */
function compare(shape: readonly number[], axis: number, real = false): void {
  for (const dtype of ['float64', 'float32'] as const)
    for (const inverse of [false, true]) {
      const re = parameter({ dtype, shape }, 0, 'test')
      const im = real ? constant(0, dtype, shape) : parameter({ dtype, shape }, 1, 'test')
      const parameters = real ? [re] : [re, im]
      const graph = { parameters, results: fft([re, im], { inverse, axis, scale: inverse ? 0.25 : 1 }) }
      const inputs = parameters.map(
        (_, k) => allocate(dtype, sizeOf(shape)).map((_, i) => Math.sin(i * i + k + 1)) as TypedArray,
      )
      const runner = new Runner(graph, arena)
      expect(runner.onHost).toEqual([])
      const found = runner.run(inputs) as TypedArray[]
      const wanted = runGraph(graph, inputs) as TypedArray[]
      const largest = (part: ArrayLike<number>): number =>
        Array.from(part).reduce((most, y) => Math.max(most, Math.abs(y)), 0)
      const scale = Math.max(...wanted.map(largest))
      wanted.forEach((part, k) => {
        const away = largest(Array.from(part, (y, i) => y - found[k]![i]!))
        expect(away / scale).toBeLessThan(dtype === 'float64' ? 4e-15 : 1e-6)
      })
      runner.release()
    }
}

test.each([
  1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 16, 17, 18, 24, 25, 27, 31, 36, 37, 49, 54, 64, 65, 67, 96, 127, 128,
  143, 210, 211, 243, 486, 512, 521, 703, 999, 1000, 1001, 1024, 1042, 2018, 4096, 4100,
])('transforms of length %i are those of the interpreter: of rows, of columns, of numbers', (n) => {
  compare([2, 3, n], 2)
  compare([2, n, 3], 1)
  compare([n, 18], 0)
  compare([n], 0, true)
})

test.each([1, 2, 3, 4, 5, 7, 8, 9, 23, 70])(
  'so are those of %i rows or columns, which fill vectors or not',
  (count) => {
    for (const n of [5, 12, 75, 120]) {
      compare([count, n], 1)
      compare([n, count], 0, true)
      compare([2, n, count], 1)
    }
  },
)

test.each([100, 10_007, 16_384, 17_408])('and one long row of %i, or a few', (n) => {
  compare([n], 0)
  compare([n, 2], 0)
  compare([2, n, 5], 1, true)
})

test('factors of some size are gone through in float64, and rounded once', () => {
  const n = 999
  const x = parameter({ dtype: 'float32', shape: [2, n] }, 0, 'test')
  const parts = fft([x, x], { inverse: false, axis: 1, scale: 1 })
  const graph = { parameters: [x], results: parts }
  const numbers = Float32Array.from({ length: 2 * n }, (_, i) => Math.sin(i * i))
  const runner = new Runner(graph, arena)
  const found = runner.run([numbers]) as TypedArray[]
  const wanted = runGraph(graph, [numbers]) as TypedArray[]
  runner.release()
  const largest = Math.max(...wanted[0]!.map(Math.abs))
  wanted.forEach((part, k) => {
    part.forEach((y, i) => {
      expect(Math.abs(y - found[k]![i]!)).toBeLessThanOrEqual(2 ** -24 * largest)
    })
  })
})

test('a transform of one number is that number, whatever it is', () => {
  const [re, im] = [0, 1].map((k) => parameter({ dtype: 'float64', shape: [3, 1] }, k, 'test'))
  const graph = { parameters: [re!, im!], results: fft([re!, im!], { inverse: false, axis: 1, scale: 1 }) }
  const inputs = [Float64Array.of(Number.NaN, Infinity, 0), Float64Array.of(0, -1, -Infinity)]
  const runner = new Runner(graph, arena)
  expect(runner.run(inputs)).toEqual(inputs)
  runner.release()
})

test('a transform of nothing is nothing', () => {
  for (const shape of [
    [0, 5],
    [5, 0],
    [0, 0],
  ]) {
    const x = parameter({ dtype: 'float32', shape }, 0, 'test')
    const graph = { parameters: [x], results: fft([x, x], { inverse: false, axis: 1, scale: 1 }) }
    const runner = new Runner(graph, arena)
    expect(runner.run([new Float32Array(0)])).toEqual([new Float32Array(0), new Float32Array(0)])
    runner.release()
  }
})
