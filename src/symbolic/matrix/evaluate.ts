import { EvaluationError } from '../evaluate/errors.ts'
import { lambdify } from '../evaluate/lambdify.ts'
import { toNumber } from '../number/rational.ts'
import { own } from '../own.ts'
import { entry, isScalar, type Mat, matNodes, shapeText } from './node.ts'

type Numbers = number[][]

/**
 * The value of a matrix expression; scalars are given as [[s]], vectors as columns. Sizes that no symbol in the
 * expression shows are `given` by name.
 *
 * Throws: EvaluationError for a symbol without a value.
 */
export function evaluateMatrix(
  e: Mat,
  values: Readonly<Record<string, readonly (readonly number[])[]>>,
  given: Readonly<Record<string, number>> = {},
): Numbers {
  const sizes = new Map<string, number>([['1', 1], ...Object.entries(given)])
  const order = matNodes(e)
  for (const node of order) if (node.kind === 'symbol') learn(node, givenValue(node, values), sizes)
  const size = (name: string): number =>
    name.split('*').reduce((n, factor) => n * (sizes.get(factor) ?? unknownSize(factor)), 1)
  const known = new Map<string, Numbers>()
  for (const node of order)
    known.set(
      node.key,
      valueOfNode(
        node,
        node.args.map((a) => known.get(a.key)!),
        values,
        size,
      ),
    )
  return known.get(e.key)!
}

function givenValue(symbol: Mat, values: Readonly<Record<string, readonly (readonly number[])[]>>): Numbers {
  const value = own(values, symbol.name)
  if (value === undefined)
    throw new EvaluationError(
      `evaluateMatrix: the symbol ${symbol.name} has no value; give one as rows of numbers.`,
    )
  if (!Array.isArray(value) || !value.every((row) => Array.isArray(row) && row.length === value[0]!.length))
    throw new EvaluationError(
      `evaluateMatrix: the value of ${symbol.name} is no list of rows of one length; write [[1, 2], [3, 4]], and [[1], [2]] for a vector.`,
    )
  return value.map((row) => [...row])
}

/** The sizes that the value of a symbol shows. */
function learn(symbol: Mat, value: Numbers, sizes: Map<string, number>): void {
  const shape = [value.length, value[0]?.length ?? 0]
  symbol.shape.forEach((name, axis) => {
    const known = sizes.get(name)
    if (known !== undefined && known !== shape[axis])
      throw new EvaluationError(
        `evaluateMatrix: the value of ${symbol.name} is ${shape.join(' x ')}, and the symbol ${shapeText(symbol.shape)} where ${name} is ${known}; give a value of that shape.`,
      )
    sizes.set(name, shape[axis]!)
  })
}

function unknownSize(name: string): never {
  throw new EvaluationError(
    `evaluateMatrix: no value shows how large ${name} is; give it: evaluateMatrix(e, values, { ${name}: 3 }).`,
  )
}

function valueOfNode(
  e: Mat,
  args: readonly Numbers[],
  values: Readonly<Record<string, readonly (readonly number[])[]>>,
  size: (name: string) => number,
): Numbers {
  const [a, b] = args
  const grid = (f: (i: number, j: number) => number): Numbers =>
    Array.from({ length: size(e.shape[0]) }, (_, i) =>
      Array.from({ length: size(e.shape[1]) }, (_, j) => f(i, j)),
    )
  switch (e.kind) {
    case 'symbol':
      return givenValue(e, values)
    case 'ones':
      return grid(() => 1)
    case 'identity':
      return grid((i, j) => (i === j ? 1 : 0))
    case 'sum':
      return grid((i, j) => args.reduce((s, m, k) => s + toNumber(e.weights[k]!) * m[i]![j]!, 0))
    case 'product': {
      const scalar = (k: number): boolean => isScalar(e.args[k]!)
      const c = args.reduce((p, m, k) => (scalar(k) ? p * m[0]![0]! : p), 1)
      const rest = args.filter((_, k) => !scalar(k))
      if (rest.length === 0) return [[c]]
      return rest.reduce(multiply).map((row) => row.map((v) => c * v))
    }
    case 'transpose':
      return grid((i, j) => a![j]![i]!)
    case 'inverse':
      return eliminate(a!).inverse
    case 'trace':
      return [[a!.reduce((s, row, i) => s + row[i]!, 0)]]
    case 'det':
      return [[eliminate(a!).determinant]]
    case 'logdet':
      return [[Math.log(eliminate(a!).determinant)]]
    case 'total':
      return [[a!.flat().reduce((s, v) => s + v, 0)]]
    case 'map': {
      const f = lambdify(e.body!, [entry()])
      return a!.map((row) => row.map((v) => f(v)))
    }
    case 'norm':
      return [[Math.sqrt(a!.flat().reduce((s, v) => s + v * v, 0))]]
    case 'dot':
      return grid((i, j) => args.reduce((p, m) => p * m[i]![j]!, 1))
    case 'kron': {
      const [rows, columns] = [b!.length, b![0]!.length]
      return grid((i, j) => a![Math.floor(i / rows)]![Math.floor(j / columns)]! * b![i % rows]![j % columns]!)
    }
    case 'diag':
      return grid((i, j) => (i === j ? a![i]![0]! : 0))
    case 'diagonal':
      return grid((i) => a![i]![i]!)
    case 'vec':
      return grid((i) => a![i % a!.length]![Math.floor(i / a!.length)]!)
    case 'unvec':
      return grid((i, j) => a![i + j * size(e.shape[0])]![0]!)
    case 'commutation': {
      // vec(A')[j + i n] = A[i, j] = vec(A)[i + j m]
      const [m, n] = e.name.split(',').map(size) as [number, number]
      return grid((row, column) => (column === Math.floor(row / n) + (row % n) * m ? 1 : 0))
    }
    case 'selection': {
      const n = size(e.shape[1])
      return grid((row, column) => (row === column * (n + 1) ? 1 : 0))
    }
  }
}

const multiply = (a: Numbers, b: Numbers): Numbers =>
  a.map((row) => b[0]!.map((_, j) => row.reduce((s, v, k) => s + v * b[k]![j]!, 0)))

/** Gauss-Jordan elimination with the largest pivots. */
function eliminate(matrix: Numbers): { inverse: Numbers; determinant: number } {
  const n = matrix.length
  const m = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))])
  let determinant = 1
  for (let k = 0; k < n; k++) {
    let pivot = k
    for (let i = k + 1; i < n; i++) if (Math.abs(m[i]![k]!) > Math.abs(m[pivot]![k]!)) pivot = i
    if (pivot !== k) {
      ;[m[k], m[pivot]] = [m[pivot]!, m[k]!]
      determinant = -determinant
    }
    const lead = m[k]![k]!
    if (lead === 0) return { inverse: matrix.map((row) => row.map(() => Number.NaN)), determinant: 0 }
    determinant *= lead
    m[k] = m[k]!.map((v) => v / lead)
    for (let i = 0; i < n; i++) {
      const c = m[i]![k]!
      if (i !== k) m[i] = m[i]!.map((v, j) => v - c * m[k]![j]!)
    }
  }
  return { inverse: m.map((row) => row.slice(n)), determinant }
}
