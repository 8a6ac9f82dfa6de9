import { commutation, diag, kron, times, transpose, vec } from './build.ts'
import { selection } from './entries.ts'
import { kronFactors, mapSlope, matrixGradient, scalarSlope, zeroLike } from './gradient.ts'
import { add, identity, minus, nothing, numberMat, scaled } from './linear.ts'
import { isNothing, isScalar, type Mat, matNodes, sizeProduct } from './node.ts'

/**
 * The Jacobian of an expression of any shape by a scalar, vector or matrix symbol: the J with vec(de) = J vec(dx), one
 * row for each entry of the expression, one column for each of the symbol, matrices taken column by column.
 *
 * Source: Magnus and Neudecker, Matrix Differential Calculus, 1988.
 *
 * @example
 * matrixText(matrixJacobian(parseMatrix('A*x', { A: 'matrix', x: 'vector' }), 'x')) // A
 * matrixText(matrixJacobian(parseMatrix('inv(X)', { X: 'matrix' }), 'X'))          // -kron(inv(X'), inv(X))
 */
export function matrixJacobian(e: Mat, by: string): Mat {
  const nodes = matNodes(e)
  if (isScalar(e)) return transpose(vec(matrixGradient(e, by)))
  const x = nodes.find((n) => n.kind === 'symbol' && n.name === by)
  const count = x === undefined ? '1' : sizeProduct(...x.shape)
  const zero = (n: Mat): Mat => nothing([sizeProduct(...n.shape), count])
  const slopes = new Map<string, Mat>()
  for (const node of nodes) {
    const inner = node.args.map((a) => slopes.get(a.key)!)
    slopes.set(
      node.key,
      node.kind === 'symbol' && node.name === by
        ? identity(count)
        : inner.every(isNothing)
          ? zero(node)
          : slopeOf(node, inner, zero(node)),
    )
  }
  return slopes.get(e.key)!
}

/** J of a node from those of its arguments. */
function slopeOf(node: Mat, inner: readonly Mat[], zero: Mat): Mat {
  const a = node.args[0]!
  const da = inner[0]!
  const [m, n] = a.shape
  const total = (parts: readonly Mat[]): Mat =>
    parts.filter((p) => !isNothing(p)).reduce<Mat>((s, p) => (isNothing(s) ? p : add(s, p)), zero)
  switch (node.kind) {
    case 'sum':
      return total(inner.map((d, i) => scaled(d, node.weights[i]!)))
    case 'product':
      return total(node.args.map((_, i) => factorSlope(node, i, inner[i]!, zero)))
    case 'transpose':
      return times(commutation(m, n), da)
    case 'inverse':
      return minus(times(kron(transpose(node), node), da))
    case 'map':
      return times(diag(vec(mapSlope(node))), da)
    case 'dot':
      return total(
        node.args.map((_, i) => {
          const others = node.args.filter((_, k) => k !== i).map((f) => diag(vec(f)))
          return times(...others, inner[i]!)
        }),
      )
    case 'diag':
      return times(selection(m), da)
    case 'diagonal':
      return times(transpose(selection(m)), da)
    case 'vec':
    case 'unvec':
      return da
    case 'kron': {
      const [left, right] = kronFactors(node)
      return total([times(left, da), times(right, inner[1]!)])
    }
    default:
      // scalars of matrices: their gradient's inner product with the change
      return times(transpose(vec(scalarSlope(node)!)), da)
  }
}

/** One factor's share: (what is after)' kron (what is before), for matrices; vec of the rest, for scalars. */
function factorSlope(node: Mat, i: number, slope: Mat, zero: Mat): Mat {
  if (isNothing(slope)) return zero
  const scalars = node.args.filter((f, k) => isScalar(f) && k !== i)
  const matrices = node.args.filter((f) => !isScalar(f))
  if (isScalar(node.args[i]!)) return times(vec(times(numberMat(1), ...scalars, ...matrices)), slope)
  const place = i - (node.args.length - matrices.length)
  const m = matrices[place]!
  const before = place === 0 ? identity(m.shape[0]) : times(...matrices.slice(0, place))
  const after = place === matrices.length - 1 ? identity(m.shape[1]) : times(...matrices.slice(place + 1))
  return times(...scalars, kron(transpose(after), before), slope)
}

/**
 * The Hessian of a scalar expression by a vector, or by a matrix taken column by column.
 *
 * @example
 * matrixText(matrixHessian(parseMatrix('norm(A*x - b)^2', { A: 'matrix', x: 'vector', b: 'vector' }), 'x')) // 2*A'*A
 */
export function matrixHessian(e: Mat, by: string): Mat {
  const slope = matrixGradient(e, by)
  if (isScalar(slope)) return matrixGradient(slope, by)
  const h = matrixJacobian(slope, by)
  return isNothing(h) ? squareZero(e, by) : h
}

function squareZero(e: Mat, by: string): Mat {
  const n = sizeProduct(...zeroLike(e, by).shape)
  return nothing([n, n])
}
