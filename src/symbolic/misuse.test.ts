import { expect, test } from 'vitest'
import { NablaError } from '../errors.ts'
import {
  boundVariable,
  currentContext,
  DifferentiationError,
  determinant,
  diff,
  EvaluationError,
  ExpressionError,
  evaluateMatrix,
  fraction,
  integer,
  integrate,
  isConstant,
  isForm,
  isHalf,
  isInfinite,
  isIntegerNumber,
  isNumber,
  isUndefined,
  isValue,
  LimitError,
  MatrixParseError,
  MatrixShapeError,
  measure,
  nsimplify,
  ParseError,
  parse,
  parseMatrix,
  solve,
  splitCoefficient,
  text,
  tree,
  within,
} from './index.ts'

/* What JavaScript lets through the types ends in an error of the library, with the rule and the repair. */

const wrong = <T>(value: unknown): T => value as T

test.each([
  ['a text that is none', () => parse(wrong(undefined)), ParseError, 'a formula is a text'],
  ['a missing variable', () => solve(parse('x'), wrong(undefined)), DifferentiationError, 'must be a symbol'],
  ['half an integer', () => integer(1.5), ExpressionError, 'no whole number'],
  ['a fraction of 0', () => fraction(1, 0), ExpressionError, '1/0 is no number'],
  ['an empty matrix', () => determinant([]), MatrixShapeError, 'not empty'],
  [
    'undeclared matrices',
    () => wrong<(s: string) => void>(parseMatrix)("x'*A*x"),
    MatrixParseError,
    'not declared',
  ],
  [
    'a number for a variable',
    () => diff(parse('x^2'), 3),
    DifferentiationError,
    "diff: 3 stands where a variable must; write diff(e, 'x', 2, 'y').",
  ],
  [
    'one limit of an integral',
    () => integrate(parse('x'), 'x', 0),
    EvaluationError,
    'integrate: one limit is 0, the other is left out: give both, or none for an antiderivative.',
  ],
  [
    'a derivative of high order',
    () => diff(parse('sin(x)'), 'x', 10 ** 9),
    LimitError,
    'order is 1000000000',
  ],
] as const)('%s', (_, run, type, message) => {
  expect(run).toThrow(type)
  expect(run).toThrow(message)
})

test('the derivative of a polynomial of any order', () => {
  expect(text(diff(parse('x^2'), 'x', 10 ** 9))).toBe('0')
})

test('nsimplify takes constants too', () => {
  expect(text(nsimplify(parse('0.333')))).toBe('333/1000')
  expect(text(nsimplify(parse('atan(1)')))).toBe('pi/4')
})

test.each([
  ['isNumber', isNumber],
  ['isConstant', isConstant],
  ['isUndefined', isUndefined],
  ['isInfinite', isInfinite],
  ['isValue', isValue],
  ['isIntegerNumber', isIntegerNumber],
  ['isHalf', isHalf],
  ['splitCoefficient', splitCoefficient],
  ['isForm', isForm],
  ['boundVariable', boundVariable],
  ['measure', measure],
  ['tree', tree],
])('%s asks expressions only', (_, ask: unknown) => {
  for (const value of [undefined, null, 3, 'x', {}])
    expect(() => wrong<(e: unknown) => unknown>(ask)(value)).toThrow(ExpressionError)
})

test('what stands where options or a function must', () => {
  expect(() => tree(parse('x'), wrong(null))).toThrow(NablaError)
  expect(() => within(currentContext(), wrong(undefined))).toThrow(NablaError)
  expect(() => evaluateMatrix(parseMatrix('2*A', { A: 'matrix' }), { A: [[1]] }, wrong(null))).toThrow(
    EvaluationError,
  )
})
