import { describe, expect, test } from 'vitest'
import { KernelBuilder } from './builder.ts'
import { compileLoop } from './generate.ts'
import { type ElementType, elementBytes } from './ir.ts'
import { evaluateKernel } from './judge.ts'
import { layoutOf } from './layout.ts'
import { type NumberArray, runKernel } from './run.ts'

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint32: Uint32Array,
  bool: Uint8Array,
}
const types = Object.keys(elementBytes) as ElementType[]
const fill = (type: ElementType, size: number): NumberArray =>
  new arrays[type](size).map((_, i) => (type === 'bool' ? ((i * 7) % 3) & 1 : (i * 37) % 101)) as NumberArray

describe('two axes across the lanes', () => {
  for (const type of types)
    for (const length of [2, 4])
      test(`${type}: elements that are repeated ${length} times, cycle, or are the same`, () => {
        for (const outer of [4, 7, 33]) {
          const axes = [3, outer, length].map((extent) => ({ extent, reduced: false }))
          const row = [outer * length, length, 1]
          const k = new KernelBuilder('pair', axes)
          const same = k.input(type, [1, 0, 0])
          const repeated = k.input(type, [outer, 1, 0], 1)
          const cycle = k.input(type, [length, 0, 1])
          const all = k.input(type, row)
          const choose = k.apply('equal', k.iota(2), k.constant('int32', 1))
          k.output(row, k.apply('select', choose, repeated, cycle))
          k.output(row, k.apply('select', choose, all, same))
          k.output(row, k.iota(1))
          k.output(row, k.iota(2))
          const kernel = k.finish()
          expect(layoutOf(kernel).vector.period?.length).toBe(length)
          const inputs = [
            fill(type, 3),
            fill(type, 3 * outer + 1),
            fill(type, 3 * length),
            fill(type, 3 * outer * length),
          ]
          const make = (): NumberArray[] =>
            kernel.outputs.map(({ dtype }) => new arrays[dtype](3 * outer * length))
          const [got, want] = [make(), make()]
          evaluateKernel(kernel, inputs, want, {
            equal: (a, b) => Number(a === b),
            select: (c, a, b) => (c ? a : b),
          })
          runKernel(compileLoop(kernel), [...inputs, ...got], 2)
          expect(got).toEqual(want)
        }
      })

  test('what is looked up is read lane by lane, and two axes stay two', () => {
    // out[i, j] = table[places[i, j], i]: the table goes along the outer axis as what is repeated does
    const [rows, outer, length] = [3, 9, 2]
    const k = new KernelBuilder('looked up', [
      { extent: outer, reduced: false },
      { extent: length, reduced: false },
    ])
    const places = k.input('int32', [length, 1])
    k.output([length, 1], k.gather('float32', [1, 0], [places], [{ stride: outer, extent: rows }]))
    const kernel = k.finish()
    const inputs = [Int32Array.from({ length: outer * length }, (_, i) => (i * 5) % rows)]
    const table = fill('float32', rows * outer)
    const [got, want] = [new Float32Array(outer * length), new Float32Array(outer * length)]
    evaluateKernel(kernel, [...inputs, table], [want], {})
    runKernel(compileLoop(kernel), [...inputs, table, got])
    expect(got).toEqual(want)
  })

  test('every second element is read by whole vectors', () => {
    for (const type of types)
      for (const length of [1, 3, 4, 9, 34]) {
        const k = new KernelBuilder('second', [
          { extent: 3, reduced: false },
          { extent: length, reduced: false },
        ])
        k.output([length, 1], k.input(type, [2 * length + 1, 2], 1))
        const input = fill(type, 3 * (2 * length + 1))
        const out = new arrays[type](3 * length)
        runKernel(compileLoop(k.finish()), [input, out], 2)
        const at = (i: number): number => Math.floor(i / length) * (2 * length + 1) + 2 * (i % length) + 1
        expect([...out]).toEqual(Array.from(out, (_, i) => input[at(i)]))
      }
  })

  test('two inputs that take turns, and two outputs, are read and written together', () => {
    for (const type of types)
      for (const length of [1, 3, 4, 7, 9, 34]) {
        const k = new KernelBuilder('turns', [
          { extent: 3, reduced: false },
          { extent: length, reduced: false },
        ])
        const strides = [2 * length + 3, 2]
        // the second of each pair is named first
        const second = k.input(type, strides, 2)
        const first = k.input(type, strides, 1, 0)
        k.output(strides, k.apply('select', k.apply('equal', first, second), first, second), 3)
        k.output(strides, first, 2, 0)
        // in the same memory, but not side by side
        k.output(strides, k.input(type, strides, 4, 1), 0)
        const size = 3 * (2 * length + 3) + 8
        const input = fill(type, size)
        const [got, want, gotThird, wantThird] = [1, 2, 3, 4].map(() => fill(type, size)) as [
          NumberArray,
          NumberArray,
          NumberArray,
          NumberArray,
        ]
        const table = {
          equal: (a: number, b: number) => Number(a === b),
          select: (c: number, a: number, b: number) => (c ? a : b),
        }
        const kernel = k.finish()
        evaluateKernel(kernel, [input, input, input], [want, want, wantThird], table)
        runKernel(compileLoop(kernel), [input, input, input, got, got, gotThird])
        expect([got, gotThird]).toEqual([want, wantThird])
      }
  })
})
