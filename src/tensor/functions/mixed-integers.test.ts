import { describe, expect, test } from 'vitest'
import { inMode } from '../../../test/support/compiled.ts'
import {
  clip,
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  maximum,
  minimum,
  notEqual,
  tensor,
} from '../index.ts'

const [a, b] = [
  [4294967295, 5, 2147483648, 1, 0],
  [1, -1, 3, 1, -2147483648],
] as const
const u = tensor([...a], { dtype: 'uint32' })
const i = tensor([...b], { dtype: 'int32' })

describe.each(['interpret', 'compile'] as const)('uint32 beside int32 (%s)', (mode) => {
  test.each<[typeof equal, (x: number, y: number) => boolean]>([
    [equal, (x, y) => x === y],
    [notEqual, (x, y) => x !== y],
    [less, (x, y) => x < y],
    [lessEqual, (x, y) => x <= y],
    [greater, (x, y) => x > y],
    [greaterEqual, (x, y) => x >= y],
  ])('$name compares the numbers that they are', (compare, wanted) => {
    const read = (x: Parameters<typeof equal>[0], y: Parameters<typeof equal>[0]) =>
      inMode(mode, () => compare(x, y).toArray())
    expect(read(u, i)).toEqual(a.map((x, k) => wanted(x, b[k]!)))
    expect(read(i, u)).toEqual(a.map((x, k) => wanted(b[k]!, x)))
    expect(read(Uint32Array.from(a), i)).toEqual(a.map((x, k) => wanted(x, b[k]!)))
    expect(read(u, 5)).toEqual(a.map((x) => wanted(x, 5)))
  })
  test('of the two the larger and the smaller one are float64, of two of a kind they are of that kind', () => {
    const made = inMode(mode, () =>
      [maximum(u, i), minimum(i, u), maximum(u, u), minimum(i, i), clip(u, i, 7)].map((y) => y.eval()),
    )
    expect(made.map((y) => y.dtype)).toEqual(['float64', 'float64', 'uint32', 'int32', 'float64'])
    expect(made.map((y) => y.toArray())).toEqual([
      a.map((x, k) => Math.max(x, b[k]!)),
      a.map((x, k) => Math.min(x, b[k]!)),
      a,
      b,
      [7, 5, 7, 1, 0],
    ])
  })
})
