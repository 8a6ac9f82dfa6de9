import { expect, test } from 'vitest'
import { KernelBuilder } from './builder.ts'
import { compileLoop } from './generate.ts'
import { evaluateKernel } from './judge.ts'
import { layoutOf } from './layout.ts'
import { runKernel } from './run.ts'

const rows = 41
/** The squares of rows, and what `name` makes of their sum. */
function squares(columns: number, name: 'exp' | 'negate') {
  const k = new KernelBuilder('squares', [
    { extent: rows, reduced: false },
    { extent: columns, reduced: true },
  ])
  const x = k.input('float32', [columns, 1])
  const y = k.apply('multiply', x, x)
  k.output([1, 0], k.apply(name, k.reduce('sum', y)))
  k.output([columns, 1], y)
  return k.finish()
}

test('short rows are reduced side by side where much is computed once a row, others one by one', () => {
  expect(layoutOf(squares(3, 'exp')).mode).toBe('column')
  expect(layoutOf(squares(3, 'negate')).mode).toBe('row')
  expect(layoutOf(squares(100, 'exp')).mode).toBe('row')
})

test.each([2, 3, 5, 100])('rows of %d give their sum and their elements', (columns) => {
  const kernel = squares(columns, 'exp')
  const x = Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i) / 4)
  const results = () => [new Float32Array(rows), new Float32Array(rows * columns)] as const
  const [got, wanted] = [results(), results()]
  evaluateKernel(kernel, [x], [...wanted], { exp: Math.exp, multiply: (a, b) => a * b })
  runKernel(compileLoop(kernel), [x, ...got], 2)
  expect(got[1]).toEqual(wanted[1])
  got[0].forEach((value, i) => {
    expect(Math.abs(value / wanted[0][i]! - 1)).toBeLessThan(5e-7)
  })
})
