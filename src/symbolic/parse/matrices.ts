import { ParseError } from '../../formula/errors.ts'
import type { CallFormula, Formula } from '../../formula/tree.ts'
import { integer } from '../build/atoms.ts'
import { multiplyAll, power } from '../build/product.ts'
import { linear } from '../build/sum.ts'
import { gradient, hessian, jacobian } from '../calculus/gradient.ts'
import type { Expr } from '../expr.ts'
import { type ExprMatrix, exprMatrix, matrixDiff, matrixMultiply, matrixTranspose } from '../matrix/dense.ts'
import { matrixInverse } from '../matrix/determinant.ts'
import { MatrixShapeError } from '../matrix/node.ts'
import { minusOne, one } from '../number/rational.ts'
import { isSequence } from './arguments.ts'

/** Reads a part of the text that is no matrix. */
export type Convert = (tree: Formula) => Expr

/** Deeper formulas are read as expressions, in which no matrix stands. */
const deepest = 100
const largestPower = 64
const largestIdentity = 100

const literal = /^(?:Immutable|Mutable)?(?:Dense|Sparse)?Matrix$|^array$/
const transposed: ReadonlySet<string> = new Set(['T', 'top', 'intercal'])

/**
 * The matrix that a formula is: rows in brackets, `Matrix(...)`, an environment of LaTeX, or what sums, products, powers,
 * inverses, transposes and derivatives make of such; undefined for what is no matrix.
 *
 * Throws: MatrixShapeError where the shapes do not fit; ParseError for an operation that matrices do not have.
 */
export function matrixIn(tree: Formula, text: string, convert: Convert, depth = 0): ExprMatrix | undefined {
  if (depth > deepest) return undefined
  const read = (part: Formula): ExprMatrix | undefined => matrixIn(part, text, convert, depth + 1)
  const fail = (what: string, why: string): never => {
    throw new ParseError(text, tree.at.start, what, why)
  }
  switch (tree.kind) {
    case 'unary': {
      const m = read(tree.operand)
      if (m === undefined || tree.op === '+') return m
      return tree.op === '-' ? scaled(m, integer(-1)) : fail(`${tree.op} of a matrix`, 'it takes a number')
    }
    case 'binary': {
      const [a, b] = [read(tree.left), read(tree.right)]
      if (a === undefined && b === undefined) return undefined
      switch (tree.op) {
        case '+':
        case '-':
          return a !== undefined && b !== undefined
            ? combined(a, b, tree.op)
            : fail('a matrix and a number', 'a sum has matrices only; write x*identity(n) for a number')
        case '*':
          if (a !== undefined && b !== undefined) return matrixMultiply(a, b)
          return scaled((a ?? b)!, convert(a === undefined ? tree.left : tree.right))
        case '/':
          if (b !== undefined) return fail('a matrix below the line', 'multiply by its inverse, M^-1')
          return scaled(a!, power(convert(tree.right), integer(-1)))
        case '^':
          if (a === undefined || b !== undefined)
            return fail('a matrix as an exponent', 'write a whole number')
          return raised(a, tree.right, fail)
        default:
          return fail(`${tree.op} of matrices`, 'they are compared entry by entry')
      }
    }
    case 'call':
      return ofCall(tree, read, convert, fail)
    default:
      return undefined
  }
}

type Fail = (what: string, why: string) => never

function ofCall(
  tree: CallFormula,
  read: (tree: Formula) => ExprMatrix | undefined,
  convert: Convert,
  fail: Fail,
): ExprMatrix | undefined {
  const [first, ...rest] = tree.args
  // [a, b] is a column, [a] is a in brackets
  if (tree.name === '[]' && !tree.quoted) return rowsOf(tree, convert, tree.args.length > 1)
  if (first === undefined || tree.quoted || tree.primes > 0) return undefined
  if (literal.test(tree.name)) {
    const rows =
      rest.length === 0 && isSequence(first) ? rowsOf(first as CallFormula, convert, true) : undefined
    return rows ?? fail(`${tree.name} of that`, 'write its rows: Matrix([[a, b], [c, d]])')
  }
  switch (tree.name) {
    case 'identity':
    case 'eye':
    case 'Identity': {
      const size = first.kind === 'number' ? Number(first.text) : Number.NaN
      if (!(size >= 1 && size <= largestIdentity && Number.isInteger(size)))
        return fail(`${tree.name} of that`, `its size is a whole number up to ${largestIdentity}`)
      return Array.from({ length: size }, (_, i) =>
        Array.from({ length: size }, (_, j) => integer(i === j ? 1 : 0)),
      )
    }
    case 'inverse':
    case 'Inverse':
    case 'inv': {
      const m = read(first)
      return m && matrixInverse(m)
    }
    case 'transpose':
    case 'Transpose': {
      const m = read(first)
      return m && matrixTranspose(m)
    }
    case 'jacobian':
    case 'Jacobian':
      return vectorDerivative(jacobian, entriesOf(first, read, convert), rest, convert, fail)
    case 'hessian':
    case 'Hessian':
      return vectorDerivative(hessian, convert(first), rest, convert, fail)
    case 'gradient':
    case 'grad':
      return vectorDerivative((f, by) => gradient(f, by).map((e) => [e]), convert(first), rest, convert, fail)
    case 'diff':
    case 'D':
    case 'Derivative':
    case '': {
      // (a, b) is a tuple; ((a)) is a itself
      const m = tree.name === '' ? undefined : read(first)
      return m && rest.reduce((made, by, i) => derived(made, by, rest[i + 1], convert, fail), m)
    }
    default:
      return undefined
  }
}

