import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  evaluateMatrix,
  type Mat,
  type MatrixDeclaration,
  matrixGradient,
  matrixHessian,
  matrixJacobian,
  matrixLatex,
  matrixText,
  parseMatrix,
} from '../index.ts'
import { matNodes } from './node.ts'

const names: Record<string, MatrixDeclaration> = {
  ...Object.fromEntries([...'xyzwabuv'].map((n) => [n, 'vector' as const])),
  ...Object.fromEntries([...'ABCXYW'].map((n) => [n, 'matrix' as const])),
  P: { rows: 'n', columns: 'n' },
  Q: { rows: 'n', columns: 'n' },
  S: 'symmetric',
  s: 'scalar',
  c: 'scalar',
}

test.each([
  ["x'*A*x", 'x', "A'*x + A*x"],
  ["x'*S*x", 'x', '2*S*x'],
  ["x'*A*x", 'A', "x*x'"],
  ["y'*x", 'x', 'y'],
  ['logdet(X)', 'X', "inv(X')"],
  ['log(det(X))', 'X', "inv(X')"],
  ['det(X)', 'X', "det(X)*inv(X')"],
  ['tr(B*X)', 'X', "B'"],
  ['tr(A*X*B)', 'X', "A'*B'"],
  ['tr(inv(X)*A)', 'X', "-inv(X')*A'*inv(X')"],
  ["a'*X*b", 'X', "a*b'"],
  ["a'*X'*X*b", 'X', "X*a*b' + X*b*a'"],
  ["tr(X'*X)", 'X', '2*X'],
  ['norm(A*x - b)^2', 'x', "2*A'*(A*x - b)"],
  ['norm(A*x - b)', 'x', "A'*(A*x - b)/norm(A*x - b)"],
  ['norm(A*X - B)^2', 'X', "2*A'*(A*X - B)"],
  ['sum(exp(x))', 'x', 'exp(x)'],
  ['log(sum(exp(x)))', 'x', 'exp(x)/sum(exp(x))'],
  ['sum(x.^2)', 'x', '2*x'],
  [
    'sum(log(exp(-y.*(X*w)) + vector(1)))',
    'w',
    "-X'*(y .* exp(-y .* (X*w)) ./ (exp(-y .* (X*w)) + vector(1)))",
  ],
  ["y'*log(softmax(A*x))", 'x', "A'*(y - sum(y)*exp(A*x)/sum(exp(A*x)))"],
  ['logdet(A + c*I)', 'c', 'tr(inv(A + c*I(n)))'],
  ["x'*y", 'w', '0'],
])('the gradient of %s by %s is %s', (source, by, expected) => {
  expect(matrixText(matrixGradient(parseMatrix(source, names), by))).toBe(expected)
})

test.each([
  ['A*x', 'x', 'A'],
  ['inv(X)', 'X', "-kron(inv(X'), inv(X))"],
  ['A*X*B', 'X', "kron(B', A)"],
  ['exp(x)', 'x', 'diag(exp(x))'],
  ['x.*(A*x)', 'x', 'diag(A*x) + diag(x)*A'],
  ['norm(x)*x', 'x', "x*x'/norm(x) + norm(x)*I(n)"],
  ["X'", 'X', 'K(m, n)'],
  ['diag(x)*b', 'x', 'diag(b)'],
])('the Jacobian of %s by %s is %s', (source, by, expected) => {
  expect(matrixText(matrixJacobian(parseMatrix(source, names), by))).toBe(expected)
})

test.each([
  ["x'*A*x", 'x', "A' + A"],
  ['norm(A*x - b)^2', 'x', "2*A'*A"],
  ['logsumexp(x)', 'x', "diag(exp(x))/sum(exp(x)) - exp(x)*exp(x')/sum(exp(x))^2"],
  ['norm(x)', 'x', "I(n)/norm(x) - x*x'/norm(x)^3"],
  ["b'*x", 'x', 'matrix(0)'],
])('the Hessian of %s by %s is %s', (source, by, expected) => {
  expect(matrixText(matrixHessian(parseMatrix(source, names), by))).toBe(expected)
})

type Values = Record<string, number[][]>

