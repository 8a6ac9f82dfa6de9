import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { foriLoop, math, stopGradient, type Tensor, tensor, where } from '../tensor/index.ts'
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

test('conditions, branches, loops and what stops gradients keep their operands, though they are computed on the way', () => {
  const rows = (f: (x: Tensor) => Tensor) =>
    explain(f, tensor(2, { dtype: 'float64' })).rows.map(({ name, formula, partials }) => [
      name,
      formula,
      partials.map(({ formula, value }) => [formula, value]),
    ])
  expect(rows((x) => where(x.less(3), x.mul(x), x))).toEqual([
    ['x', '', []],
    ['a', 'x < 3', []],
    ['b', 'x * x', [['x + x', 4]]],
    [
      'c',
      'where(a, b, x)',
      [
        ['1', 1],
        ['0', 0],
      ],
    ],
  ])
  expect(rows((x) => stopGradient(x).mul(x))[1]).toEqual(['a', 'stop_gradient(x)', []])
  expect(rows((x) => foriLoop(0, 2, (_, y: Tensor) => y.mul(3), x))).toEqual([
    ['x', '', []],
    ['a', 'scan(0, x)[1]', [['9', 9]]],
  ])
})

test('what does not depend on the arguments is a row of its own', () => {
  const table = explain((_x: Tensor) => tensor(3, { dtype: 'float64' }), tensor(1, { dtype: 'float64' }))
  expect(table.rows.map(({ formula, value, adjoint }) => [formula, value, adjoint])).toEqual([
    ['', 1, 0],
    ['constant', 3, 1],
  ])
  expect(table.result).toBe('a')
})

test('an operand at two places of an operation has one derivative, their sum', () => {
  const { rows } = explain((x: Tensor) => math`${x} ^ ${x}`, 2)
  expect(rows.at(-1)!.partials).toEqual([
    { by: 'x', formula: 'x*x^(x - 1) + a*log(x)', value: expect.closeTo(4 + 4 * Math.log(2), 6) },
  ])
  const text = explain((x: Tensor) => x.mul(x).sub(x), 3).text()
  expect(text).toContain('∂a/∂x = x + x = 6')
  expect(text).not.toContain('(x) + ')
})

test('edges without a derivative are dashed', () => {
  const dot = explain((x: Tensor) => where(x.less(3), x, 0), 2).dot()
  expect(dot).toContain('"x" -> "a" [style=dashed];')
  expect(dot).toContain('"x" -> "b" [label="1"];')
})

test('where a terminal has no room for the table, its rows stand below each other', () => {
  const table = explain((x: Tensor) => math`${x} ^ ${x} + exp(sin(${x}) * ${x})`, 2)
  expect(table.text(200)).toContain('local partial derivative')
  for (const columns of [65, 60, 40]) {
    const text = table.text(columns)
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(columns)
    expect(text).toContain('b = sin(x) = 0.909297\n  partial  ∂b/∂x = cos(x) = -0.416147\n  adjoint  ∂')
    expect(text.replaceAll(/\s+/g, ' ')).toContain('∂a/∂x = x*x^(x - 1) + a*log(x) = 6.77259')
  }
})

test('a partial derivative shows the branch that is taken at the point', () => {
  const partials = (...at: [number, number]): string[] =>
    explain((x: Tensor, y: Tensor) => x.pow(y), ...at)
      .rows.at(-1)!
      .partials.map(({ formula }) => formula)
  expect(partials(2, 3)).toEqual(['y*x^(y - 1)', 'a*log(x)'])
  expect(partials(2, -1)).toEqual(['y*x^(y - 1)', 'a*log(x)'])
  expect(partials(0, 2)).toEqual(['y*x^(y - 1)', '0'])
  expect(partials(3, 0)).toEqual(['0', 'a*log(x)'])
  const sinc = (x: number): string => explain((x: Tensor) => x.sinc(), x).rows.at(-1)!.partials[0]!.formula
  expect([sinc(0), sinc(0.5)]).toEqual(['0', '(cos(pi*x) - a)/x'])
  // of several numbers both branches stand
  expect(explain((x: Tensor) => x.sinc().sum(), tensor([0, 1])).rows[1]!.partials[0]!.formula).toMatch(
    /^where\(x == 0/,
  )
})

test('the console shows the table', () => {
  const table = explain((x: Tensor) => x.exp(), 0.5)
  expect(String(table)).toBe(table.text())
  expect(inspect(table)).toBe(table.text())
})
