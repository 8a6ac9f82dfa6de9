import { afterEach, expect, test } from 'vitest'
import { wide, widen } from '../vectors.ts'
import { KernelBuilder } from './builder.ts'
import { compileLoop } from './generate.ts'
import type { LoopKernel } from './ir.ts'
import { evaluateKernel } from './judge.ts'
import { nestOf } from './nest.ts'
import { runKernel } from './run.ts'

const before = wide()
afterEach(() => {
  widen(before)
})

/** The strides of what is read into rows of 40 x 37, three numbers apart or backwards, and where it begins. */
const readings = {
  turned: [[1, 40], 0],
  'turned, every third': [[3, 120], 0],
  'turned by a quarter': [[-1, 40], 39],
} as const

test.each(Object.entries(readings))('%s is read along what lies close', (_, [strides, offset]) => {
  const k = new KernelBuilder(
    'turned',
    [40, 37].map((extent) => ({ extent, reduced: false })),
  )
  k.output([37, 1], k.input('float32', strides, offset))
  const kernel = k.finish()
  expect(nestOf(kernel).tiling.across?.extent).toBe(40)
  const x = Float32Array.from({ length: 120 * 37 }, (__, i) => i)
  const [got, wanted] = [new Float32Array(40 * 37), new Float32Array(40 * 37)]
  evaluateKernel(kernel, [x], [wanted], {})
  runKernel(compileLoop(kernel), [x, got], 2)
  expect(got).toEqual(wanted)
})

/** exp(x) of rows, each of which is summed, or not. */
function exponentials(rows: number, columns: number, summed: boolean): LoopKernel {
  const k = new KernelBuilder('exponentials', [
    { extent: rows, reduced: false },
    { extent: columns, reduced: summed },
  ])
  const y = k.apply('exp', k.input('float32', [columns, 1]))
  if (summed) k.output([1, 0], k.reduce('sum', y))
  else k.output([columns, 1], y)
  return k.finish()
}

function run(kernel: LoopKernel, length: number, count: number): [Float32Array, Float32Array] {
  const x = Float32Array.from({ length }, (_, i) => Math.sin(i))
  const [got, wanted] = [new Float32Array(count), new Float32Array(count)]
  evaluateKernel(kernel, [x], [wanted], { exp: Math.exp })
  runKernel(compileLoop(kernel), [x, got], 1)
  return [got, wanted]
}

test('rows are summed side by side but for short ones, however little an element takes, and however many there are', () => {
  const unroll = (columns: number, rows = 1): number => {
    const k = new KernelBuilder('sums', [
      { extent: rows, reduced: false },
      { extent: columns, reduced: true },
    ])
    k.output([1, 0], k.reduce('sum', k.input('float32', [columns, 1])))
    return nestOf(k.finish()).tiling.unroll
  }
  for (const rows of [1, 5000])
    expect([15, 16, 32, 33, 1024].map((columns) => unroll(columns, rows))).toEqual([1, 2, 2, 4, 4])
})

test.each([3, 16, 23, 64, 203])(
  'rows of %i are computed vector by vector where there are few numbers',
  (columns) => {
    const unroll = (kernel: LoopKernel): number => nestOf(kernel).tiling.unroll
    expect(unroll(exponentials(1, columns, false))).toBe(columns < 100 ? 1 : 4)
    expect(unroll(exponentials(100, columns, false))).toBe(4)
    const [got, wanted] = run(exponentials(1, columns, false), columns, columns)
    got.forEach((y, i) => {
      expect(y).toBeCloseTo(wanted[i]!, 6)
    })
    // a sum is the same to the bit, however many there are
    const [one] = run(exponentials(1, columns, true), columns, 1)
    const [many, sums] = run(exponentials(100, columns, true), 100 * columns, 100)
    expect(many[0]).toBe(one[0])
    many.forEach((sum, i) => {
      expect(Math.abs(sum - sums[i]!)).toBeLessThan(1e-5 * columns)
    })
  },
)

test('what runs along rows takes few of them at once, what runs along columns goes on side by side', () => {
  const running = (strides: readonly [number, number]): LoopKernel => {
    const k = new KernelBuilder('running', [
      { extent: 64, reduced: false },
      { extent: 1024, reduced: true },
    ])
    k.output(strides, k.running('sum', k.input('float32', strides)))
    return k.finish()
  }
  expect(nestOf(running([1024, 1])).tiling.unroll).toBe(1)
  expect(nestOf(running([1, 64])).tiling.unroll).toBe(4)
})

test.each([32, 96, 320])('wide vectors take 32 of %i columns at once, to the same bits', (columns) => {
  const rows = 300
  const summed = (count: number, reductions: readonly ('sum' | 'max')[]): LoopKernel => {
    const k = new KernelBuilder('columns', [
      { extent: rows, reduced: true },
      { extent: count, reduced: false },
    ])
    const x = k.input('float32', [columns, 1])
    for (const reduction of reductions) k.output([0, 1], k.reduce(reduction, x))
    return k.finish()
  }
  const unroll = (kernel: LoopKernel): number => nestOf(kernel).tiling.unroll
  const sums = (): Float32Array => run(summed(columns, ['sum']), rows * columns, columns)[0]
  widen(false)
  expect(unroll(summed(columns, ['sum']))).toBe(4)
  const narrow = sums()
  widen(true)
  if (!wide()) return
  expect(unroll(summed(columns, ['sum']))).toBe(8)
  // these would not stay in registers, or leave columns that are taken one vector at a time
  expect(unroll(summed(columns, ['sum', 'max']))).toBe(4)
  expect(unroll(summed(columns - 5, ['sum']))).toBe(4)
  expect(sums()).toEqual(narrow)
})
