import { LimitError } from '../../formula/errors.ts'
import { allocate, isFloat, type TypedArray } from '../../graph/dtype.ts'
import type { Node } from '../../graph/node.ts'
import { sizeOf } from '../../graph/shape.ts'

/** One term of an element: coefficient * operand[argument][element]. */
export interface LinearTerm {
  readonly argument: number
  readonly element: number
  readonly coefficient: number
}

/** Numbers that may be written while an operation's coefficients are found. */
const mostWork = 2e7

/** Runs the reference implementation of a linear operation on operands of one's own. */
type Run = (operand: number, values: (element: number) => number) => TypedArray

function runner(node: Node, concrete: readonly (TypedArray | undefined)[]): Run {
  const zeros = node.inputs.map((input, i) => concrete[i] ?? allocate(input.dtype, sizeOf(input.shape)))
  return (operand, values) => {
    const input = node.inputs[operand]!
    const filled = allocate(input.dtype, sizeOf(input.shape))
    for (let i = 0; i < filled.length; i++) filled[i] = values(i)
    return node.op.evaluate(
      zeros.map((zero, i) => (i === operand ? filled : zero)),
      node,
    ) as TypedArray
  }
}

/**
 * The elements of a linear operation's result as sums over its operands' elements, found by running it. What only moves
 * elements (reshape, slice, gather ...) takes two runs, others one for each element. `concrete` has the operands that are
 * not variable, such as indices.
 */
export function linearTerms(node: Node, concrete: readonly (TypedArray | undefined)[]): LinearTerm[][] {
  const size = sizeOf(node.shape)
  const terms: LinearTerm[][] = Array.from({ length: size }, () => [])
  const run = runner(node, concrete)
  node.inputs.forEach((input, argument) => {
    if (concrete[argument] !== undefined || !isFloat(input.dtype)) return
    const n = sizeOf(input.shape)
    const from = routes(run, argument, n)
    if (from !== undefined) {
      from.forEach((element, o) => {
        if (element >= 0) terms[o]!.push({ argument, element, coefficient: 1 })
      })
      return
    }
    checkWork(node, n * (n + size))
    for (let element = 0; element < n; element++)
      run(argument, (i) => +(i === element)).forEach((coefficient, o) => {
        if (coefficient !== 0) terms[o]!.push({ argument, element, coefficient })
      })
  })
  return terms
}

/** Where each element of the result comes from (-1: it is 0); undefined where elements are combined. */
function routes(run: Run, argument: number, n: number): number[] | undefined {
  const codes = run(argument, (i) => i + 1)
  const checks = run(argument, checkValue)
  const from: number[] = []
  for (let o = 0; o < codes.length; o++) {
    const element = codes[o]! - 1
    if (!Number.isInteger(element) || element < -1 || element >= n) return undefined
    if (
      checks[o] !== (element < 0 ? 0 : Math.fround(checkValue(element))) &&
      checks[o] !== checkValue(element)
    )
      if (element >= 0 || checks[o] !== 0) return undefined
    from.push(element)
  }
  return from
}

/** Numbers of which no two add up to a third. */
const checkValue = (i: number): number => Math.fround(Math.sqrt(i + 2) * 1e3)

/** A term of a product: coefficient * a[left] * b[right]. */
export interface BilinearTerm {
  readonly left: number
  readonly right: number
  readonly coefficient: number
}

/** The elements of the result of an operation that is linear in each of two operands, as sums of products. */
export function bilinearTerms(node: Node): BilinearTerm[][] {
  const [a, b] = node.inputs as [Node, Node]
  const size = sizeOf(node.shape)
  const [n, m] = [sizeOf(a.shape), sizeOf(b.shape)]
  checkWork(node, n * (n + m + size))
  const terms: BilinearTerm[][] = Array.from({ length: size }, () => [])
  for (let left = 0; left < n; left++) {
    const unit = allocate(a.dtype, n)
    unit[left] = 1
    const run = runner(node, [unit, undefined])
    const from = routes(run, 1, m)
    if (from === undefined) {
      checkWork(node, n * m * (m + size))
      for (let right = 0; right < m; right++)
        run(1, (i) => +(i === right)).forEach((coefficient, o) => {
          if (coefficient !== 0) terms[o]!.push({ left, right, coefficient })
        })
    } else
      from.forEach((right, o) => {
        if (right >= 0) terms[o]!.push({ left, right, coefficient: 1 })
      })
  }
  return terms
}

function checkWork(node: Node, work: number): void {
  if (work > mostWork)
    throw new LimitError(
      'traceTensor',
      `work to write ${node.op.name} out element by element`,
      mostWork,
      work,
      'Trace it for smaller shapes.',
    )
}
