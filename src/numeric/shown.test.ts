import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { curveFit, explainStep, leastSquares, NumericArgumentError } from './index.ts'

test('the console shows what is to be read of a result, not its fields', () => {
  const step = explainStep(Math.exp, 1)
  expect(inspect(step)).toBe(step.text)
  const [t, y] = [
    [0, 1, 2, 3],
    [5.1, 2.9, 1.9, 1.1],
  ]
  const curve = curveFit((t: number, a: number, k: number) => a * Math.exp(-k * t), t, y)
  expect(inspect(curve)).toBe(curve.summary())
  expect(inspect(curve)).toContain('std. error')
  const squares = leastSquares(([a]) => t.map((ti) => a! * ti - 1), [1])
  expect(inspect(squares)).toBe(squares.summary())
})

test('a curve that takes its parameters as a list is told that they come one by one', () => {
  const listed = (f: (x: number, p: never) => number, p0?: number[]) => () =>
    curveFit(f as (x: number, ...p: number[]) => number, [1, 2, 3], [3, 5, 7], { p0 })
  const destructured = (x: number, [a, b]: readonly number[]) => a! * x + b!
  const indexed = (x: number, p: readonly number[]) => p[0]! * x + p[1]!
  for (const call of [listed(destructured), listed(destructured, [1, 1]), listed(indexed, [1, 1])]) {
    expect(call).toThrow(NumericArgumentError)
    expect(call).toThrow('curveFit: f reads its parameters from a list, but they come one by one')
  }
  // what else is thrown is the function's own
  const own = new TypeError('mine')
  const throws = () => {
    throw own
  }
  expect(listed(throws, [1])).toThrow(own)
})
