import { checkOptions } from '../../options.ts'
import { NumericArgumentError } from '../errors.ts'
import { checkedArgs, checkedBounds, checkedFunction, checkedPoint, vectorValue } from '../evaluate.ts'
import { starColouring } from './colouring.ts'
import type { SparsityPattern } from './matrix.ts'
import { checkedPattern, transposed } from './matrix.ts'
import {
  checkedColouring,
  columnSteps,
  compressed,
  finite,
  type SparseOptions,
  type SparseResult,
  sparseOptions,
} from './sparseJacobian.ts'

/**
 * The sparse Hessian of a function from differences of its gradient: columns are grouped by a star colouring, which
 * uses the symmetry, so that a tridiagonal Hessian of any size costs 3 gradients (and one at x), and an arrow-shaped
 * one 2.
 *
 * Throws: NumericArgumentError where the pattern is missing or not symmetric; otherwise as `jacobian`.
 *
 * @example sparseHessian(gradient, x, { pattern: bandPattern(x.length, 1, 1) }).value.values
 */
export function sparseHessian(
  gradient: (x: number[], ...args: never[]) => ArrayLike<number>,
  x: ArrayLike<number>,
  options: SparseOptions & { readonly pattern: SparsityPattern },
): SparseResult {
  const operation = 'sparseHessian'
  checkOptions(operation, options, sparseOptions)
  const call = checkedFunction(operation, 'gradient', gradient)
  const point = checkedPoint(operation, 'x', x)
  const n = point.length
  const args = checkedArgs(operation, options.args)
  const box = checkedBounds(operation, options.bounds, point)
  const known = options.pattern
  if (known !== undefined) checkedPattern(operation, known)
  if (known === undefined || known.rows !== n || known.columns !== n || !symmetric(known)) {
    throw new NumericArgumentError(
      operation,
      'pattern',
      `a symmetric ${n} x ${n} pattern is needed; make one with pattern(rows, ${n}) or bandPattern.`,
    )
  }
  let evaluations = 0
  const field = (p: Float64Array) => {
    evaluations++
    const value = vectorValue(operation, call(Array.from(p), ...args), p, n, 'the gradient')
    return finite(operation, value, p, 'the gradient')
  }
  const here = field(point)
  const colouring = checkedColouring(operation, options.colouring, n) ?? starColouring(known)
  const steps = columnSteps(operation, point, options, box)
  const { moved, width } = compressed(field, point, here, steps, colouring, box, options.method === 'central')
  const { colours } = colouring
  // how many entries of row i have each colour: where it is one, the compressed column holds that entry alone
  const values = new Float64Array(known.indices.length)
  const alone = (i: number, j: number) => {
    for (let k = known.starts[i]!; k < known.starts[i + 1]!; k++) {
      const other = known.indices[k]!
      if (other !== j && colours[other] === colours[j]) return false
    }
    return true
  }
  for (let i = 0; i < n; i++) {
    for (let k = known.starts[i]!; k < known.starts[i + 1]!; k++) {
      const j = known.indices[k]!
      const [fromRow, fromColumn] = [alone(i, j), alone(j, i)]
      const fromHere = fromRow ? moved[colours[j]!]![i]! / width[j]! : 0
      const fromThere = fromColumn ? moved[colours[i]!]![j]! / width[i]! : 0
      values[k] = fromRow && fromColumn ? (fromHere + fromThere) / 2 : fromHere + fromThere
    }
  }
  return { value: { format: 'csr', ...known, values }, pattern: known, colouring, evaluations }
}

function symmetric(given: SparsityPattern): boolean {
  const other = transposed(given)
  return (
    given.starts.every((s, i) => s === other.starts[i]) &&
    given.indices.every((j, k) => j === other.indices[k])
  )
}
