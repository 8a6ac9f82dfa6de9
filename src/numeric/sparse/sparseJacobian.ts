import { checkOptions } from '../../options.ts'
import { chosenStep, type DifferenceOptions, noRoom } from '../difference/options.ts'
import { NonFiniteError, NumericArgumentError, showWord } from '../errors.ts'
import {
  type Box,
  checkedArgs,
  checkedBounds,
  checkedFunction,
  checkedPoint,
  vectorValue,
} from '../evaluate.ts'
import { type Colouring, colourColumns } from './colouring.ts'
import { type CompressedRows, checkedPattern, pattern, type SparsityPattern } from './matrix.ts'

/** Options of the sparse derivatives. */
export interface SparseOptions
  extends Pick<DifferenceOptions, 'step' | 'relativeStep' | 'bounds' | 'args' | 'noise' | 'dtype'> {
  /** `forward` takes one call for each colour, `central` two. */
  readonly method?: 'forward' | 'central' | undefined
  /** Where entries may be other than 0. Without it, it is found by probing, which costs two calls for each column. */
  readonly pattern?: SparsityPattern | undefined
  /** A colouring of the pattern's columns, to be used again at many points. */
  readonly colouring?: Colouring | undefined
}

/** A sparse matrix of derivatives, and what it cost. */
export interface SparseResult {
  readonly value: CompressedRows
  readonly pattern: SparsityPattern
  readonly colouring: Colouring
  /** Calls of the function, those for probing included. */
  readonly evaluations: number
}

/**
 * The Jacobian of a function with a sparse Jacobian: columns that share no row are moved together, so a tridiagonal
 * Jacobian of any size costs 3 calls (and one at x), and a banded one its band.
 *
 * Throws: as `jacobian`.
 *
 * @example sparseJacobian(f, x, { pattern: bandPattern(x.length, 1, 1) }).evaluations // 4, for any length
 */
export function sparseJacobian(
  f: (x: number[], ...args: never[]) => ArrayLike<number>,
  x: ArrayLike<number>,
  options: SparseOptions = {},
): SparseResult {
  const operation = 'sparseJacobian'
  checkOptions(operation, options, sparseOptions)
  const call = checkedFunction(operation, 'f', f)
  const point = checkedPoint(operation, 'x', x)
  const args = checkedArgs(operation, options.args)
  const box = checkedBounds(operation, options.bounds, point)
  let evaluations = 0
  let length: number | undefined
  const field = (p: Float64Array) => {
    evaluations++
    const value = vectorValue(operation, call(Array.from(p), ...args), p, length)
    length = value.length
    return finite(operation, value, p, 'the function')
  }
  const here = field(point)
  const steps = columnSteps(operation, point, options, box)
  const known =
    options.pattern !== undefined
      ? checkedPattern(operation, options.pattern)
      : probedPattern(field, point, here, steps)
  if (known.rows !== here.length || known.columns !== point.length) {
    throw new NumericArgumentError(
      operation,
      'pattern',
      `the pattern is ${known.rows} x ${known.columns}, but the Jacobian is ${here.length} x ${point.length}.`,
    )
  }
  const colouring = checkedColouring(operation, options.colouring, point.length) ?? colourColumns(known)
  const values = new Float64Array(known.indices.length)
  const { moved, width } = compressed(field, point, here, steps, colouring, box, options.method === 'central')
  for (let i = 0; i < known.rows; i++) {
    for (let k = known.starts[i]!; k < known.starts[i + 1]!; k++) {
      const j = known.indices[k]!
      values[k] = moved[colouring.colours[j]!]![i]! / width[j]!
    }
  }
  return { value: { format: 'csr', ...known, values }, pattern: known, colouring, evaluations }
}

/** The options of both sparse derivatives. */
export const sparseOptions: readonly (keyof SparseOptions)[] = [
  'method',
  'pattern',
  'colouring',
  'step',
  'relativeStep',
  'bounds',
  'args',
  'noise',
  'dtype',
]

/** A colouring that was handed in must colour each column. */
export function checkedColouring(
  operation: string,
  given: Colouring | undefined,
  n: number,
): Colouring | undefined {
  if (given === undefined) return undefined
  const { colours, count } = given ?? {}
  if (colours?.length === n && count !== undefined && colours.every((c) => c >= 0 && c < count)) return given
  throw new NumericArgumentError(
    operation,
    'colouring',
    `the colouring does not give each of the ${n} columns a colour; make one with colourColumns or starColouring.`,
  )
}

