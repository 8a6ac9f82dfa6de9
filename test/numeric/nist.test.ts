import { describe, expect, test } from 'vitest'
import { parseFormula } from '../../src/formula/index.ts'
import { curveFit, leastSquares } from '../../src/numeric/index.ts'
import { formulaFunction, type Tensor, tensor } from '../../src/tensor/index.ts'
import { digits, type NistProblem, nistProblems } from './referenceData.ts'

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

      test(`${problem.name} from ${start} with automatic Jacobians of the model formula`, () => {
        const fit = leastSquares(tensorResiduals(problem), tensor(problem[start], { dtype: 'float64' }))
        expect(fit.converged).toBe(true)
        expect(digits(fit.x, problem.certified)).toBeGreaterThan(9)
        expect(digits(fit.standardErrors, problem.certifiedSd)).toBeGreaterThan(7)
        expect(digits([fit.value], [problem.certifiedRss])).toBeGreaterThan(7)
      })

      test(`${problem.name} from ${start} by curveFit on tensors`, () => {
        const { model, params, predictors, observed } = problem
        const f = formulaFunction(parseFormula(model), [...Object.keys(predictors), ...params])
        const columns = tensor(Object.values(predictors), { dtype: 'float64' })
        const curve = (x: Tensor, ...b: Tensor[]) =>
          f(...Object.keys(predictors).map((_, k) => x.transpose().index(k)), ...b)
        const fit = curveFit(curve, columns.transpose(), observed, { p0: problem[start] })
        expect(fit.converged).toBe(true)
        expect(digits(fit.parameters, problem.certified)).toBeGreaterThan(9)
        expect(digits(fit.standardErrors, problem.certifiedSd)).toBeGreaterThan(7)
      })

      test(`${problem.name} from ${start} with numerical Jacobians`, () => {
        const fit = leastSquares(problem.residuals, problem[start])
        expect(fit.converged).toBe(true)
        expect(digits(fit.x, problem.certified)).toBeGreaterThan(6)
      })
    }
  }
})

/** The residuals of all observations at once, as one tensor. */
function tensorResiduals({ model, params, predictors, observed }: NistProblem): (b: Tensor) => Tensor {
  const f = formulaFunction(parseFormula(model), [...params, ...Object.keys(predictors)])
  const given = Object.values(predictors).map((column) => tensor(column, { dtype: 'float64' }))
  const y = tensor(observed, { dtype: 'float64' })
  return (b) => f(...params.map((_, i) => b.index(i)), ...given).sub(y)
}
