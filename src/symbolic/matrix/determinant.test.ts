import { expect, test } from 'vitest'
import {
  determinant,
  evaluate,
  MatrixShapeError,
  matrixInverse,
  matrixMultiply,
  parse,
  simplify,
  subs,
  text,
} from '../index.ts'

const generic = (n: number): string[][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => `a${i}${j}`))

test('a determinant has a value where a minor of the matrix is 0', () => {
  const n = 5
  const e = determinant(generic(n))
  // a permutation matrix: the leading minors are 0
  const values = Object.fromEntries(
    generic(n).flatMap((row, i) => row.map((name, j) => [name, +(j === (i + 1) % n)])),
  )
  expect(text(subs(e, values))).toBe('1')
})

test('the inverse of a matrix of 16 symbols is found at once, and is right', () => {
  const start = performance.now()
  const inverse = matrixInverse(generic(4))
  expect(performance.now() - start).toBeLessThan(5_000)
  const values: Record<string, number> = {}
  generic(4).forEach((row, i) => {
    row.forEach((name, j) => {
      values[name] = Math.sin(3 * i + 7 * j + 1) + (i === j ? 2 : 0)
    })
  })
  matrixMultiply(generic(4), inverse).forEach((row, i) => {
    row.forEach((e, j) => {
      expect(evaluate(e, values)).toBeCloseTo(+(i === j), 12)
    })
  })
})

test('numbers and one symbol are eliminated', () => {
  const n = 20
  const m = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => ((i * 7 + j * j * 3 + i * j * j) % 11) + (i === j ? 13 : 0)),
  )
  const product = matrixMultiply(m, matrixInverse(m))
  expect(product.every((row, i) => row.every((e, j) => text(e) === `${+(i === j)}`))).toBe(true)
  const band = [
    [parse('2 - l'), 1, 0],
    [1, parse('2 - l'), 1],
    [0, 1, parse('2 - l')],
  ]
  expect(simplify(parse(`(${text(determinant(band))}) - (2 - l)*(l^2 - 4*l + 2)`))).toBe(parse('0'))
})

test('singular matrices, and what is no matrix', () => {
  expect(() =>
    matrixInverse([
      ['x', 'y'],
      ['x', 'y'],
    ]),
  ).toThrow('no inverse')
  expect(() =>
    matrixInverse([
      [parse('cos(t)^2'), 1],
      [parse('1 - sin(t)^2'), 1],
    ]),
  ).toThrow('no inverse')
  expect(() => determinant([[1, 2]])).toThrow(MatrixShapeError)
  expect(() => determinant('x' as never)).toThrow(MatrixShapeError)
  expect(() => determinant([1, 2] as never)).toThrow(MatrixShapeError)
})

test('determinants with factors are products', () => {
  const vandermonde = Array.from({ length: 5 }, (_, i) =>
    Array.from({ length: 5 }, (_, j) => parse(`x${i}^${j}`)),
  )
  const product = determinant(vandermonde)
  expect(product.args.length).toBe(10)
  expect(evaluate(product, { x0: 1, x1: 2, x2: 3, x3: 4, x4: 5 })).toBe(288)
  const circulant = Array.from({ length: 6 }, (_, i) =>
    Array.from({ length: 6 }, (_, j) => `c${(j - i + 6) % 6}`),
  )
  expect(text(determinant(circulant))).toMatch(/^\(c0 \+ c1 \+ c2 \+ c3 \+ c4 \+ c5\)\*/)
  const hilbert = [0, 1, 2].map((i) => [0, 1, 2].map((j) => parse(`1/(${i + j} + x)`)))
  expect(text(determinant(hilbert))).toBe('4/(x*(x + 1)^2*(x + 2)^3*(x + 3)^2*(x + 4))')
})
