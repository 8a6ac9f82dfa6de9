import { describe, expect, test } from 'vitest'
import { inMode } from '../../../test/support/compiled.ts'
import { eye, NablaError, ones, tril, triu } from '../index.ts'

const [rows, columns] = [3, 4]
const places = Array.from(
  { length: rows * columns },
  (_, i) => [Math.floor(i / columns), i % columns] as const,
)

describe.each(['interpret', 'compile'] as const)('diagonals however far off (%s)', (mode) => {
  test.each([
    -(2 ** 53),
    -(2 ** 40),
    -(2 ** 31),
    -5,
    -4,
    -3,
    -2,
    0,
    1,
    3,
    4,
    5,
    2 ** 31 - 2,
    2 ** 31,
    2 ** 53,
  ])('%d', (offset) => {
    const read = (x: () => ReturnType<typeof eye>): number[] => inMode(mode, () => [...x().data()])
    const wanted = (is: (row: number, column: number) => boolean): number[] =>
      places.map(([row, column]) => Number(is(row + offset, column)))
    const full = ones([rows, columns])
    expect(read(() => eye(rows, columns, offset))).toEqual(wanted((row, column) => column === row))
    expect(read(() => tril(full, offset))).toEqual(wanted((row, column) => column <= row))
    expect(read(() => triu(full, offset))).toEqual(wanted((row, column) => column >= row))
  })
})

test('their number is an integer', () => {
  for (const offset of [0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => eye(2, 2, offset)).toThrow(NablaError)
    expect(() => tril(eye(2), offset)).toThrow(NablaError)
  }
})