/** Sizes for the names of an expression, and entries for its symbols. */
function randomValues(e: Mat, seed: number): { values: Values; sizes: Record<string, number> } {
  const next = (): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) | 0
    return (seed >>> 8) / 2 ** 24
  }
  const sizes = new Map<string, number>([['1', 1]])
  const size = (name: string): number => {
    if (!sizes.has(name)) sizes.set(name, 2 + Math.floor(next() * 3))
    return sizes.get(name)!
  }
  const values: Values = {}
  for (const n of matNodes(e)) {
    if (n.kind !== 'symbol') continue
    const [rows, columns] = n.shape.map(size) as [number, number]
    const m = Array.from({ length: rows }, (_, i) =>
      Array.from({ length: columns }, (_, j) => next() * 1.2 - 0.4 + (i === j && columns > 1 ? 3 : 0)),
    )
    if (n.symmetric && rows > 1)
      for (let i = 0; i < rows; i++) for (let j = 0; j < i; j++) m[i]![j] = m[j]![i]!
    values[n.name] = columns === 1 && rows === 1 ? [[0.4 + next()]] : m
  }
  return { values, sizes: Object.fromEntries(sizes) }
}

const column = (m: number[][]): number[] => m[0]!.flatMap((_, j) => m.map((row) => row[j]!))

/** d vec(f)/d vec(by) by central differences, column by column. */
function differences(f: (v: Values) => number[][], by: string, values: Values): number[][] {
  const m = values[by]!
  const columns: number[][] = []
  m[0]!.forEach((_, j) => {
    m.forEach((_, i) => {
      const h = 1e-5
      const moved = (d: number): number[] =>
        column(f({ ...values, [by]: m.map((r, p) => r.map((v, q) => (p === i && q === j ? v + d : v))) }))
      const [up, down] = [moved(h), moved(-h)]
      columns.push(up.map((v, k) => (v - down[k]!) / (2 * h)))
    })
  })
  return columns[0]!.map((_, i) => columns.map((c) => c[i]!))
}

function expectClose(got: number[][], expected: number[][], what: string): void {
  expect([got.length, got[0]!.length], what).toEqual([expected.length, expected[0]!.length])
  got.forEach((row, i) => {
    row.forEach((v, j) => {
      expect(Math.abs(v - expected[i]![j]!), `${what} [${i},${j}]`).toBeLessThan(
        2e-6 * Math.max(1, Math.abs(expected[i]![j]!)),
      )
    })
  })
}

const scalars: readonly string[] = [
  "x'*A*x",
  "x'*A*y + b'*x",
  "1/2*x'*S*x - b'*x",
  'norm(A*x - b)^2',
  'norm(A*x - b)',
  'norm(A*X - B)^2',
  "norm(X - x*y')^2",
  'logdet(P*Q)',
  "logdet(X*X' + c*I)",
  'log(det(X))',
  'det(P*Q)*s',
  "tr(B*inv(X)*B')",
  "tr(X'*A*X)",
  'tr(X^3)',
  "tr(A*X*B*X')",
  "a'*X'*X*b",
  'sum(sin(X*x) .* y)',
  'sum(tanh(W*x + b))',
  'sum(log(exp(A*x) + exp(b)))',
  'sum(log(exp(-y.*(X*w)) + vector(1))) + c/2*norm(w)^2',
  "-y'*log(sigmoid(X*w)) - (vector(1) - y)'*log(vector(1) - sigmoid(X*w))",
  'logsumexp(A*x)',
  "y'*log(softmax(A*x))",
  'sum(softmax(x) .* y)',
  "exp(-(x - y)'*inv(X)*(x - y)/2)",
  'exp(-norm(x - y)^2/(2*s^2))',
  "x'*y/(norm(x)*norm(y))",
  "(x'*y)^3*tr(X^2)",
  's^2*norm(X*(s*B))^2',
  "tr(diag(x)*A) + x'*diag(a)*x",
  'sum(diag(A*B) .* x)',
  'norm(A .* X)^2 + norm1(X)',
  'norm(kron(A, X))^2',
  'sum(kron(x, y) .* kron(y, x))',
  'sum(x ./ (y.^2 + vector(1)))',
  'sum(softplus(W*x)) + sum(x.^3)',
  "sqrt(x'*x + 1)",
  'tr(adj(X)*A)',
  'sum(vec(A*X) .^ 2)',
]
const others: readonly string[] = [
  'A*x',
  'inv(X)',
  'inv(X)*b',
  'X*A*X',
  'A*X*B',
  "X'*X",
  "X*X'*x",
  'exp(A*x)',
  'softmax(x)',
  "x*x'",
  'x .* (A*x)',
  'tanh(W*x + b)',
  'x/norm(x)',
  "X'",
  'diag(x)*A',
  'diag(x .* y)',
  'diag(X)',
  'det(X)*b',
  'tr(X)*X',
  'A*exp(c*x)',
  'kron(X, A)',
  'kron(x, A)',
  'X .* A ./ B',
  'logistic(X)',
  'vec(X*A)',
]

