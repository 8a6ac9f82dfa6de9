import { describe, expect, test } from 'vitest'
import { leastSquares } from '../../src/numeric/index.ts'
import { digits, nistProblems } from './referenceData.ts'

const problems = nistProblems()

describe.skipIf(problems === undefined)('NIST StRD', () => {
  for (const problem of problems ?? []) {
    for (const start of ['start1', 'start2'] as const) {
      test.each(['lm', 'trf'] as const)(
        `${problem.name} from ${start} with exact Jacobians, %s`,
        (method) => {
          const fit = leastSquares(problem.residuals, problem[start], { jacobian: problem.jacobian, method })
          expect(fit.converged).toBe(true)
          expect(digits(fit.x, problem.certified)).toBeGreaterThan(9)
          expect(digits(fit.standardErrors, problem.certifiedSd)).toBeGreaterThan(7)
          expect(digits([fit.value], [problem.certifiedRss])).toBeGreaterThan(7)
        },
      )

      test(`${problem.name} from ${start} with numerical Jacobians`, () => {
        const fit = leastSquares(problem.residuals, problem[start])
        expect(fit.converged).toBe(true)
        expect(digits(fit.x, problem.certified)).toBeGreaterThan(6)
      })
    }
  }
})
