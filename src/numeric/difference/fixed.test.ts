import { describe, expect, test } from 'vitest'
import { type DifferenceMethod, derivative } from '../index.ts'

/** Functions with their derivatives of the orders 1 to 3, some with scales far below the fixed steps. */
const functions: [name: string, f: (x: number) => number, ...derivatives: ((x: number) => number)[]][] = [
  ['exp', Math.exp, Math.exp, Math.exp, Math.exp],
  ['sin', Math.sin, Math.cos, (x) => -Math.sin(x), (x) => -Math.cos(x)],
  ['log', Math.log, (x) => 1 / x, (x) => -1 / x ** 2, (x) => 2 / x ** 3],
  ['1/x', (x) => 1 / x, (x) => -1 / x ** 2, (x) => 2 / x ** 3, (x) => -6 / x ** 4],
  [
    'sin(40x)',
    (x) => Math.sin(40 * x),
    (x) => 40 * Math.cos(40 * x),
    (x) => -1600 * Math.sin(40 * x),
    (x) => -64000 * Math.cos(40 * x),
  ],
  ['x^5 + 1e6', (x) => x ** 5 + 1e6, (x) => 5 * x ** 4, (x) => 20 * x ** 3, (x) => 60 * x ** 2],
]
const points = [0.11, 0.4, 0.83, 1.3, 2.7, 5.1, 9.9]

describe.each([
  'forward',
  'backward',
  'central',
  '4-point',
  '5-point',
  '6-point',
  '7-point',
  '8-point',
] satisfies DifferenceMethod[])('%s', (method) => {
  test('claims no more than is so, at every order', () => {
    const outside: string[] = []
    for (const [name, f, ...truths] of functions)
      for (const x of points)
        truths.forEach((truth, k) => {
          const order = (k + 1) as 1 | 2 | 3
          const { value, error, converged } = derivative(f, x, { method, order })
          const off = Math.abs(value - truth(x))
          if (converged) expect(off / Math.abs(truth(x))).toBeLessThanOrEqual(1e-6)
          if (!(off <= error)) outside.push(`${name}, order ${order}, at ${x}: ${off} > ${error}`)
        })
    expect(outside.length, outside.join('\n')).toBeLessThanOrEqual(2)
  })
})