describe('derivatives agree with differences, at random sizes', () => {
  const check = (source: string, seed: number): void => {
    const f = parseMatrix(source, names)
    const { values, sizes } = randomValues(f, seed)
    const at = (e: Mat, v = values): number[][] => evaluateMatrix(e, v, sizes)
    const symbols = matNodes(f).filter((n) => n.kind === 'symbol')
    for (const { name: by, symmetric, shape } of symbols) {
      if (symmetric && shape[0] !== '1') continue
      const expected = differences((v) => at(f, v), by, values)
      expectClose(at(matrixJacobian(f, by)), expected, `J by ${by} of ${source}`)
      if (f.shape[0] !== '1' || f.shape[1] !== '1') continue
      const gradient = matrixGradient(f, by)
      expect(gradient.shape).toEqual(shape)
      expectClose([column(at(gradient))], expected, `gradient by ${by} of ${source}`)
      expectClose(
        at(matrixHessian(f, by)),
        differences((v) => at(gradient, v), by, values),
        `Hessian by ${by} of ${source}`,
      )
    }
  }
  test.each([...scalars, ...others])('%s', (source) => {
    fc.assert(
      fc.property(fc.noShrink(fc.integer()), (seed) => check(source, seed)),
      { numRuns: 3 },
    )
  })
})

test('a printed derivative reads back as itself', () => {
  for (const source of scalars) {
    const f = parseMatrix(source, names)
    for (const { name: by } of matNodes(f).filter((n) => n.kind === 'symbol')) {
      const written = matrixText(matrixGradient(f, by))
      if (/unvec|K\(/.test(written)) continue
      const again = matrixText(parseMatrix(written, names))
      expect(matrixText(parseMatrix(again, names)), written).toBe(again)
    }
  }
})

test('LaTeX', () => {
  const tex = (source: string, by: string): string =>
    matrixLatex(matrixGradient(parseMatrix(source, names), by))
  expect(tex('norm(A*x - b)^2', 'x')).toBe('2 A^\\top \\left(A x - b\\right)')
  expect(tex('tr(inv(X)*A)', 'X')).toBe('-X^{-\\top} A^\\top X^{-\\top}')
  expect(tex('logsumexp(x)', 'x')).toBe('\\frac{e^{x}}{\\operatorname{sum}\\left(e^{x}\\right)}')
  expect(matrixLatex(matrixJacobian(parseMatrix('inv(X)', names), 'X'))).toBe('-X^{-\\top} \\otimes X^{-1}')
})

test('the adjugate, and the gradient of a determinant, have values at a singular matrix', () => {
  const X = [
    [1, 2, 3],
    [4, 5, 6],
    [5, 7, 9],
  ]
  const cofactors = [
    [3, 3, -3],
    [-6, -6, 6],
    [3, 3, -3],
  ]
  const near = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]): void =>
    a.forEach((row, i) => {
      row.forEach((v, j) => {
        expect(v).toBeCloseTo(b[i]![j]!, 12)
      })
    })
  near(evaluateMatrix(parseMatrix('adj(X)', { X: 'matrix' }), { X }), cofactors)
  const transposed = cofactors[0]!.map((_, j) => cofactors.map((row) => row[j]!))
  near(evaluateMatrix(matrixGradient(parseMatrix('det(X)', { X: 'matrix' }), 'X'), { X }), transposed)
  near(
    evaluateMatrix(parseMatrix('adj(X)', { X: 'matrix' }), {
      X: [
        [1, 2],
        [3, 4],
      ],
    }),
    [
      [4, -2],
      [-3, 1],
    ],
  )
})
