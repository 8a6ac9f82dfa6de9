import { derivative } from '../calculus/diff.ts'
import { simplify } from '../simplify/simplify.ts'
import {
  combine,
  dot,
  entry,
  identity,
  inverse,
  isNothing,
  isScalar,
  type Mat,
  MatrixShapeError,
  map,
  numberMat,
  ones,
  scalarOf,
  scaled,
  times,
  transpose,
} from './tree.ts'

/**
 * The gradient of a scalar expression by a vector or matrix symbol, of the symbol's shape, by reverse accumulation.
 * The entries of the symbol are independent, also of one that is declared symmetric.
 *
 * Throws: MatrixShapeError for an expression that is no scalar.
 *
 * @example
 * matrixText(matrixGradient(parseMatrix("x'*A*x", { x: 'vector', A: 'matrix' }), 'x')) // A'*x + A*x
 */
export function matrixGradient(e: Mat, by: string): Mat {
  if (!isScalar(e))
    throw new MatrixShapeError(
      `matrixGradient: the expression is ${e.shape.join(' x ')}; a gradient needs a scalar, such as sum(...) or norm(...)^2.`,
    )
  const order: Mat[] = []
  const seen = new Set<string>()
  // depth first without recursion: arguments before what is made of them
  const stack: { node: Mat; next: number }[] = [{ node: e, next: 0 }]
  while (stack.length > 0) {
    const top = stack[stack.length - 1]!
    const child = top.node.args[top.next++]
    if (child !== undefined) {
      if (!seen.has(child.key)) stack.push({ node: child, next: 0 })
      continue
    }
    stack.pop()
    if (!seen.has(top.node.key)) {
      seen.add(top.node.key)
      order.push(top.node)
    }
  }
  const adjoints = new Map<string, Mat>([[e.key, numberMat(1)]])
  const give = (to: Mat, share: Mat): void => {
    const old = adjoints.get(to.key)
    adjoints.set(to.key, old === undefined ? share : combine([old, share], [1, 1]))
  }
  let result: Mat | undefined
  for (const node of order.reverse()) {
    const adjoint = adjoints.get(node.key)
    if (adjoint === undefined || isNothing(adjoint)) continue
    if (node.kind === 'symbol') {
      if (node.name === by) result = adjoint
    } else spread(node, adjoint, give)
  }
  return result ?? numberMat(0)
}

function spread(node: Mat, g: Mat, give: (to: Mat, share: Mat) => void): void {
  const a = node.args[0]
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
      give(a!, transpose(g))
      return
    case 'inverse': {
      // d(A^-1) = -A^-1 dA A^-1
      const t = transpose(node)
      give(a!, scaled(times(t, g, t), -1))
      return
    }
    case 'trace':
      give(a!, times(g, identity(a!.shape[0])))
      return
    case 'det':
      give(a!, times(g, node, transpose(inverse(a!))))
      return
    case 'logdet':
      give(a!, times(g, transpose(inverse(a!))))
      return
    case 'total':
      give(a!, times(g, ones(a!.shape)))
      return
    case 'map':
      give(a!, dot(g, map(a!, simplify(derivative(node.body!, entry())))))
      return
    case 'dot':
      give(a!, dot(g, node.args[1]!))
      give(node.args[1]!, dot(g, a!))
      return
    default:
  }
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
    const matrixPart = matrices.length === 0 ? numberMat(1) : times(...matrices)
    const inner = isScalar(matrixPart)
      ? times(g, matrixPart)
      : scalarOf('trace', times(transpose(g), matrixPart))
    give(s, times(...others, inner))
  })
}
