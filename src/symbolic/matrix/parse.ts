import { NablaError } from '../../errors.ts'
import { fraction, integer } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { power } from '../build/product.ts'
import {
  combine,
  dot,
  entry,
  inverse,
  isScalar,
  type Mat,
  MatrixShapeError,
  map,
  matrixSymbol,
  numberMat,
  scalarOf,
  scalarSymbol,
  times,
  transpose,
  vectorSymbol,
} from './tree.ts'

/** A text that is no matrix expression. */
export class MatrixParseError extends NablaError {
  override name = 'MatrixParseError'
}

/** What a name stands for: sizes by name, such as `{ rows: 'm', columns: 'n' }`. */
export type MatrixDeclaration =
  | 'scalar'
  | 'vector'
  | 'matrix'
  | 'symmetric'
  | { readonly rows: string; readonly columns?: string; readonly symmetric?: boolean }

const maxDepth = 200

/**
 * Parses an expression in declared scalars, vectors and matrices: `+ - *`, `.*` entry by entry, `'` or `^T` transposes,
 * `^n`, `inv tr det logdet norm sum`, and functions of one variable applied to every entry.
 *
 * Throws: MatrixParseError with the place; MatrixShapeError where shapes do not go together.
 *
 * @example
 * parseMatrix("norm(A*x - b)^2", { A: { rows: 'm', columns: 'n' }, x: 'vector', b: { rows: 'm' } })
 */
export function parseMatrix(source: string, names: Readonly<Record<string, MatrixDeclaration>>): Mat {
  const tokens = [
    ...source.matchAll(/\s*(\d+(?:\.\d+)?|[\p{L}_][\p{L}\p{N}_]*|\.\*|\^T\b|[-+*/^'(),])|\s*(\S)/gu),
  ]
  let at = 0
  let depth = 0
  const peek = (): string | undefined => tokens[at]?.[1]
  const fail = (what: string): never => {
    const place = tokens[at]?.index ?? source.length
    throw new MatrixParseError(`parseMatrix: ${what} at column ${place + 1} of "${source}".`)
  }
  const expect = (token: string): void => {
    if (peek() !== token) fail(`'${token}' is missing`)
    at++
  }
  const nested = <T>(run: () => T): T => {
    if (++depth > maxDepth) fail(`more than ${maxDepth} nested parts`)
    const value = run()
    depth--
    return value
  }
  const sum = (): Mat => {
    const terms = [product()]
    const weights = [1]
    for (let op = peek(); op === '+' || op === '-'; op = peek()) {
      at++
      terms.push(product())
      weights.push(op === '+' ? 1 : -1)
    }
    return terms.length === 1 ? terms[0]! : combine(terms, weights)
  }
  const product = (): Mat => {
    let left = signed()
    for (let op = peek(); op === '*' || op === '.*' || op === '/'; op = peek()) {
      at++
      const right = signed()
      if (op === '/' && !isScalar(right)) fail('a division by what is no scalar')
      left = op === '*' ? times(left, right) : op === '.*' ? dot(left, right) : times(left, inverse(right))
    }
    return left
  }
  const signed = (): Mat => {
    if (peek() !== '-') return postfix()
    at++
    return nested(() => combine([signed()], [-1]))
  }
  const postfix = (): Mat => {
    let e = primary()
    for (let op = peek(); op === "'" || op === '^T' || op === '^'; op = peek()) {
      at++
      if (op !== '^') {
        e = transpose(e)
        continue
      }
      const negative = peek() === '-'
      if (negative) at++
      const n = Number(peek())
      if (!Number.isInteger(n) || n > 64) fail('an exponent that is no small whole number')
      at++
      if (isScalar(e)) e = map(e, power(entry(), integer(negative ? -n : n)))
      else if (n > 0) e = times(...Array.from({ length: n }, () => (negative ? inverse(e) : e)))
      else fail('a power 0 of a matrix')
    }
    return e
  }
  const primary = (): Mat => {
    const token = peek()
    if (token === undefined)
      return fail(tokens[at]?.[2] === undefined ? 'an operand is missing' : `unexpected '${tokens[at]![2]}'`)
    at++
    if (/^\d/.test(token)) return numberMat(Number(token))
    if (token === '(') {
      const inner = nested(sum)
      expect(')')
      return inner
    }
    if (!/^[\p{L}_]/u.test(token)) {
      at--
      return fail(`unexpected '${token}'`)
    }
    if (peek() !== '(') return declared(token)
    at++
    const arg = nested(sum)
    expect(')')
    return apply(token, arg)
  }
  const declared = (name: string): Mat => {
    const d = Object.hasOwn(names, name) ? names[name]! : undefined
    if (d === undefined) {
      at--
      return fail(`'${name}' is not declared; give its kind: { ${name}: 'vector' }`)
    }
    if (d === 'scalar') return scalarSymbol(name)
    if (d === 'vector') return vectorSymbol(name)
    if (d === 'matrix' || d === 'symmetric') return matrixSymbol(name, 'n', 'n', d === 'symmetric')
    return matrixSymbol(name, d.rows, d.columns ?? '1', d.symmetric)
  }
  const result = sum()
  if (at < tokens.length) fail(`unexpected '${tokens[at]![1] ?? tokens[at]![2]}'`)
  return result
}

function apply(name: string, arg: Mat): Mat {
  switch (name) {
    case 'tr':
    case 'trace':
      return scalarOf('trace', arg)
    case 'det':
      return scalarOf('det', arg)
    case 'logdet':
      return scalarOf('logdet', arg)
    case 'inv':
      return inverse(arg)
    case 'sum':
      return scalarOf('total', arg)
    case 'norm': {
      // the Euclidean norm, of a matrix that of Frobenius
      const squares =
        arg.shape[1] === '1' ? times(transpose(arg), arg) : scalarOf('trace', times(transpose(arg), arg))
      return map(squares, power(entry(), fraction(1, 2)))
    }
    default: {
      const body = call(name, entry())
      if (body.kind === 'call' && !known.has(name))
        throw new MatrixShapeError(
          `parseMatrix: ${name} is no function of matrices or of entries that is known here.`,
        )
      return map(arg, body)
    }
  }
}

const known = new Set(
  'exp log sin cos tan asin acos atan sinh cosh tanh asinh atanh abs sign logistic softplus erf log1p expm1'.split(
    ' ',
  ),
)
