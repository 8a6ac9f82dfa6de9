import type { Graph } from '../graph/graph.ts'
import { parameter } from '../graph/leaves.ts'
import { apply, type Node, none } from '../graph/node.ts'
import { range, type TensorType } from '../graph/shape.ts'
import { add, convert, less, like, maximum, multiply, select, stopGradient, subtract } from './arithmetic.ts'
import { elementwise } from './elementwise.ts'
import { linearSolve } from './linalg.ts'
import { identityLike, leadOf, matmul, overMatrix } from './linalgBuilders.ts'
import { reduceSum } from './movement.ts'
import { reduceMax, reduction } from './reduction.ts'

/** The coefficients of the diagonal Pade approximant of order 13 of exp, from the last, which is 1. */
const pade = [1]
for (let k = 13; k > 0; k--) pade.unshift((pade[0]! * k * (27 - k)) / (14 - k))
/** The largest 1-norm for which the approximant and its derivative are exact to float64. */
const largest = 4.74

const of = (row: keyof typeof elementwise, x: Node): Node =>
  apply(elementwise[row] as never, [x], none) as Node
const times = (x: Node, by: number): Node => multiply(x, like(x, by))

/** The approximant of exp(A 2^-s), and s, for each matrix; NaN everywhere where one is not finite. */
function approximant(given: Node): Node[] {
  const axis = given.shape.length - 2
  const norm = stopGradient(reduceMax(reduceSum(of('abs', given), [axis]), [axis]))
  const doubt = subtract(norm, norm)
  const squarings = maximum(add(of('ceil', of('log_2', times(norm, 1 / largest))), doubt), like(norm, 0))
  const scale = add(of('exponential_2', of('negate', squarings)), doubt)
  const a = multiply(given, overMatrix(scale, given.shape))
  const a2 = matmul(a, a)
  const a4 = matmul(a2, a2)
  const powers = [a2, a4, matmul(a4, a2)]
  const sum = (first: number): Node =>
    powers.map((power, i) => times(power, pade[first + 2 * i]!)).reduce(add)
  /** c12 A^12 + c10 A^10 + ... + c0 I */
  const even = (first: number): Node =>
    add(matmul(powers[2]!, sum(first + 8)), add(sum(first + 2), times(identityLike(a), pade[first]!)))
  const odd = matmul(a, even(1))
  const rest = even(0)
  return [linearSolve(subtract(rest, odd), add(rest, odd)), squarings]
}

/**
 * exp(A) of matrices by scaling and squaring, as graphs: of A to what is carried, and a loop over that; what is carried first is exp(A).
 * Source: Higham, The scaling and squaring method for the matrix exponential revisited (2005); Al-Mohy and Higham, Computing the
 * Frechet derivative of the matrix exponential (2009), where the derivative follows the same steps.
 */
export function exponentialLoop({ dtype, shape }: TensorType): Record<'start' | 'condition' | 'body', Graph> {
  const given = parameter({ dtype, shape }, 0, 'matrixExp')
  const x = parameter({ dtype: 'float64', shape }, 0, 'matrixExp')
  const left = parameter({ dtype: 'float64', shape: leadOf(given) }, 1, 'matrixExp')
  const going = less(like(left, 0), left)
  const axes = range(left.shape.length)
  const graph = (parameters: Node[], results: Node[]): Graph => ({ parameters, results })
  return {
    start: graph([given], approximant(convert(given, 'float64'))),
    condition: graph([x, left], [apply(reduction.reduce_or, [going], { axes }) as Node]),
    body: graph(
      [x, left],
      [select(overMatrix(going, shape), matmul(x, x), x), subtract(left, like(left, 1))],
    ),
  }
}
