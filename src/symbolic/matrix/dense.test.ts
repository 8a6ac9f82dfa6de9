import { expect, test } from 'vitest'
import {
  determinant,
  diff,
  evaluate,
  exprMatrix,
  matrixDiff,
  matrixInverse,
  matrixMultiply,
  matrixTrace,
  parse,
  simplify,
  text,
} from '../index.ts'

test('matrices of expressions: determinant, inverse, derivatives', () => {
  const R = exprMatrix([
    [parse('cos(t)'), parse('-sin(t)')],
    [parse('sin(t)'), parse('cos(t)')],
  ])
  expect(text(determinant(R))).toBe('1')
  expect(text(matrixDiff(R, 't')[0]![1]!)).toBe('-cos(t)')
  const M = exprMatrix([
    [parse('x'), 1, 2],
    [0, parse('x^2 + 1'), parse('y')],
    [parse('y'), 1, parse('x')],
  ])
  const product = matrixMultiply(M, matrixInverse(M)).map((row) => row.map((e) => text(simplify(e))))
  expect(product).toEqual([
    ['1', '0', '0'],
    ['0', '1', '0'],
    ['0', '0', '1'],
  ])
  // Jacobi: (det M)' = det M tr(M^-1 M')
  const left = diff(determinant(M), 'x')
  const right = matrixTrace(matrixMultiply(matrixInverse(M), matrixDiff(M, 'x')))
  expect(evaluate(left, { x: 1.3, y: 0.4 })).toBeCloseTo(
    evaluate(determinant(M), { x: 1.3, y: 0.4 }) * evaluate(right, { x: 1.3, y: 0.4 }),
    10,
  )
  expect(() =>
    matrixInverse(
      exprMatrix([
        [1, 2],
        [2, 4],
      ]),
    ),
  ).toThrow(/no inverse/)
})
