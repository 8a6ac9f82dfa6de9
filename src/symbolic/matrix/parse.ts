import { shown } from '../../errors.ts'
import { integer, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { power } from '../build/product.ts'
import { ExpressionError } from '../not-an-expression.ts'
import * as Q from '../number/rational.ts'
import { canonicalName } from '../parse/names.ts'
import { diag, dot, inverse, kron, map, scalarOf, times, transpose, vec } from './build.ts'
import { diagonal, norm } from './entries.ts'
import { inferShapes, type MatrixDeclaration } from './infer.ts'
import { add, combine, identity, matrixSymbol, minus, numberMat, ones } from './linear.ts'
import { entry, isScalar, type Mat } from './node.ts'
import { entriesOf } from './recognise.ts'
import { type MatSyntax, matrixFail, parseMatrixSyntax } from './syntax.ts'

/**
 * Parses an expression in declared scalars, vectors and matrices: `+ - * /`, `.* ./ .^` entry by entry, `'` or `^T`
 * transposes, `^n`, `inv tr det logdet adj norm norm1 sum diag vec kron dot logsumexp softmax`, functions of one
 * variable applied to every entry, `vector(1)` and `matrix(1)` of all ones, `I` the identity; as in Python `X.T`, `A @ x`,
 * `X.inv()`, and LaTeX. Sizes are found from the use, as far as they are not declared.
 *
 * Throws: MatrixParseError with the place; MatrixShapeError where shapes do not go together.
 *
 * @example
 * parseMatrix("norm(A*x - b)^2", { A: 'matrix', x: 'vector', b: 'vector' })
 */
export function parseMatrix(source: string, names: Readonly<Record<string, MatrixDeclaration>> = {}): Mat {
  if (typeof source !== 'string' || typeof names !== 'object' || names === null)
    throw new ExpressionError(
      `parseMatrix: a text and the kinds of its symbols are needed, not ${shown(source)} and ${shown(names)}: parseMatrix('A*x', { A: 'matrix', x: 'vector' }).`,
    )
  const syntax = parseMatrixSyntax(source)
  const shapes = inferShapes(syntax, source, names)
  const build = (part: MatSyntax): Mat => {
    switch (part.kind) {
      case 'number':
        return numberMat(part.value)
      case 'name': {
        const d = Object.hasOwn(names, part.name) ? names[part.name]! : undefined
        if (d === undefined) return identity(shapes.shapeOf(part)[0])
        const symmetric = d === 'symmetric' || (typeof d === 'object' && d.symmetric === true)
        return matrixSymbol(part.name, ...shapes.symbolShape(part.name), symmetric)
      }
      case 'negate':
        return minus(build(part.operand))
      case 'transpose':
        return transpose(build(part.operand))
      case 'binary':
        return binary(part, build(part.left), build(part.right), source)
      case 'call': {
        if (part.name === 'I' || part.name === 'eye') return identity(shapes.shapeOf(part)[0])
        if (part.name === 'vector' || part.name === 'matrix') {
          const all = ones(shapes.shapeOf(part))
          return part.args.length === 0 ? all : times(build(part.args[0]!), all)
        }
        return apply(part.name, part.args.map(build))
      }
    }
  }
  return build(syntax)
}

const reciprocal = (e: Mat): Mat => map(e, power(entry(), integer(-1)))

function binary(part: MatSyntax & { kind: 'binary' }, a: Mat, b: Mat, source: string): Mat {
  switch (part.op) {
    case '+':
      return add(a, b)
    case '-':
      return combine([a, b], [Q.one, Q.minusOne])
    case '*':
      return times(a, b)
    case '.*':
      return dot(a, b)
    case '/':
      return times(a, reciprocal(b))
    case './':
      return isScalar(a) && !isScalar(b) ? times(a, reciprocal(b)) : dot(a, reciprocal(b))
    default: {
      const k = entriesOf(b)
      if (k === undefined) {
        if (part.op === '^' && !isScalar(a))
          return matrixFail(source, part.at, 'an exponent that is no number')
        // a^b = exp(b log a)
        return map(dot(b, map(a, call('log', entry()))), call('exp', entry()))
      }
      if (part.op === '.^' || isScalar(a)) return map(a, power(entry(), rational(k)))
      const n = Number(k.n)
      if (!Q.isInteger(k) || Math.abs(n) > 64)
        return matrixFail(source, part.at, 'an exponent of a matrix that is no small whole number')
      if (n === 0) return identity(a.shape[0])
      return times(...Array.from({ length: Math.abs(n) }, () => (n < 0 ? inverse(a) : a)))
    }
  }
}

const exponential = (e: Mat): Mat => map(e, call('exp', entry()))

function apply(name: string, args: readonly Mat[]): Mat {
  const arg = args[0]!
  switch (name) {
    case 'tr':
    case 'trace':
      return scalarOf('trace', arg)
    case 'det':
    case 'logdet':
      return scalarOf(name, arg)
    case 'inv':
      return inverse(arg)
    case 'adj':
      return times(scalarOf('det', arg), inverse(arg))
    case 'sum':
      return scalarOf('total', arg)
    case 'norm':
    case 'norm2':
    case 'normF':
      return norm(arg)
    case 'norm1':
      return scalarOf('total', map(arg, call('abs', entry())))
    case 'logsumexp':
      return map(scalarOf('total', exponential(arg)), call('log', entry()))
    case 'softmax':
      return times(reciprocal(scalarOf('total', exponential(arg))), exponential(arg))
    case 'dot':
      return scalarOf('total', dot(arg, args[1]!))
    case 'diag':
      return arg.shape[1] === '1' ? diag(arg) : diagonal(arg)
    case 'vec':
      return vec(arg)
    case 'kron':
      return kron(arg, args[1]!)
    default:
      return map(arg, call(canonicalName(name), entry()))
  }
}
