import { describe, expect, test } from 'vitest'
import { type MatrixDeclaration, matrixLatex, matrixText, parseMatrix } from '../index.ts'

const names: Record<string, MatrixDeclaration> = {
  A: 'matrix',
  X: 'matrix',
  x: 'vector',
  b: 'vector',
  mu: 'vector',
  Sigma: 'symmetric',
  lambda: 'scalar',
}
const read = (source: string): string => matrixText(parseMatrix(source, names))

describe('matrix formulas as Python, books and LaTeX write them', () => {
  test.each([
    ['x.T @ A @ x', "x'*A*x"],
    ['np.linalg.inv(A) @ x', 'inv(A)*x'],
    ['A.inv().T*x', "inv(A)'*x"],
    ['np.transpose(X) + X.transpose()', "2*X'"],
    ['X.det()*A**-1', 'det(X)*inv(A)'],
    ["x' A x", "x'*A*x"],
    ['x^{T} A^{-1} x', "x'*inv(A)*x"],
    ['A^{-T} x', "inv(A')*x"],
    ['x^\\top A x', "x'*A*x"],
    ['\\mathbf{x}^{\\mathsf T} \\mathbf{A}^{-1} \\mathbf{b}', "x'*inv(A)*b"],
    ['\\|A x - b\\|_2^2 + \\lambda \\|x\\|_1', 'norm(A*x - b)^2 + lambda*norm1(x)'],
    ['(x - \\mu)^\\top \\Sigma^{-1} (x - \\mu)', "(x - mu)'*inv(Sigma)*(x - mu)"],
    ['\\frac{x^\\top A x}{x^\\top x}', "(x'*A*x)/(x'*x)"],
    ['\\operatorname{tr}(A X^\\top A) + \\log \\det X', "tr(A*X'*A) + logdet(X)"],
    ['\\frac{1}{2} x^T x \\cdot \\det A', "x'*x*det(A)/2"],
    ['A \\odot X + A \\otimes 1', 'A.*X + kron(A, 1)'],
  ])('%s', (source, expected) => expect(read(source)).toBe(read(expected)))

  test.each([
    'norm(A*x - b)^2',
    "x'*inv(A)*x",
    'logdet(X)',
    "(x'*A*x)/(x'*x)",
    "2*A'*(A*x - b)",
    'norm1(X*x)',
  ])('the LaTeX of %s is read back', (source) => {
    const e = parseMatrix(source, names)
    expect(matrixText(parseMatrix(matrixLatex(e), names))).toBe(matrixText(e))
  })

  test.each([
    ['\\operatorname{tr} A X', "unexpected 'X'"],
    ['\\det X^{-1}', "unexpected '^'"],
    ['\\foo x', "'foo' is not declared"],
    ['\\frac{1}', 'an operand is missing'],
    ['\\|x', "')' is missing"],
    ['A.foo()', "unexpected '.'"],
    ['A.inv', "'(' is missing"],
  ])('%s is refused', (source, why) => expect(() => read(source)).toThrow(why))
})
