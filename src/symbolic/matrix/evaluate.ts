import { EvaluationError } from '../evaluate/errors.ts'
import { requireValues } from '../evaluate/evaluate.ts'
import { lambdify } from '../evaluate/lambdify.ts'
import { toNumber } from '../number/rational.ts'
import { own } from '../own.ts'
import { adjugate, eliminate, type Numbers } from './eliminate.ts'
import { entry, isScalar, type Mat, matNodes, shapeText } from './node.ts'

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
  requireValues('evaluateMatrix', given)
  const sizes = new Map<string, number>([['1', 1], ...Object.entries(given)])
  const order = matNodes(e)
  requireValues('evaluateMatrix', values)
  for (const node of order) if (node.kind === 'symbol') learn(node, givenValue(node, values), sizes)
  const size = (name: string): number =>
    name.split('*').reduce((n, factor) => n * (sizes.get(factor) ?? unknownSize(factor)), 1)
  const known = new Map<string, Numbers>()
  for (const node of order)
    known.set(
      node.key,
      numbersOfNode(
        node,
        node.args.map((a) => known.get(a.key)!),
        (key) => known.get(key)!,
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

function numbersOfNode(
  e: Mat,
  args: readonly Numbers[],
  numbersOf: (key: string) => Numbers,
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
      const pair = adjugatePair(e)
      const adjoint = pair && adjugate(numbersOf(pair.of))
      const factors = args.map((m, k) => {
        if (k === pair?.det) return [[1]]
        if (k !== pair?.inverse) return m
        return e.args[k]!.args[0]!.kind === 'transpose' ? transposed(adjoint!) : adjoint!
      })
      const scalar = (k: number): boolean => isScalar(e.args[k]!)
      const c = factors.reduce((p, m, k) => (scalar(k) ? p * m[0]![0]! : p), 1)
      const rest = factors.filter((_, k) => !scalar(k))
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

const transposed = (a: Numbers): Numbers => a[0]!.map((_, j) => a.map((row) => row[j]!))

const multiply = (a: Numbers, b: Numbers): Numbers =>
  a.map((row) => b[0]!.map((_, j) => row.reduce((s, v, k) => s + v * b[k]![j]!, 0)))

const upright = (a: Mat): Mat => (a.kind === 'transpose' ? a.args[0]! : a)

/** Where det(A) and inv(A), or inv(A'), stand in one product: together they have a value at a singular A too. */
function adjugatePair(e: Mat): { det: number; inverse: number; of: string } | undefined {
  for (const [det, d] of e.args.entries()) {
    if (d.kind !== 'det') continue
    const of = d.args[0]!.key
    const inverse = e.args.findIndex((a) => a.kind === 'inverse' && upright(a.args[0]!).key === of)
    if (inverse >= 0) return { det, inverse, of }
  }
  return undefined
}
