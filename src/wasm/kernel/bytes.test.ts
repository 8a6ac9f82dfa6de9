import '../../compile/bridge/subjects/elementary.ts'
import { expect, test } from 'vitest'
import { KernelBuilder } from './builder.ts'
import { compileLoop } from './generate.ts'
import { layoutOf } from './layout.ts'
import { runKernel } from './run.ts'

type Bits = (x: number, y: number) => boolean | number

const operations: Readonly<Record<string, Bits>> = {
  and: (x, y) => x & y,
  or: (x, y) => x | y,
  xor: (x, y) => x ^ y,
  maximum: Math.max,
  minimum: Math.min,
  equal: (x, y) => x === y,
  not_equal: (x, y) => x !== y,
  less: (x, y) => x < y,
  less_equal: (x, y) => x <= y,
  greater: (x, y) => x > y,
  greater_equal: (x, y) => x >= y,
}

const bits = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => ((Math.imul(i + seed, 0x9e3779b1) >>> 13) & 1) as number)

test.each(Object.entries(operations))('%s of bools, sixteen at a time, is that of each', (name, truth) => {
  for (const length of [0, 1, 3, 15, 16, 17, 40, 1000, 70_001])
    for (const stride of [1, 0]) {
      const k = new KernelBuilder(name, [{ extent: length, reduced: false }])
      const [x, y] = [k.input('bool', [1], 1), k.input('bool', [stride], 2)]
      k.output([1], k.apply(name, x, y), 3)
      const kernel = k.finish()
      expect(layoutOf(kernel).lanes).toBe(16)
      const [a, b] = [bits(length + 1, 1), bits(length + 2, 5)]
      const out = new Uint8Array(length + 8).fill(7)
      runKernel(compileLoop(kernel), [a, b, out], 2)
      const expected = new Uint8Array(length + 8).fill(7)
      for (let i = 0; i < length; i++) expected[i + 3] = Number(truth(a[i + 1]!, b[i * stride + 2]!))
      // not toEqual, which takes seconds for long arrays
      expect(out.findIndex((bit, i) => bit !== expected[i])).toBe(-1)
    }
})

test('rows that do not follow each other, columns that are repeated, choices and constants', () => {
  const [rows, columns] = [5, 37]
  const k = new KernelBuilder('mixed', [
    { extent: rows, reduced: false },
    { extent: columns, reduced: false },
  ])
  const [x, y, z] = [k.input('bool', [50, 1]), k.input('bool', [1, 0]), k.input('bool', [0, 1])]
  const chosen = k.apply('select', x, k.apply('not', y), k.apply('to_bool', z))
  k.output([41, 1], k.apply('xor', chosen, k.constant('bool', 1)))
  const kernel = k.finish()
  expect(layoutOf(kernel).lanes).toBe(16)
  const [a, b, c] = [bits(50 * rows, 2), bits(rows, 3), bits(columns, 4)]
  const out = new Uint8Array(41 * rows).fill(7)
  runKernel(compileLoop(kernel), [a, b, c, out])
  const expected = out.map((_, n) => {
    const [i, j] = [Math.floor(n / 41), n % 41]
    return j < columns ? 1 - (a[50 * i + j] ? 1 - b[i]! : c[j]!) : 7
  })
  expect([...out]).toEqual([...expected])
})

test('bools that do not lie in a row are taken four at a time', () => {
  const k = new KernelBuilder('jumps', [{ extent: 21, reduced: false }])
  k.output([1], k.apply('not', k.input('bool', [-1], 20)))
  const kernel = k.finish()
  expect(layoutOf(kernel).lanes).toBe(4)
  const [x, out] = [bits(21, 6), new Uint8Array(21)]
  runKernel(compileLoop(kernel), [x, out])
  expect([...out]).toEqual([...x].reverse().map((bit) => 1 - bit))
})

test('masks of numbers are stored sixteen at a time: several of them, beside what they are made of', () => {
  for (const dtype of ['float32', 'float64', 'int32'] as const)
    for (const length of [0, 3, 16, 50, 4001]) {
      const k = new KernelBuilder('masks', [{ extent: length, reduced: false }])
      const [x, y] = [k.input(dtype, [1]), k.input(dtype, [1])]
      const less = k.apply('less', x, y)
      const rest = k.apply('remainder', x, y)
      k.output([1], less, 1)
      k.output([1], k.apply('select', less, x, rest))
      k.output([1], k.apply('or', k.input('bool', [1]), k.apply('equal', rest, x)), 2)
      const make = { float32: Float32Array, float64: Float64Array, int32: Int32Array }[dtype]
      const [a, b] = [5, 11].map((n) => new make(length).map((_, i) => (i * i) % n))
      const [given, z] = [bits(length, 3), new make(length)]
      const [p, q] = [new Uint8Array(length + 4).fill(7), new Uint8Array(length + 4).fill(7)]
      runKernel(compileLoop(k.finish()), [a!, b!, given, p, z, q], 2)
      const left = (i: number): number => (dtype === 'int32' && b![i] === 0 ? a![i]! : a![i]! % b![i]!)
      const [wantP, wantQ, wantZ] = [p.map(() => 7), q.map(() => 7), z.slice()]
      for (let i = 0; i < length; i++) {
        wantP[i + 1] = Number(a![i]! < b![i]!)
        wantZ[i] = a![i]! < b![i]! ? a![i]! : left(i)
        wantQ[i + 2] = given[i]! | Number(left(i) === a![i])
      }
      expect([p, z, q]).toEqual([wantP, wantZ, wantQ])
    }
})
