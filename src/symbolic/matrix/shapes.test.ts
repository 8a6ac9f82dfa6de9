import { expect, test } from 'vitest'
import {
  evaluateMatrix,
  type MatrixDeclaration,
  MatrixParseError,
  MatrixShapeError,
  matrixGradient,
  matrixText,
  parseMatrix,
} from '../index.ts'

const names: Record<string, MatrixDeclaration> = {
  x: 'vector',
  y: 'vector',
  A: 'matrix',
  X: 'matrix',
  P: { rows: 'n', columns: 'n' },
  s: 'scalar',
}

test('shapes and names are checked, and the message tells the repair', () => {
  const shape = (source: string, message: RegExp): void => {
    expect(() => parseMatrix(source, { ...names, R: { rows: 'm', columns: 'n' } })).toThrow(MatrixShapeError)
    expect(() => parseMatrix(source, { ...names, R: { rows: 'm', columns: 'n' } })).toThrow(message)
  }
  shape('R*R', /inner sizes/)
  shape('x*y', /x'\*y for the inner product/)
  shape('x + X', /added/)
  shape('x + 1', /vector\(1\)/)
  shape('det(R)', /must be square/)
  shape('R^2', /scalar or square/)
  shape('x^2', /\.\^/)
  shape('x/y', /\.\//)
  shape("x + x'", /added.*column 3/)
  expect(() => parseMatrix('x + q', names)).toThrow(/not declared/)
  expect(() => parseMatrix('x +', names)).toThrow(/missing/)
  expect(() => parseMatrix('foo(x)', names)).toThrow(MatrixParseError)
  expect(() => parseMatrix('x # y', names)).toThrow(/unexpected '#' at column 3/)
  expect(() => matrixGradient(parseMatrix('X*x', names), 'x')).toThrow(/needs a scalar/)
  expect(() => parseMatrix('('.repeat(1e5), names)).toThrow(/nested/)
})

test('sizes that are products are compared whatever their order', () => {
  const sizes: Record<string, MatrixDeclaration> = {
    X: { rows: 'n', columns: 'n' },
    C: { rows: 'm', columns: 'n' },
  }
  expect(parseMatrix('kron(C, I(n))*vec(X)', sizes).shape).toEqual(['m*n', '1'])
  expect(() => parseMatrix('kron(I(n), C)*diag(vec(C))', sizes)).toThrow('m*n x n*n times m*n x m*n')
  expect(parseMatrix("kron(X', I(m)) - I(m*n)", sizes).shape).toEqual(['m*n', 'm*n'])
  // n is not n*m
  expect(() => parseMatrix('x + kron(x, y)', names)).toThrow(MatrixShapeError)
})

test('a matrix of zeros is transposed, and a function of equal numbers is one', () => {
  expect(parseMatrix("(C' - C')'", { C: { rows: 'm', columns: 'n' } }).shape).toEqual(['m', 'n'])
  expect(matrixText(parseMatrix('(x - x).^2', names))).toBe('vector(0)')
  expect(matrixText(parseMatrix('sqrt(4*vector(1))', names))).toBe('vector(2)')
})

test('values of a wrong shape, and sizes that nothing shows, are errors', () => {
  const at = (source: string, values: Record<string, number[][]>) => () =>
    evaluateMatrix(parseMatrix(source, names), values)
  expect(at('A*x', { A: [[1, 2]], x: [[1], [2], [3]] })).toThrow(/the value of x is 3 x 1.*is 2/)
  expect(at('x', { x: [1, 2] as never })).toThrow(/rows of one length/)
  expect(at('s*vector(1)', { s: [[2]] })).toThrow(/how large .* is/)
  expect(
    at('det(P)', {
      P: [
        [1, 1, 1],
        [1, 1, 1],
        [1, 1, 1],
      ],
    })(),
  ).toEqual([[0]])
})
