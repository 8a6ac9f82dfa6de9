import { NablaError, shown } from '../../errors.ts'
import { symbol } from '../build/atoms.ts'
import type { Expr } from '../expr.ts'
import type { Rational } from '../number/rational.ts'
import { text } from '../print/text.ts'

/** Two shapes that do not go together, or a function of what has the wrong shape. */
export class MatrixShapeError extends NablaError {
  protected override get kind(): string {
    return 'MatrixShapeError'
  }
}

/** Rows and columns, by name: `['n', '1']` is a vector. '1' is one; 'm*n' is a product of sizes. */
export type Shape = readonly [rows: string, columns: string]

/**
 * An expression in scalars, vectors and matrices. `sum` is a linear combination; `product` is a matrix product, its
 * scalar factors first; `map` applies a function of one variable to every entry; `dot` multiplies entry by entry.
 * `diag` makes a diagonal matrix of a vector, `diagonal` takes it out; `vec` puts the columns below each other and
 * `unvec` undoes it; `commutation` is the K with K vec(A) = vec(A'), `selection` the E with E v = vec(diag(v)).
 */
export type MatKind =
  | 'symbol'
  | 'ones'
  | 'identity'
  | 'commutation'
  | 'selection'
  | 'sum'
  | 'product'
  | 'transpose'
  | 'inverse'
  | 'trace'
  | 'det'
  | 'logdet'
  | 'total'
  | 'norm'
  | 'map'
  | 'dot'
  | 'kron'
  | 'diag'
  | 'diagonal'
  | 'vec'
  | 'unvec'

export interface Mat {
  readonly kind: MatKind
  readonly shape: Shape
  readonly name: string
  readonly args: readonly Mat[]
  /** For `sum`: the coefficients; the constant of a scalar sum is a term without factors (`ones` of 1 x 1). */
  readonly weights: readonly Rational[]
  /** For `map`: the function of the variable `entry`. */
  readonly body: Expr | undefined
  readonly symmetric: boolean
  /** The same for equal expressions. */
  readonly key: string
}

/** What `map` functions are written in. */
export const entry = (): Expr => symbol(' entry')

/** Refuses what is no expression in matrices. Throws: MatrixShapeError. */
function requireMat(e: unknown): asserts e is Mat {
  if (typeof e !== 'object' || e === null || !('shape' in e && 'key' in e))
    throw new MatrixShapeError(
      `matrix: ${shown(e)} is no expression in matrices; make one by parseMatrix('A*x', { A: 'matrix', x: 'vector' }).`,
    )
}

export const isScalar = (e: Mat): boolean => e.shape[0] === '1' && e.shape[1] === '1'
export const isVector = (e: Mat): boolean => e.shape[0] !== '1' && e.shape[1] === '1'
export const isRow = (e: Mat): boolean => e.shape[0] === '1' && e.shape[1] !== '1'
export const isNothing = (e: Mat): boolean => e.kind === 'sum' && e.args.length === 0
export const sameShape = (a: Mat, b: Mat): boolean => a.shape[0] === b.shape[0] && a.shape[1] === b.shape[1]
export const shapeText = (s: Shape): string => `${s[0]} x ${s[1]}`

export function requireSquare(operation: string, e: Mat): void {
  if (e.shape[0] !== e.shape[1])
    throw new MatrixShapeError(`${operation}: the argument is ${shapeText(e.shape)}; it must be square.`)
}

/** The product of two sizes; 'n*m' and 'm*n' are one name. */
export function sizeProduct(a: string, b: string): string {
  return (
    [...a.split('*'), ...b.split('*')]
      .filter((f) => f !== '1')
      .sort()
      .join('*') || '1'
  )
}

/** Long keys are interned, so that a key stays short however deep the expression is. */
const shortened = new Map<string, string>()
function shorten(key: string): string {
  if (key.length < 200) return key
  let short = shortened.get(key)
  if (short === undefined) shortened.set(key, (short = `#${shortened.size}`))
  return short
}

export function makeMat(
  kind: MatKind,
  shape: Shape,
  args: readonly Mat[],
  more: { name?: string; weights?: readonly Rational[]; body?: Expr; symmetric?: boolean } = {},
): Mat {
  const { name = '', weights = [], body, symmetric = false } = more
  const inner = args.map((a, i) => `${weights[i] === undefined ? '' : weightKey(weights[i]!)} ${a.key}`)
  const key = shorten(
    `${kind}${name}[${shape}]${body === undefined ? '' : `{${text(body)}}`}(${inner.join(';')})`,
  )
  return { kind, shape, name, args, weights, body, symmetric, key }
}

const weightKey = (w: Rational): string => `${w.n}/${w.d}`

/** The nodes below an expression, each once, arguments first; without recursion. */
export function matNodes(root: Mat): Mat[] {
  requireMat(root)
  const order: Mat[] = []
  const seen = new Set<string>()
  const stack: { node: Mat; next: number }[] = [{ node: root, next: 0 }]
  while (stack.length > 0) {
    const top = stack[stack.length - 1]!
    const child = top.node.args[top.next++]
    if (child !== undefined) {
      if (!seen.has(child.key)) stack.push({ node: child, next: 0 })
      continue
    }
    stack.pop()
    if (seen.has(top.node.key)) continue
    seen.add(top.node.key)
    order.push(top.node)
  }
  return order
}
