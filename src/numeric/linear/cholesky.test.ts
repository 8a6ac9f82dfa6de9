import { expect, test } from 'vitest'
import { choleskySolve, shiftedCholesky } from './cholesky.ts'

/** Symmetric, with a zero on the diagonal of one and eigenvalues of both signs. */
const matrices = [
  [4, 1, 1, 3],
  [0, 2, 2, 1],
  [-3, 1, 1, 2],
]

test('a shift is none where none is needed, and otherwise makes the matrix positive definite', () => {
  for (const matrix of matrices) {
    const { factor, shift } = shiftedCholesky(Float64Array.from(matrix), 2)
    const [a, b, , d] = matrix as [number, number, number, number]
    const isDefinite = a > 0 && a * d > b * b
    expect(shift === 0).toBe(isDefinite)
    const [x, y] = choleskySolve(factor, 2, Float64Array.of(1, 2)) as unknown as [number, number]
    expect((a + shift) * x + b * y).toBeCloseTo(1, 9)
    expect(b * x + (d + shift) * y).toBeCloseTo(2, 9)
  }
})

test('a shift has the unit of the matrix', () => {
  for (const matrix of matrices)
    for (const unit of [2 ** 40, 2 ** -40]) {
      const { shift } = shiftedCholesky(Float64Array.from(matrix), 2)
      expect(
        shiftedCholesky(
          Float64Array.from(matrix, (x) => x * unit),
          2,
        ).shift,
      ).toBe(shift * unit)
    }
})
