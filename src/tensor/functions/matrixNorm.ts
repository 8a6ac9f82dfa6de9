import '../../compile/bridge/subjects/linear-algebra.ts'
import { named, requireList } from '../../errors.ts'
import { normalizeAxes, normalizeAxis, ShapeError } from '../../graph/shape.ts'
import { checkMatrix, columnsOf, rowsOf } from '../../ops/linalgBuilders.ts'
import { defaultTolerance } from '../../ops/linalgFunctions.ts'
import { moveAxis } from '../../ops/movement.ts'
import { checkWord, optionsOf } from '../../options.ts'
import { floatNode, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { abs, divide, greater, multiply, square } from './elementwise.ts'
import { type RankOptions, svdvals } from './linalg.ts'
import { inv } from './linearSystems.ts'
import { amax, amin, upperBound } from './reduction.ts'
import { reshape } from './shape.ts'
import { sqrtOrZero } from './statistics.ts'
import { type ReduceOptions, sum } from './sum.ts'

/** Frobenius, nuclear (sum of singular values), spectral (2 and -2), largest or smallest column sum (1, -1) or row sum (Infinity). */
export type MatrixOrder = 'fro' | 'nuc' | 1 | -1 | 2 | -2 | number

export interface MatrixNormOptions extends ReduceOptions {
  readonly ord?: MatrixOrder
  /** The axes of the rows and of the columns; the last two if left out. */
  readonly axis?: readonly [number, number]
}

function normOf(a: Tensor, ord: MatrixOrder): Tensor {
  if (ord === 'fro') return sqrtOrZero(sum(square(a), [-2, -1]))
  if (ord === 'nuc') return sum(svdvals(a), -1)
  checkWord('matrixNorm', 'ord', ord, ['fro', 'nuc', 1, -1, 2, -2, Infinity, -Infinity])
  const size = Math.abs(ord)
  const sizes = size === 2 ? svdvals(a) : sum(abs(a), size === 1 ? -2 : -1)
  return (ord > 0 ? amax : amin)(sizes, -1)
}

/**
 * A norm of matrices; Frobenius if `ord` is left out, with gradient 0 at a matrix of zeros.
 * Shapes: [..., m, n] -> [...]
 *
 * @example
 * matrixNorm([[3, 0], [0, 4]]).item() // 5
 */
export function matrixNorm(a: TensorLike, options?: MatrixNormOptions): Tensor {
  const { ord, axis, keepdims } = optionsOf('matrixNorm', options, {
    ord: 'fro',
    axis: [-2, -1],
    keepdims: false,
  })
  const node = floatNode(a, 'matrixNorm')
  const rank = node.shape.length
  if (rank < 2) checkMatrix('matrixNorm', node)
  requireList('matrixNorm', axis)
  normalizeAxes('matrixNorm', axis, rank)
  const row = normalizeAxis('matrixNorm', axis[0], rank)
  const column = normalizeAxis('matrixNorm', axis[1], rank)
  const rowsLast = moveAxis(node, row, rank - 1)
  const ordered = moveAxis(rowsLast, column > row ? column - 1 : column, rank - 1)
  const result = normOf(new Tensor(ordered), ord)
  return keepdims
    ? reshape(
        result,
        node.shape.map((n, i) => (i === row || i === column ? 1 : n)),
      )
    : result
}

/** How many singular values are larger than `rtol` times the largest (int32). Shapes: [..., m, n] -> [...] */
export function matrixRank(a: TensorLike, options?: RankOptions): Tensor {
  const { rtol } = optionsOf('matrixRank', options, { rtol: undefined })
  const node = floatNode(a, 'matrixRank')
  checkMatrix('matrixRank', node)
  const part = rtol ?? defaultTolerance(node)
  const s = svdvals(new Tensor(node))
  return sum(greater(s, multiply(upperBound(s, -1, { keepdims: true }), part)), -1)
}

/** The condition number |A| |A^-1| in a norm; the ratio of the largest and smallest singular value if `ord` is left out. Shapes: [..., m, n] -> [...] */
export const conditionNumber = /* @__PURE__ */ named(
  'conditionNumber',
  (a: TensorLike, ord: MatrixOrder = 2): Tensor => {
    const node = floatNode(a, 'conditionNumber')
    checkMatrix('', node, ord !== 2 && ord !== -2)
    if (rowsOf(node) === 0 || columnsOf(node) === 0)
      throw new ShapeError(
        'conditionNumber',
        [node.shape],
        `the matrix is ${node}: one without elements has no condition number.`,
      )
    const matrix = new Tensor(node)
    if (ord === 2 || ord === -2) {
      const s = svdvals(matrix)
      const [above, below] = ord === 2 ? [amax, amin] : [amin, amax]
      return divide(above(s, -1), below(s, -1))
    }
    return multiply(matrixNorm(matrix, { ord }), matrixNorm(inv(matrix), { ord }))
  },
)
