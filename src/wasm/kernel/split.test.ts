import { expect, test } from 'vitest'
import { KernelBuilder } from './builder.ts'
import type { LoopKernel } from './ir.ts'
import { evaluateKernel } from './judge.ts'
import { runStaged } from './run.ts'
import { compileStaged } from './split.ts'

const length = 20_000
const axes = (rows: number) => [
  { extent: rows, reduced: false },
  { extent: length, reduced: true },
]
/** Small integers, so that every order of summation is exact. */
const data = (size: number): Float64Array =>
  Float64Array.from({ length: size }, (_, i) => ((Math.imul(i, 2654435761) >>> 8) % 1999) - 999)

function check(kernel: LoopKernel, rows: number, stages: number): void {
  const inputs = [data(rows * length)]
  const outputs = () =>
    kernel.outputs.map(({ dtype, strides }) => {
      const size = strides[1] === 0 ? rows : rows * length
      return dtype === 'int32' ? new Int32Array(size) : new Float64Array(size)
    })
  const [got, want] = [outputs(), outputs()]
  const staged = compileStaged(kernel)
  expect(staged.stages.length).toBe(stages)
  runStaged(staged, { inputs, outputs: got }, 3)
  evaluateKernel(kernel, inputs, want, {
    negate: (x) => -x,
    add: (x, y) => x + y,
    multiply: (x, y) => x * y,
    to_float64: (x) => x,
  })
  expect(got).toEqual(want)
}

test('a long sum is cut into pieces; what is stored of each element, and what follows the sum, is written once', () => {
  for (const rows of [1, 3]) {
    const k = new KernelBuilder('sum', axes(rows))
    const negative = k.apply('negate', k.input('float64', [length, 1]))
    const sum = k.reduce('sum', negative)
    const most = k.reduce('max', negative)
    k.output([length, 1], negative)
    k.output([1, 0], k.apply('add', sum, most))
    k.output([1, 0], most)
    // whole pieces, the rest, and their join
    check(k.finish(), rows, 3)
  }
})

test('of reductions that need others, few ones are cut one after the other', () => {
  for (const rows of [1, 2]) {
    const k = new KernelBuilder('spread', axes(rows))
    const x = k.input('float64', [length, 1])
    const centred = k.apply('add', x, k.apply('negate', k.reduce('max', x)))
    const least = k.reduce('min', x)
    const sum = k.reduce('sum', centred)
    k.output([1, 0], k.apply('add', sum, least))
    k.output([length, 1], centred)
    k.output([1, 0], k.reduce('sum', k.apply('multiply', centred, least)))
    check(k.finish(), rows, 6)
  }
})

test('what comes back to each element is computed apart, where rows are few', () => {
  for (const rows of [1, 2]) {
    const k = new KernelBuilder('centred', axes(rows))
    const x = k.input('float64', [length, 1])
    const least = k.reduce('min', x)
    k.output([length, 1], k.apply('negate', x))
    k.output([length, 1], k.apply('add', x, least))
    k.output([1, 0], k.apply('negate', least))
    check(k.finish(), rows, 4)
  }
})

test.each(['argmax', 'argmin'] as const)('the place of an extreme keeps a reduction whole: %s', (name) => {
  const place = new KernelBuilder(name, axes(2))
  place.output([1, 0], place.reduce(name, place.input('float64', [length, 1])))
  check(place.finish(), 2, 1)
})

test('the place along an axis that is not cut stays that axis', () => {
  for (const rows of [2, 3]) {
    const k = new KernelBuilder('places', axes(rows))
    const place = k.apply('to_float64', k.iota(0))
    k.output([1, 0], k.reduce('max', k.apply('multiply', k.input('float64', [length, 1]), place)))
    check(k.finish(), rows, 3)
  }
})
