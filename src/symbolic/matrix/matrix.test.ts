import { describe, expect, test } from 'vitest'
import {
  determinant,
  diff,
  evaluate,
  evaluateMatrix,
  exprMatrix,
  type MatrixDeclaration,
  matrixDiff,
  matrixGradient,
  matrixInverse,
  matrixMultiply,
  matrixText,
  matrixTrace,
  parse,
  parseMatrix,
  simplify,
  text,
} from '../index.ts'

const names: Record<string, MatrixDeclaration> = {
  x: 'vector',
  y: 'vector',
  b: { rows: 'm' },
  A: { rows: 'm', columns: 'n' },
  X: 'matrix',
  B: 'matrix',
  S: 'symmetric',
  s: 'scalar',
}
const values: Record<string, number[][]> = {
  x: [[0.3], [-1.2], [0.7]],
  y: [[1.1], [0.4], [-0.6]],
  b: [[0.5], [-0.3]],
  A: [
    [1.2, 0.3, -0.5],
    [0.4, -0.9, 0.8],
  ],
  X: [
    [2.1, 0.3, -0.2],
    [0.4, 1.7, 0.5],
    [-0.1, 0.2, 1.4],
  ],
  B: [
    [0.6, -0.4, 0.3],
    [0.2, 0.9, -0.7],
    [0.5, 0.1, 1.1],
  ],
  S: [
    [2, 0.5, 0.1],
    [0.5, 1.5, -0.3],
    [0.1, -0.3, 1.8],
  ],
  s: [[0.8]],
}

const printed: readonly (readonly [string, string, string])[] = [
  ["x'*X*x", 'x', "X'*x + X*x"],
  ["x'*S*x", 'x', '2*S*x'],
  ["x'*X*x", 'X', "x*x'"],
  ["y'*x", 'x', 'y'],
  ['logdet(X)', 'X', "inv(X')"],
  ['log(det(X))', 'X', "inv(X')"],
  ['det(X)', 'X', "det(X)*inv(X')"],
  ['tr(B*X)', 'X', "B'"],
  ["tr(X'*X)", 'X', '2*X'],
  ['norm(A*x - b)^2', 'x', "2*A'*(A*x - b)"],
  ['sum(exp(x))', 'x', 'exp(x)'],
]

test.each(printed)('the gradient of %s by %s is %s', (source, by, expected) => {
  expect(matrixText(matrixGradient(parseMatrix(source, names), by))).toBe(expected)
})

describe('gradients agree with differences', () => {
  const cases: readonly (readonly [string, string[]])[] = [
    ["x'*X*y + s*x'*x", ['x', 'y', 'X', 's']],
    ['norm(A*x - b)^2', ['x', 'A', 'b']],
    ['norm(A*x - b)', ['x', 'A', 'b']],
    ['logdet(X*B)', ['X', 'B']],
    ["tr(B*inv(X)*B')", ['X', 'B']],
    ['det(X*B)*s', ['X', 's']],
    ['sum(sin(X*x) .* y)', ['x', 'y', 'X']],
    ['sum(log(exp(A*x) + exp(b)))', ['x', 'A', 'b']],
    ["exp(-(x - y)'*inv(X)*(x - y)/2)", ['x', 'y', 'X']],
    ["(x'*y)^3*tr(X^2)", ['x', 'X']],
    ["norm(X - x*y')^2", ['X', 'x', 'y']],
    ['s^2*norm(X*(s*B))^2', ['s', 'B']],
  ]
  test.each(cases)('%s', (source, symbols) => {
    const f = parseMatrix(source, names)
    for (const by of symbols) {
      const gradient = evaluateMatrix(matrixGradient(f, by), values)
      values[by]!.forEach((row, i) => {
        row.forEach((v, j) => {
          const at = (w: number): number =>
            evaluateMatrix(f, {
              ...values,
              [by]: values[by]!.map((r, p) => r.map((u, q) => (p === i && q === j ? w : u))),
            })[0]![0]!
          const h = 1e-5
          const slope = (at(v + h) - at(v - h)) / (2 * h)
          expect(Math.abs(gradient[i]![j]! - slope), `${by}[${i},${j}]`).toBeLessThan(
            1e-6 * Math.max(1, Math.abs(slope)),
          )
        })
      })
    }
  })
})

test('shapes and names are checked', () => {
  expect(() => parseMatrix('A*A', names)).toThrow(/inner sizes/)
  expect(() => parseMatrix('x + X', names)).toThrow(/added/)
  expect(() => parseMatrix('x + q', names)).toThrow(/not declared/)
  expect(() => parseMatrix('x +', names)).toThrow(/missing/)
  expect(() => matrixGradient(parseMatrix('X*x', names), 'x')).toThrow(/needs a scalar/)
  expect(() => parseMatrix('('.repeat(1e5), names)).toThrow(/nested/)
})

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
