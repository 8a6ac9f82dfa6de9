import * as Q from '../number/rational.ts'
import { type Mat, MatrixShapeError, makeMat, type Shape, sameShape, shapeText } from './node.ts'

type Rational = Q.Rational

export const matrixSymbol = (name: string, rows: string, columns: string, symmetric = false): Mat =>
  makeMat('symbol', [rows, columns], [], {
    name,
    symmetric: symmetric || (rows === '1' && columns === '1'),
  })

export const ones = (shape: Shape): Mat => makeMat('ones', shape, [], { symmetric: shape[0] === shape[1] })

export const identity = (n: string): Mat =>
  n === '1' ? ones(['1', '1']) : makeMat('identity', [n, n], [], { symmetric: true })

export const nothing = (shape: Shape): Mat => makeMat('sum', shape, [])

/** weights[0]*terms[0] + ..., like terms collected. */
export function combine(terms: readonly Mat[], weights: readonly Rational[]): Mat {
  const first = terms[0]!
  const found = new Map<string, { term: Mat; weight: Rational }>()
  const put = (term: Mat, weight: Rational): void => {
    const old = found.get(term.key)
    found.set(term.key, { term, weight: old === undefined ? weight : Q.add(old.weight, weight) })
  }
  terms.forEach((t, i) => {
    if (!sameShape(t, first))
      throw new MatrixShapeError(
        `sum: ${shapeText(first.shape)} and ${shapeText(t.shape)} cannot be added; the shapes must be equal.`,
      )
    if (t.kind === 'sum')
      t.args.forEach((a, k) => {
        put(a, Q.multiply(weights[i]!, t.weights[k]!))
      })
    else put(t, weights[i]!)
  })
  const left = [...found.values()].filter((t) => !Q.isZero(t.weight))
  if (left.length === 0) return nothing(first.shape)
  if (left.length === 1 && Q.isOne(left[0]!.weight)) return left[0]!.term
  return makeMat(
    'sum',
    first.shape,
    left.map((t) => t.term),
    { weights: left.map((t) => t.weight), symmetric: left.every((t) => t.term.symmetric) },
  )
}

export const add = (a: Mat, b: Mat): Mat => combine([a, b], [Q.one, Q.one])

export const scaled = (e: Mat, c: Rational): Mat => combine([e], [c])

export const minus = (e: Mat): Mat => scaled(e, Q.minusOne)

export const numberMat = (c: Rational | number): Mat =>
  scaled(ones(['1', '1']), typeof c === 'number' ? Q.Rational.of(c) : c)

/** The largest rational number of which all weights are whole multiples; negative where all of them are. */
export function contentOf(weights: readonly Rational[]): Rational {
  const size = weights.reduce(Q.commonMeasure)
  return weights.every((w) => Q.signOf(w) < 0) ? Q.negate(size) : size
}
