import { describe, expect, test } from 'vitest'
import { agree, c, javascript, latex, parse, parseExprMatrix, python, text } from '../index.ts'

describe('matrices as they are written', () => {
  const read = (source: string, options = {}): string => text(parseExprMatrix(source, options))
  test.each([
    ['Matrix([x, y])', '[[x], [y]]'],
    ['[[1, 2], [3, 4]]*[[x], [y]] - [[1], [x]]', '[[x + 2*y - 1], [2*x + 4*y]]'],
    ['-2*[[1, x], [0, 1]]/x', '[[-2/x, -2], [0, -2/x]]'],
    ['[[x, 1], [2, x]]^-1', '[[x/(x^2 - 2), 1/(2 - x^2)], [2/(2 - x^2), x/(x^2 - 2)]]'],
    ['[[1, x], [0, 1]]^3', '[[1, 3*x], [0, 1]]'],
    ['inverse(transpose([[1, x], [0, 1]]))', '[[1, 0], [-x, 1]]'],
    ['[[x, y]]^T*[[x, y]]', '[[x^2, x*y], [x*y, y^2]]'],
    ['[x, y]', '[[x], [y]]'],
    ['[[1, x], [0, 1]].T', '[[1, 0], [x, 1]]'],
    ["[[1, x], [0, 1]]'", '[[1, 0], [x, 1]]'],
    ['2*Matrix([[1, x], [0, 1]]).inv().T', '[[2, 0], [-2*x, 2]]'],
    ['Matrix([[x**2, 1]]).diff(x)', '[[2*x, 0]]'],
    ['np.linalg.inv(np.array([[1, x], [0, 1]])) @ np.array([x, 1])', '[[0], [1]]'],
    ['jacobian([r*cos(t), r*sin(t)], [r, t])', '[[cos(t), -r*sin(t)], [sin(t), r*cos(t)]]'],
    ['Matrix([x*y, x + y]).jacobian([x, y])', '[[y, x], [1, 1]]'],
    ['hessian(x^2*y, [x, y])', '[[2*y, 2*x], [2*x, 0]]'],
    ['gradient(x^2*y, x, y)', '[[2*x*y], [x^2]]'],
    ['d/dx [[x^2, sin(x)], [1, x]]', '[[2*x, cos(x)], [0, 1]]'],
    ['diff([[x^3, sin(x)]], x, 2)', '[[6*x, -sin(x)]]'],
    ['Derivative([[x^3*y, y^2]], (x, 2), y)', '[[6*x, 0]]'],
    ['x*identity(2)', '[[x, 0], [0, x]]'],
    ['\\begin{pmatrix} 1 & x \\\\ 0 & 1 \\end{pmatrix}^{-1}', '[[1, -x], [0, 1]]'],
    [
      '\\begin{bmatrix} 1 & x \\\\ 0 & y \\end{bmatrix}^\\top \\begin{pmatrix} x \\\\ 1 \\end{pmatrix}',
      '[[x], [x^2 + y]]',
    ],
    ['\\frac{d}{dx} \\begin{pmatrix} x^2 \\\\ x \\end{pmatrix}', '[[2*x], [1]]'],
  ])('%s', (source, expected) => expect(read(source)).toBe(expected))

  test.each([
    ['det([[x, sin(x)], [1, x^2]])', 'x^3 - sin(x)'],
    ['det([[1, 2], [3, 4]]*[[x, 0], [0, x]])', '-2*x^2'],
    ['det(jacobian([r*cos(t), r*sin(t)], [r, t]))', 'r'],
    ['Matrix([[x, 1], [1, x]]).det()', 'x^2 - 1'],
    ['\\det\\begin{pmatrix} x & 1 \\\\ 1 & x \\end{pmatrix}', 'x^2 - 1'],
    ['tr(inverse([[1, 2], [3, x]])) + 1', '1 + (x + 1)/(x - 6)'],
    ['d/dx det([[x, sin(x)], [1, x^2]])', '3*x^2 - cos(x)'],
    ['Sum(det([[i, 1], [1, i]]), (i, 1, 2))', 'Sum(i^2 - 1, i, 1, 2)'],
  ])('%s', (source, expected) => expect(agree(parse(source), parse(expected))).toBe(true))

  test('every printer that has a reader', () => {
    const m = parseExprMatrix('[[x, sin(x)/2], [1/(1 + x), x^2*y]]')
    expect(parseExprMatrix(text(m))).toEqual(m)
    expect(parseExprMatrix(latex(m))).toEqual(m)
    expect(parseExprMatrix(python(m, { library: 'sympy' }), { syntax: 'python' })).toEqual(m)
    expect(python(m)).toBe('numpy.array([[x, numpy.sin(x)/2], [1/(x + 1), x**2*y]])')
    expect(javascript(m)).toBe('[[x, Math.sin(x)/2], [1/(x + 1), Math.pow(x, 2)*y]]')
    expect(javascript(m, { name: 'f', typescript: true })).toContain('): number[][] {')
    expect(c([[parse('x')]], { name: 'f' })).toContain('out[0] = x;')
  })

  test.each([
    ['[[1, 2]] + [[1], [2]]', 'the shapes must be equal'],
    ['[[1, 2]]*[[1, 2]]', 'the numbers must be equal'],
    ['[[1, 2]]^2', 'only a square one'],
    ['[[1, 2], [2, 4]]^-1', 'the determinant is 0'],
    ['[[1]] + x', 'a sum has matrices only'],
    ['x/[[1]]', 'multiply by its inverse'],
    ['2^[[1]]', 'a whole number'],
    ['[[1]]^x', 'the exponent is T'],
    ['x + 1', 'write its rows'],
    ['hessian(x^2)', 'by several variables'],
    ['jacobian(x^2, [x])', 'by several variables'],
    ['jacobian([x^2, y], [x, 2])', 'by several variables'],
    ['identity(10^9)', 'its size'],
    [`${'det([['.repeat(5000)}x${']])'.repeat(5000)}`, 'within matrices'],
  ])('%s is refused', (source, why) => {
    expect(() => (source.startsWith('det') ? parse(source) : parseExprMatrix(source))).toThrow(why)
  })
})
