import { expect, test } from 'vitest'
import { math, type Tensor, tensor } from '../tensor/index.ts'
import { explain } from './index.ts'

test('the lecture: the logistic function', () => {
  const table = explain((x: Tensor) => math`1 / (1 + exp(-1 * ${x}))`, tensor(0.5, { dtype: 'float64' }))
  expect(table.rows.map((row) => row.formula)).toEqual(['', '-1 * x', 'exp(a)', '1 + b', '1 / c'])
  const [x] = table.rows
  const y = 1 / (1 + Math.exp(-0.5))
  expect(x!.adjoint).toBeCloseTo(y * (1 - y), 15)
  expect(table.text()).toContain('∂d/∂x = ∂d/∂c · ∂c/∂b · ∂b/∂a · ∂a/∂x')
})

test('several arguments, several ways, tensors', () => {
  const table = explain((x: Tensor, y: Tensor) => x.mul(y).add(x).sum(), tensor([1, 2]), tensor([3, 4]))
  expect(table.rows.find((row) => row.name === 'x')!.adjoint).toMatchObject({ shape: [2] })
})

test('partial derivatives by a constant exponent are written out', () => {
  const table = explain((x: Tensor) => math`${x}^2 + 3*${x}`, tensor(5, { dtype: 'float64' }))
  expect(table.rows[1]!.partials.map((partial) => partial.formula)).toEqual(['2*x'])
})

test('a chain rule of several long products has a line for each', () => {
  const table = explain((x: Tensor) => math`exp(-${x}^2/2)*cos(3*${x})/(1 + ${x}^2)`, 1)
  const text = table.text()
  const rule = text.slice(text.indexOf('\n∂') + 1).split('\n')
  for (const line of rule) expect([...line].length).toBeLessThanOrEqual(80)
  expect(rule.filter((line) => line.startsWith('      + '))).toHaveLength(6)
})
