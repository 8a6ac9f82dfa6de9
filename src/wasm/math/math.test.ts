import { describe, expect, test } from 'vitest'
import { applyCompiled } from '../../../test/support/kernels.ts'

const { NaN: nan, POSITIVE_INFINITY: inf } = Number

describe.each(['float32', 'float64'] as const)('in %s', (dtype) => {
  test('atan2 knows the quadrants and the zeros', () => {
    const rows = [
      [0, 1, 0],
      [-0, 1, -0],
      [0, -1, Math.PI],
      [-0, -1, -Math.PI],
      [0, 0, 0],
      [-0, 0, -0],
      [0, -0, Math.PI],
      [1, 0, Math.PI / 2],
      [-1, -0, -Math.PI / 2],
      [inf, inf, Math.PI / 4],
      [inf, -inf, (3 * Math.PI) / 4],
      [-1, inf, -0],
      [1, -inf, Math.PI],
      [nan, 1, nan],
      [1, nan, nan],
    ] as const
    const round = dtype === 'float32' ? Math.fround : (x: number) => x
    expect(
      applyCompiled(
        'atan2',
        dtype,
        rows.map((r) => r[0]),
        rows.map((r) => r[1]),
      ),
    ).toEqual(rows.map((r) => round(r[2])))
  })

  test('remainder is exact and has the sign of the dividend', () => {
    const rows = [
      [7, 3],
      [-7, 3],
      [7, -3],
      [1e30, 7],
      [5.5, 0.25],
      [2 ** 100, 3 * 2 ** -20],
      [1, inf],
      [inf, 2],
      [1, 0],
      [nan, 1],
      [-0, 1],
    ]
    const round = dtype === 'float32' ? Math.fround : (x: number) => x
    expect(
      applyCompiled(
        'remainder',
        dtype,
        rows.map((r) => r[0]!),
        rows.map((r) => r[1]!),
      ),
    ).toEqual(rows.map(([x, y]) => round(round(x!) % round(y!))))
  })
})
