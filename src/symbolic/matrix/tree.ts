import { NablaError } from '../../errors.ts'
import { integer, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { power } from '../build/product.ts'
import { subs } from '../build/subs.ts'
import type { Expr } from '../expr.ts'
import { text } from '../print/text.ts'

/** Two shapes that do not go together, or a function of what has the wrong shape. */
export class MatrixShapeError extends NablaError {
  override name = 'MatrixShapeError'
}

/** Rows and columns, by name: `['n', '1']` is a vector. '1' is one. */
export type Shape = readonly [rows: string, columns: string]

/**
 * An expression in scalars, vectors and matrices. `sum` is a linear combination; `product` is a matrix product, its
 * scalar factors first; `map` applies a function of one variable to every entry; `dot` multiplies entry by entry.
 */
export interface Mat {
  readonly kind:
    | 'symbol'
    | 'ones'
    | 'identity'
    | 'sum'
    | 'product'
    | 'transpose'
    | 'inverse'
    | 'trace'
    | 'det'
    | 'logdet'
    | 'total'
    | 'map'
    | 'dot'
  readonly shape: Shape
  readonly name: string
  readonly args: readonly Mat[]
  /** For `sum`: the coefficients, and the constant of a scalar sum as a term without factors (`ones` of 1 x 1). */
  readonly weights: readonly number[]
  /** For `map`: the function of the variable `entry`. */
  readonly body: Expr | undefined
  readonly symmetric: boolean
  readonly key: string
}

/** What `map` functions are written in. */
export const entry = (): Expr => symbol(' entry')

export const isScalar = (e: Mat): boolean => e.shape[0] === '1' && e.shape[1] === '1'
const sameShape = (a: Mat, b: Mat): boolean => a.shape[0] === b.shape[0] && a.shape[1] === b.shape[1]
const shapeText = (e: Mat): string => `${e.shape[0]} x ${e.shape[1]}`

function make(
  kind: Mat['kind'],
  shape: Shape,
  args: readonly Mat[],
  more: { name?: string; weights?: readonly number[]; body?: Expr; symmetric?: boolean } = {},
): Mat {
  const { name = '', weights = [], body, symmetric = false } = more
  const key = `${kind}${name}[${shape}]${body === undefined ? '' : `{${text(body)}}`}(${args.map((a, i) => `${weights[i] ?? ''} ${a.key}`).join(';')})`
  return { kind, shape, name, args, weights, body, symmetric, key }
}

export const matrixSymbol = (name: string, rows = 'n', columns = rows, symmetric = false): Mat =>
  make('symbol', [rows, columns], [], { name, symmetric })
export const vectorSymbol = (name: string, rows = 'n'): Mat => make('symbol', [rows, '1'], [], { name })
export const scalarSymbol = (name: string): Mat => make('symbol', ['1', '1'], [], { name, symmetric: true })
export const ones = (shape: Shape): Mat => make('ones', shape, [], { symmetric: shape[0] === shape[1] })
export const identity = (n: string): Mat =>
  n === '1' ? ones(['1', '1']) : make('identity', [n, n], [], { symmetric: true })
const unit = (): Mat => ones(['1', '1'])

function requireSquare(operation: string, e: Mat): void {
  if (e.shape[0] !== e.shape[1])
    throw new MatrixShapeError(`${operation}: the argument is ${shapeText(e)}; it must be square.`)
}

/** weights[0]*terms[0] + ..., like terms collected. */
export function combine(terms: readonly Mat[], weights: readonly number[]): Mat {
  const first = terms[0]!
  const found = new Map<string, { term: Mat; weight: number }>()
  const put = (term: Mat, weight: number): void => {
    const old = found.get(term.key)
    found.set(term.key, { term, weight: (old?.weight ?? 0) + weight })
  }
  terms.forEach((t, i) => {
    if (!sameShape(t, first))
      throw new MatrixShapeError(
        `sum: ${shapeText(first)} and ${shapeText(t)} cannot be added; the shapes must be equal.`,
      )
    if (t.kind === 'sum')
      t.args.forEach((a, k) => {
        put(a, weights[i]! * t.weights[k]!)
      })
    else put(t, weights[i]!)
  })
  const left = [...found.values()].filter((t) => t.weight !== 0)
  if (left.length === 1 && left[0]!.weight === 1) return left[0]!.term
  return make(
    'sum',
    first.shape,
    left.map((t) => t.term),
    { weights: left.map((t) => t.weight), symmetric: left.every((t) => t.term.symmetric) },
  )
}

export const isNothing = (e: Mat): boolean => e.kind === 'sum' && e.args.length === 0
export const scaled = (e: Mat, c: number): Mat => combine([e], [c])
export const numberMat = (c: number): Mat => scaled(unit(), c)

/** The matrix product; scalars move to the front, numbers out of it. */
export function times(...factors: readonly Mat[]): Mat {
  let weight = 1
  const scalars: Mat[] = []
  const matrices: Mat[] = []
  const take = (f: Mat): void => {
    if (f.kind === 'sum' && f.args.length === 1) {
      weight *= f.weights[0]!
      take(f.args[0]!)
    } else if (f.kind === 'product' && (!isScalar(f) || f.args.every(isScalar))) f.args.forEach(take)
    else if (isScalar(f)) {
      // a scalar product of matrices stays closed
      if (f.kind !== 'ones') scalars.push(f)
    } else matrices.push(f)
  }
  const zero = factors.find(isNothing)
  factors.forEach(take)
  const chain = matrices.filter((m) => m.kind !== 'identity')
  // x' and x beside each other: inner products stand as they are, in their place
  for (let i = 0; i + 1 < matrices.length; i++)
    if (matrices[i]!.shape[1] !== matrices[i + 1]!.shape[0])
      throw new MatrixShapeError(
        `product: ${shapeText(matrices[i]!)} times ${shapeText(matrices[i + 1]!)}: the inner sizes must be equal.`,
      )
  const shape: Shape = matrices.length === 0 ? ['1', '1'] : [matrices[0]!.shape[0], matrices.at(-1)!.shape[1]]
  if (zero !== undefined || weight === 0) return make('sum', shape, [])
  // A inv(A) = I
  for (let i = 0; i + 1 < chain.length; i++) {
    const [a, b] = [chain[i]!, chain[i + 1]!]
    if (
      (a.kind === 'inverse' && a.args[0]!.key === b.key) ||
      (b.kind === 'inverse' && b.args[0]!.key === a.key)
    ) {
      const rest = [...chain.slice(0, i), ...chain.slice(i + 2)]
      return scaled(times(...scalars, ...(rest.length === 0 ? [identity(a.shape[0])] : rest)), weight)
    }
  }
  scalars.sort((a, b) => (a.key < b.key ? -1 : 1))
  const list = chain.length === 0 && matrices.length > 0 ? [...scalars, matrices[0]!] : [...scalars, ...chain]
  const core = list.length === 0 ? unit() : list.length === 1 ? list[0]! : make('product', shape, list)
  return weight === 1 ? core : combine([core], [weight])
}

export function transpose(e: Mat): Mat {
  if (e.symmetric || isScalar(e)) return e
  const shape: Shape = [e.shape[1], e.shape[0]]
  switch (e.kind) {
    case 'transpose':
      return e.args[0]!
    case 'sum':
      return e.args.length === 0 ? make('sum', shape, []) : combine(e.args.map(transpose), e.weights)
    case 'product':
      return times(
        ...e.args.filter(isScalar),
        ...e.args
          .filter((a) => !isScalar(a))
          .map(transpose)
          .reverse(),
      )
    case 'inverse':
      return inverse(transpose(e.args[0]!))
    case 'ones':
      return ones(shape)
    case 'map':
      return map(transpose(e.args[0]!), e.body!)
    case 'dot':
      return dot(transpose(e.args[0]!), transpose(e.args[1]!))
    default:
      return make('transpose', shape, [e])
  }
}

export function inverse(e: Mat): Mat {
  requireSquare('inv', e)
  if (isScalar(e)) return map(e, power(entry(), integer(-1)))
  if (e.kind === 'inverse') return e.args[0]!
  return e.kind === 'identity' ? e : make('inverse', e.shape, [e], { symmetric: e.symmetric })
}

export function scalarOf(kind: 'trace' | 'det' | 'logdet' | 'total', e: Mat): Mat {
  if (kind !== 'total') requireSquare(kind, e)
  if (isScalar(e)) return kind === 'logdet' ? map(e, call('log', entry())) : e
  if (isNothing(e)) return numberMat(0)
  if ((kind === 'trace' || kind === 'total') && e.kind === 'sum')
    return combine(
      e.args.map((a) => scalarOf(kind, a)),
      e.weights,
    )
  return make(kind, ['1', '1'], [e], { symmetric: true })
}

/** f applied to every entry. */
export function map(e: Mat, body: Expr): Mat {
  if (body === entry()) return e
  if (isScalar(e) && e.kind === 'det' && body === call('log', entry())) return scalarOf('logdet', e.args[0]!)
  if (body.kind === 'number') return scaled(ones(e.shape), Number(body.value.n) / Number(body.value.d))
  if (e.kind === 'map') return map(e.args[0]!, subs(body, new Map([[entry(), e.body!]])))
  return make('map', e.shape, [e], { body, symmetric: e.symmetric })
}

/** The product entry by entry. */
export function dot(a: Mat, b: Mat): Mat {
  if (isScalar(a) || isScalar(b)) return times(a, b)
  if (!sameShape(a, b))
    throw new MatrixShapeError(`.*: ${shapeText(a)} and ${shapeText(b)}: the shapes must be equal.`)
  if (isNothing(a)) return a
  if (isNothing(b)) return b
  if (a.kind === 'sum' && a.args.length === 1) return scaled(dot(a.args[0]!, b), a.weights[0]!)
  if (b.kind === 'sum' && b.args.length === 1) return scaled(dot(a, b.args[0]!), b.weights[0]!)
  if (a.kind === 'ones') return b
  if (b.kind === 'ones') return a
  const [p, q] = a.key < b.key ? [a, b] : [b, a]
  return make('dot', a.shape, [p, q], { symmetric: a.symmetric && b.symmetric })
}

/** Text as in `parseMatrix`. */
export function matrixText(e: Mat, least = 0): string {
  const wrap = (s: string, level: number): string => (level < least ? `(${s})` : s)
  switch (e.kind) {
    case 'symbol':
      return e.name
    case 'identity':
      return `I(${e.shape[0]})`
    case 'ones':
      return isScalar(e) ? '1' : `ones(${e.shape.join(', ')})`
    case 'sum': {
      if (e.args.length === 0) return '0'
      const parts = e.args.map((a, i) => {
        const w = e.weights[i]!
        const body = a.kind === 'ones' && isScalar(a) ? '' : matrixText(a, 2)
        const size =
          Math.abs(w) === 1 && body !== ''
            ? body
            : body === ''
              ? String(Math.abs(w))
              : `${Math.abs(w)}*${body}`
        return `${w < 0 ? '-' : '+'} ${size}`
      })
      const joined = parts.join(' ')
      return wrap(
        joined.startsWith('+ ') ? joined.slice(2) : `-${joined.slice(2)}`,
        e.args.length === 1 && e.weights[0]! > 0 ? 2 : 1,
      )
    }
    case 'product':
      return wrap(e.args.map((a) => matrixText(a, 2)).join('*'), 2)
    case 'dot':
      return wrap(e.args.map((a) => matrixText(a, 3)).join(' .* '), 2)
    case 'transpose':
      return `${matrixText(e.args[0]!, 3)}'`
    case 'inverse':
      return `inv(${matrixText(e.args[0]!)})`
    case 'total':
      return `sum(${matrixText(e.args[0]!)})`
    case 'map':
      return wrap(text(subs(e.body!, new Map([[entry(), symbol(matrixText(e.args[0]!, 3))]]))), 2)
    default:
      return `${{ trace: 'tr', det: 'det', logdet: 'logdet' }[e.kind]}(${matrixText(e.args[0]!)})`
  }
}