/** The step of each column, turned inward at a bound. */
export function columnSteps(
  operation: string,
  x: Float64Array,
  options: SparseOptions,
  box: Box,
): Float64Array {
  const { method = 'forward' } = options
  if (method !== 'forward' && method !== 'central')
    throw new NumericArgumentError(
      operation,
      'method',
      `there is no method ${showWord(method)}; the methods are forward and central.`,
    )
  const noise = options.noise ?? (options.dtype === 'float32' ? 2 ** -24 : 2 ** -53)
  const relative = (2 * noise) ** (method === 'central' ? 1 / 3 : 1 / 2)
  return x.map((xj, j) => {
    const h = chosenStep(operation, options, j, x) ?? relative * Math.max(1, Math.abs(xj))
    const [down, up] = [xj - box.lower[j]!, box.upper[j]! - xj]
    if (up === 0 && down === 0) throw noRoom(operation)
    if (h <= up) return h
    return h <= down ? -h : up >= down ? up : -down
  })
}

/** For each colour, the change of the field when all its columns move; and how far each column moved. */
export function compressed(
  field: (x: Float64Array) => Float64Array,
  x: Float64Array,
  here: Float64Array,
  steps: Float64Array,
  { colours, count }: Colouring,
  box: Box,
  central: boolean,
): { readonly moved: Float64Array[]; readonly width: Float64Array } {
  const width = new Float64Array(x.length)
  const moved = Array.from({ length: count }, (_, colour) => {
    const columns = Array.from(x.keys()).filter((j) => colours[j] === colour)
    const by = (share: number, step: (j: number) => number) => {
      const there = x.slice()
      for (const j of columns) there[j] = x[j]! + share * step(j)
      return there
    }
    const step = (j: number) => steps[j]!
    const ahead = by(1, step)
    const behind = by(-1, step)
    if (!central) {
      for (const j of columns) width[j] = ahead[j]! - x[j]!
      return field(ahead).map((v, i) => v - here[i]!)
    }
    if (columns.every((j) => behind[j]! >= box.lower[j]! && behind[j]! <= box.upper[j]!)) {
      for (const j of columns) width[j] = ahead[j]! - behind[j]!
      const down = field(behind)
      return field(ahead).map((v, i) => v - down[i]!)
    }
    // one-sided, of second order, too: 4 f(x + h) - 3 f(x) - f(x + 2h)
    const half = (j: number) => {
      const room = steps[j]! > 0 ? box.upper[j]! - x[j]! : box.lower[j]! - x[j]!
      return 2 * Math.abs(steps[j]!) <= Math.abs(room) ? steps[j]! : room / 2
    }
    const near = by(1, half)
    for (const j of columns) width[j] = 2 * (near[j]! - x[j]!)
    // rounding must not carry the further one over a bound
    const further = by(1, (j) => width[j]!).map((v, j) => Math.min(Math.max(v, box.lower[j]!), box.upper[j]!))
    const [close, far] = [field(near), field(further)]
    return close.map((v, i) => 4 * v - 3 * here[i]! - far[i]!)
  })
  return { moved, width }
}

/**
 * The entries that change when one column moves, at x and once more at a point beside it where each coordinate differs,
 * so that an entry which happens to be 0 at x is seen.
 */
function probedPattern(
  field: (x: Float64Array) => Float64Array,
  x: Float64Array,
  here: Float64Array,
  steps: Float64Array,
): SparsityPattern {
  const rows = Array.from(here, () => [] as number[])
  // steps far larger than those of differences: an entry shows even where it is small beside the others
  const far = x.map(
    (xj, j) =>
      Math.sign(steps[j]!) * Math.min(Math.abs(steps[j]!) * 2 ** 12, 0.1 * Math.max(1, Math.abs(xj))),
  )
  const beside = x.map((xj, j) => xj + (0.4 + 0.2 * Math.cos(j)) * far[j]!)
  const there = field(beside)
  const probe = (base: Float64Array, value: Float64Array, j: number, h: number) => {
    const p = base.slice()
    p[j] = base[j]! + h
    const moved = field(p)
    for (let i = 0; i < here.length; i++) if (moved[i] !== value[i]) rows[i]!.push(j)
  }
  for (let j = 0; j < x.length; j++) {
    probe(x, here, j, far[j]!)
    probe(beside, there, j, 0.3 * far[j]!)
  }
  return pattern(rows, x.length)
}

/** Values at a point where differences are taken, which must be finite. */
export function finite(
  operation: string,
  value: Float64Array,
  point: Float64Array,
  what: string,
): Float64Array {
  const bad = value.find((v) => !Number.isFinite(v))
  if (bad !== undefined)
    throw new NonFiniteError(operation, Array.from(point), bad, what, 'Give bounds or a smaller step.')
  return value
}
