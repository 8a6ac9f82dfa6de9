import '../../compile/bridge/subjects/powers.ts'
import { describe, expect, test } from 'vitest'
import { applyCompiled } from '../../../test/support/kernels.ts'

const { NaN: nan, POSITIVE_INFINITY: inf } = Number

const powers: readonly (readonly [number, number, number])[] = [
  [2, 10, 1024],
  [2, -1, 0.5],
  [-2, 3, -8],
  [-2, 2, 4],
  [-2, 0.5, nan],
  [0, 0, 1],
  [nan, 0, 1],
  [1, nan, 1],
  [0, 2, 0],
  [-0, 3, -0],
  [0, -1, inf],
  [-0, -1, -inf],
  [-0, -2, inf],
  [inf, 2, inf],
  [inf, -2, 0],
  [-inf, 3, -inf],
  [-inf, 2, inf],
  [-inf, -3, -0],
  [2, inf, inf],
  [0.5, inf, 0],
  [2, -inf, 0],
  [0.5, -inf, inf],
  [-1, inf, 1],
  [-1, -inf, 1],
  [1, inf, 1],
  [nan, 1, nan],
  [2, nan, nan],
  [10, 400, inf],
  [10, -400, 0],
  [-10, 401, -inf],
  [0, 0.01, 0],
  [0, -0.01, inf],
  [inf, 0.01, inf],
  [-inf, -0.01, 0],
]

describe.each(['float32', 'float64'] as const)('in %s', (dtype) => {
  test('power has the right special values', () => {
    expect(
      applyCompiled(
        'power',
        dtype,
        powers.map((p) => p[0]),
        powers.map((p) => p[1]),
      ),
    ).toEqual(powers.map((p) => p[2]))
  })
})
