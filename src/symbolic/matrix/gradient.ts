import { derivative } from '../calculus/derivative.ts'
import * as Q from '../number/rational.ts'
import { simplify } from '../simplify/simplify.ts'
import { treeSize } from '../traverse.ts'
import { commutation, diag, dot, inverse, kron, map, scalarOf, times, transpose, vec } from './build.ts'
import { diagonal, unvec } from './entries.ts'
import { add, identity, minus, nothing, numberMat, ones, scaled } from './linear.ts'
import { entry, isNothing, isScalar, type Mat, MatrixShapeError, matNodes, shapeText } from './node.ts'

/**
 * The gradient of a scalar expression by a scalar, vector or matrix symbol, of the symbol's shape, by reverse
 * accumulation; 0 for a symbol that does not occur. The entries of the symbol are independent, also of one that is
 * declared symmetric.
 *
 * Throws: MatrixShapeError for an expression that is no scalar.
 *
 * @example
 * matrixText(matrixGradient(parseMatrix("x'*A*x", { x: 'vector', A: 'matrix' }), 'x')) // A'*x + A*x
 */
export function matrixGradient(e: Mat, by: string): Mat {
  const nodes = matNodes(e)
  if (!isScalar(e))
    throw new MatrixShapeError(
      `matrixGradient: the expression is ${shapeText(e.shape)}; a gradient needs a scalar, such as sum(...) or norm(...)^2. matrixJacobian takes any shape.`,
    )
  const adjoints = new Map<string, Mat>([[e.key, numberMat(1)]])
  const give = (to: Mat, share: Mat): void => {
    const old = adjoints.get(to.key)
    adjoints.set(to.key, old === undefined ? share : add(old, share))
  }
  let result: Mat | undefined
  for (const node of nodes.reverse()) {
    const adjoint = adjoints.get(node.key)
    if (adjoint === undefined || isNothing(adjoint)) continue
    if (node.kind === 'symbol') {
      if (node.name === by) result = adjoint
    } else spread(node, adjoint, give)
  }
  return result ?? zeroLike(e, by)
}

/** 0 of the shape of a symbol. */
export function zeroLike(e: Mat, by: string): Mat {
  const found = matNodes(e).find((n) => n.kind === 'symbol' && n.name === by)
  return found === undefined ? numberMat(0) : nothing(found.shape)
}

/** f' of a map, for every entry. */
export function mapSlope(node: Mat): Mat {
  const slope = derivative(node.body!, entry())
  const short = simplify(slope)
  // 1 - tanh^2 rather than 1/cosh^2: the function itself is there already
  return map(node.args[0]!, treeSize(short) + 2 < treeSize(slope) ? short : slope)
}

function spread(node: Mat, g: Mat, give: (to: Mat, share: Mat) => void): void {
  const a = node.args[0]!
  switch (node.kind) {
    case 'sum':
      node.args.forEach((arg, i) => {
        give(arg, scaled(g, node.weights[i]!))
      })
      return
    case 'product':
      productShares(node, g, give)
      return
    case 'transpose':
      give(a, transpose(g))
      return
    case 'inverse': {
      // d(A^-1) = -A^-1 dA A^-1
      const t = transpose(node)
      give(a, minus(times(t, g, t)))
      return
    }
    case 'trace':
    case 'det':
    case 'logdet':
    case 'total':
    case 'norm':
      give(a, times(g, scalarSlope(node)!))
      return
    case 'map':
      give(a, dot(g, mapSlope(node)))
      return
    case 'dot':
      node.args.forEach((arg, i) => {
        give(arg, dot(g, ...node.args.filter((_, k) => k !== i)))
      })
      return
    case 'diag':
      give(a, diagonal(g))
      return
    case 'diagonal':
      give(a, diag(g))
      return
    case 'vec':
      give(a, unvec(g, a.shape))
      return
    case 'unvec':
      give(a, vec(g))
      return
    case 'kron': {
      const [left, right] = kronFactors(node)
      give(a, unvec(times(transpose(left), vec(g)), a.shape))
      const b = node.args[1]!
      give(b, unvec(times(transpose(right), vec(g)), b.shape))
      return
    }
    default:
  }
}

/** The gradient of a scalar of a matrix by that matrix; undefined for what is no such node. */
export function scalarSlope(node: Mat): Mat | undefined {
  const a = node.args[0]!
  switch (node.kind) {
    case 'trace':
      return identity(a.shape[0])
    case 'det':
      return times(node, transpose(inverse(a)))
    case 'logdet':
      return transpose(inverse(a))
    case 'total':
      return ones(a.shape)
    case 'norm':
      // |u|' = u/|u|
      return times(inverse(node), a)
    default:
      return undefined
  }
}

/** The P and Q with vec(d(A kron B)) = P vec(dA) + Q vec(dB). */
export function kronFactors(node: Mat): [Mat, Mat] {
  const [a, b] = node.args as [Mat, Mat]
  const [m, n] = a.shape
  const [p, q] = b.shape
  const order = kron(kron(identity(n), commutation(q, m)), identity(p))
  return [
    times(order, kron(kron(identity(n), identity(m)), vec(b))),
    times(order, kron(vec(a), kron(identity(q), identity(p)))),
  ]
}

/** Scalars s and matrices M1 M2 ...: the share of Mi is s (what is before)' g (what is after)'. */
function productShares(node: Mat, g: Mat, give: (to: Mat, share: Mat) => void): void {
  const scalars = node.args.filter(isScalar)
  const matrices = node.args.filter((m) => !isScalar(m))
  matrices.forEach((m, i) => {
    const before = matrices.slice(0, i).map(transpose).reverse()
    const after = matrices
      .slice(i + 1)
      .map(transpose)
      .reverse()
    give(m, times(...scalars, ...before, g, ...after))
  })
  scalars.forEach((s, i) => {
    const others = scalars.filter((_, k) => k !== i)
    // the inner product of g and the matrix part
    const matrixPart = matrices.length === 0 ? numberMat(Q.one) : times(...matrices)
    const inner = isScalar(matrixPart)
      ? times(g, matrixPart)
      : scalarOf('trace', times(transpose(g), matrixPart))
    give(s, times(...others, inner))
  })
}
