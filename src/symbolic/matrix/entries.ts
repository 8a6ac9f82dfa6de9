import { call } from '../build/call.ts'
import * as Q from '../number/rational.ts'
import { dot, map, transpose } from './build.ts'
import { combine, nothing, numberMat, ones, scaled } from './linear.ts'
import {
  entry,
  isNothing,
  isRow,
  isScalar,
  isVector,
  type Mat,
  makeMat,
  requireSquare,
  type Shape,
  sizeProduct,
} from './node.ts'

/** The Euclidean norm of a vector, the Frobenius norm of a matrix. */
export function norm(e: Mat): Mat {
  if (isScalar(e)) return map(e, call('abs', entry()))
  if (isRow(e)) return norm(transpose(e))
  if (isNothing(e)) return numberMat(0)
  if (e.kind === 'sum' && e.args.length === 1) return scaled(norm(e.args[0]!), Q.absolute(e.weights[0]!))
  return makeMat('norm', ['1', '1'], [e], { symmetric: true })
}

/** The diagonal of a square matrix as a vector. */
export function diagonal(e: Mat): Mat {
  requireSquare('diag', e)
  if (isScalar(e)) return e
  if (e.kind === 'diag') return e.args[0]!
  if (e.kind === 'identity') return ones([e.shape[0], '1'])
  if (isNothing(e)) return nothing([e.shape[0], '1'])
  if (e.kind === 'sum') return combine(e.args.map(diagonal), e.weights)
  if (e.kind === 'product' && e.args.length === 2 && isVector(e.args[0]!) && isRow(e.args[1]!))
    return dot(e.args[0]!, transpose(e.args[1]!))
  return makeMat('diagonal', [e.shape[0], '1'], [e])
}

/** The matrix of that shape of which `vec` is the vector. */
export function unvec(v: Mat, shape: Shape): Mat {
  if (shape[1] === '1') return v
  if (shape[0] === '1') return transpose(v)
  if (isNothing(v)) return nothing(shape)
  if (v.kind === 'vec' && v.args[0]!.shape[0] === shape[0]) return v.args[0]!
  if (v.kind === 'sum')
    return combine(
      v.args.map((a) => unvec(a, shape)),
      v.weights,
    )
  return makeMat('unvec', shape, [v])
}

/** The E with E v = vec(diag(v)). */
export const selection = (n: string): Mat => makeMat('selection', [sizeProduct(n, n), n], [])
