import { describe, expect, test } from 'vitest'
import { leastSquares, minimize } from '../../src/numeric/index.ts'
import { mghProblems, reaches } from './referenceData.ts'

const problems = mghProblems()

describe.skipIf(problems === undefined)('Moré, Garbow and Hillstrom', () => {
  for (const { name, x0, residuals, jacobian, f, gradient, minima } of problems ?? []) {
    test(`${name} reaches a stated minimum`, () => {
      const values = [
        leastSquares(residuals, x0, { jacobian }).value,
        leastSquares(residuals, x0).value,
        leastSquares(residuals, x0, { jacobian, method: 'trf' }).value,
        minimize(f, x0, { gradient }).value,
        minimize(f, x0).value,
        minimize(f, x0, { gradient, method: 'dogleg' }).value,
      ]
      expect(values.some((value) => reaches(value, minima))).toBe(true)
    })
  }
})