/** jacobian(f, [x, y]) and jacobian(f, x, y), for what is differentiated; undefined where no variables stand. */
function vectorDerivative<F>(
  of: (f: F, variables: readonly Expr[]) => ExprMatrix,
  f: F | undefined,
  rest: readonly Formula[],
  convert: Convert,
  fail: Fail,
): ExprMatrix {
  const variables = rest.flatMap((by) => (by.kind === 'call' && isSequence(by) ? by.args : [by])).map(convert)
  if (f === undefined || variables.length === 0 || variables.some((x) => x.kind !== 'symbol'))
    return fail('a derivative by several variables', 'write jacobian([f, g], [x, y]) or hessian(f, [x, y])')
  return of(f, variables)
}

/** The entries of a vector, row by row. */
const entriesOf = (
  tree: Formula,
  read: (tree: Formula) => ExprMatrix | undefined,
  convert: Convert,
): readonly Expr[] | undefined =>
  tree.kind === 'call' && isSequence(tree) && !tree.args.some(isSequence)
    ? tree.args.map(convert)
    : read(tree)?.flat()

/** By one of the variables of diff(M, x, 2, y) or Derivative(M, (x, 2)); a number is the order of the one before it. */
function derived(
  m: ExprMatrix,
  by: Formula,
  next: Formula | undefined,
  convert: Convert,
  fail: Fail,
): ExprMatrix {
  if (by.kind === 'number') return m
  const [variable, counted] =
    by.kind === 'call' && isSequence(by)
      ? [by.args[0], by.args[1]]
      : [by, next?.kind === 'number' ? next : undefined]
  const order = counted === undefined ? 1 : counted.kind === 'number' ? Number(counted.text) : Number.NaN
  if (variable === undefined || !(Number.isInteger(order) && order >= 0 && order <= largestPower))
    return fail('a derivative of that order', `its order is a whole number up to ${largestPower}`)
  return matrixDiff(m, convert(variable), order)
}

/** The rows of [[a, b], [c, d]]; a list of no lists is a column where `column` says so. */
function rowsOf(list: CallFormula, convert: Convert, column = false): ExprMatrix | undefined {
  const entries = (row: Formula): Expr[] | undefined =>
    row.kind === 'call' && isSequence(row) ? row.args.map(convert) : undefined
  const rows = list.args.map(entries)
  if (rows.every((row) => row !== undefined)) return exprMatrix(rows)
  return column && rows.every((row) => row === undefined) ? list.args.map((e) => [convert(e)]) : undefined
}

const scaled = (m: ExprMatrix, factor: Expr): ExprMatrix =>
  m.map((row) => row.map((e) => multiplyAll([factor, e])))

function combined(a: ExprMatrix, b: ExprMatrix, op: '+' | '-'): ExprMatrix {
  if (a.length !== b.length || a[0]!.length !== b[0]!.length)
    throw new MatrixShapeError(
      `matrix: ${a.length} x ${a[0]!.length} and ${b.length} x ${b[0]!.length} cannot be added; the shapes must be equal.`,
    )
  return a.map((row, i) => row.map((e, j) => linear([e, b[i]![j]!], [one, op === '+' ? one : minusOne])))
}

/** M^T, and M^n for whole n. */
function raised(m: ExprMatrix, exponent: Formula, fail: Fail): ExprMatrix {
  if (exponent.kind === 'symbol' && transposed.has(exponent.name)) return matrixTranspose(m)
  const negative = exponent.kind === 'unary' && exponent.op === '-'
  const size = negative ? exponent.operand : exponent
  const n = size.kind === 'number' ? Number(size.text) : Number.NaN
  if (!(Number.isInteger(n) && n <= largestPower))
    return fail('a power of a matrix', `the exponent is T, or a whole number up to ${largestPower}`)
  if (m.some((row) => row.length !== m.length))
    throw new MatrixShapeError(
      `matrix: the matrix is ${m.length} x ${m[0]!.length}; only a square one has powers.`,
    )
  let result: ExprMatrix = m.map((_, i) => m.map((_, j) => integer(i === j ? 1 : 0)))
  const base = negative ? matrixInverse(m) : m
  for (let k = 0; k < n; k++) result = k === 0 ? base : matrixMultiply(result, base)
  return result
}
