import { expect, test } from 'vitest'
import { OptionError } from '../options.ts'
import { confidenceBand } from './fit/confidenceBand.ts'
import * as numeric from './index.ts'

const sum = (x: number[]): number => x.reduce((a, b) => a + b * b, 0)
const each = (x: number[]): number[] => x.map((v) => v - 1)

/** Every function that takes options, called with the given ones. */
const calls: Record<string, (options: never) => unknown> = {
  derivative: (o) => numeric.derivative(Math.exp, 1, o),
  gradient: (o) => numeric.gradient(sum, [1, 2], o),
  jacobian: (o) => numeric.jacobian(each, [1, 2], o),
  directional: (o) => numeric.directional(sum, [1, 2], [1, 0], o),
  hessian: (o) => numeric.hessian(sum, [1, 2], o),
  hessianVectorProduct: (o) => numeric.hessianVectorProduct(sum, [1, 2], [1, 0], o),
  approxFprime: (o) => numeric.approxFprime(sum, [1, 2], 1e-8, o),
  explainStep: (o) => numeric.explainStep(Math.exp, 1, o),
  minimize: (o) => numeric.minimize(sum, [1, 2], o),
  leastSquares: (o) => numeric.leastSquares(each, [1, 2], o),
  rootFind: (o) => numeric.rootFind(Math.cos, 1, o),
  gradcheck: (o) => numeric.gradcheck((x: never) => x, [1], o),
  confidenceBand: (o) => confidenceBand({} as never, each as never, o),
}

test.each(Object.keys(calls))('%s refuses what is no option of its own', (name) => {
  const call = calls[name]!
  expect(() => call({ maxiter: 10 } as never)).toThrow(
    `${name}: there is no option 'maxiter': the options are`,
  )
  expect(() => call('bfgs' as never)).toThrow(`${name}: options are given as "bfgs"`)
  expect(() => call({ maxiter: 10 } as never)).toThrow(OptionError)
})

test('the complex-step method has its own options', () => {
  const wrong = { method: 'complex-step', order: 2 } as never
  expect(() => numeric.derivative((x) => x, 1, wrong)).toThrow("derivative: there is no option 'order'")
  expect(() => numeric.jacobian(each, [1], wrong)).toThrow("jacobian: there is no option 'order'")
})
