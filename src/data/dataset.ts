import { requireInteger, shown } from '../errors.ts'
import {
  allocate,
  checkDType,
  type DType,
  isFloat,
  type NumericArray,
  type TypedArray,
} from '../graph/dtype.ts'
import { dataNode } from '../graph/leaves.ts'
import type { Copy, Parts } from '../graph/node.ts'
import { bytesIn, checkShape, type Shape, sizeOf, typeText } from '../graph/shape.ts'
import { reshape, Tensor, type TensorLike, toTensor } from '../tensor/core.ts'
import { converted, isNumbers } from '../tensor/leaf.ts'
import { DataError } from './errors.ts'
import { numbers } from './permutation.ts'

/** Examples by their number. `T` is what a batch (or one example) consists of. */
export interface Dataset<T = readonly Tensor[]> {
  readonly length: number
  /** One example. */
  get(index: number): T
  /** Several examples stacked along a new first axis. */
  batch(indices: ArrayLike<number>): T
}

/** What a dataset of inputs and targets gives out. */
export type Pair = [inputs: Tensor, targets: Tensor]

/** Refuses what is no dataset. Throws: DataError. */
export function checkDataset(operation: string, dataset: Dataset<unknown> | undefined): void {
  if (typeof dataset?.batch !== 'function')
    throw new DataError(
      operation,
      `the data is ${shown(dataset)}: it must be a dataset: dataset(${partsOf(dataset)}), or an object with length, get and batch.`,
    )
}

/** What a dataset is made of: the parts of what was given in its place. */
const partsOf = (data: unknown): string =>
  Array.isArray(data) ? '...data' : data instanceof Tensor ? 'data' : 'inputs, targets'

/** Refuses what is no list of numbers of examples. Throws: DataError. */
function checkIndices(indices: ArrayLike<number>, count: number): void {
  for (let i = 0; i < (indices?.length ?? 1); i++) {
    const at = indices?.[i]
    if (!(Number.isInteger(at) && at! >= 0 && at! < count))
      throw new DataError('dataset', `example ${shown(at)} of ${count}: indices go from 0 to ${count - 1}.`)
  }
}

/** A dataset as the console shows it: one of the user's own by its class, if it does not tell more. */
export const told = (dataset: Dataset<unknown>): string =>
  dataset.toString === Object.prototype.toString ? shown(dataset) : String(dataset)

/** One column of a table of examples: rows of numbers of one shape. */
export interface Column {
  readonly data: NumericArray
  /** The shape of one row. */
  readonly shape: Shape
  /** The dtype of the tensors that are given out. */
  readonly dtype: DType
  /** What each number is multiplied with on its way out, so that bytes can stay bytes in memory (1). */
  readonly scale?: number
  /** Nobody writes to `data` from here on, so that batches are copied only once, to where a program reads them (false). */
  readonly fixed?: boolean
}

/** A tensor or numbers whose first axis counts the examples, or a column as it is. */
export type ColumnInput = TensorLike | Column

const isColumn = (input: ColumnInput): input is Column =>
  typeof input === 'object' && input !== null && 'data' in input && !(input instanceof Tensor)

function columnOf(input: ColumnInput): Column {
  if (isColumn(input)) {
    const { data, shape, dtype } = input
    if (!isNumbers(data))
      throw new DataError(
        'dataset',
        `the data of a column is ${shown(data)}: it must be a typed array of numbers.`,
      )
    checkShape('dataset', shape)
    checkDType('dataset', dtype)
    return input
  }
  const whole = toTensor(input, 'dataset')
  if (whole.ndim === 0)
    throw new DataError('dataset', 'a column is a single number: its first axis must count the examples.')
  return { data: whole.data(), shape: whole.shape.slice(1), dtype: whole.dtype, fixed: true }
}

/** Examples kept in arrays, one a column: inputs and targets. `T` has a tensor a column. */
export class ArrayDataset<T extends readonly Tensor[] = Tensor[]> implements Dataset<T> {
  readonly columns: readonly Column[]
  readonly length: number

  constructor(...columns: readonly ColumnInput[]) {
    if (columns.length === 0) throw new DataError('dataset', 'there is no column: give a tensor or an array.')
    this.columns = columns.map(columnOf)
    const lengths = this.columns.map(({ data, shape }) => data.length / Math.max(1, sizeOf(shape)))
    this.length = lengths[0]!
    if (lengths.some((length) => length !== this.length || !Number.isInteger(length)))
      throw new DataError(
        'dataset',
        `the columns have ${lengths.join(' and ')} rows: all must have the same number: column.at(':${Math.floor(Math.min(...lengths))}') has the first ones.`,
      )
  }

  get(index: number): T {
    return this.batch([index < 0 ? index + this.length : index]).map((column) =>
      reshape(column, column.shape.slice(1)),
    ) as readonly Tensor[] as T
  }
  batch(indices: ArrayLike<number>): T {
    checkIndices(indices, this.length)
    return this.columns.map((column) => rows(column, indices)) as readonly Tensor[] as T
  }
  /** The examples from `start` to `end` - 1, as a dataset that shares the arrays. */
  slice(start: number, end = this.length): ArrayDataset<T> {
    for (const place of [start, end]) requireInteger('dataset', 'a place of slice', place)
    return new ArrayDataset<T>(
      ...this.columns.map((column) => {
        const size = sizeOf(column.shape)
        return { ...column, data: column.data.subarray(start * size, end * size) }
      }),
    )
  }
  /** All examples as one batch. */
  all(): T {
    return this.batch(numbers(this.length))
  }
  toString(): string {
    return `ArrayDataset(${this.length} of ${this.columns.map(typeText).join(' and ')})`
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}

/** Numbers of a row that are copied sooner one by one: a view of them takes that long to make. */
const mostByLoop = 32
/** Fewer are copied at once. */
const fewest = 2 ** 12

/** The rows at `indices`. Where nobody writes to the column, programs that read them have them copied to where they need them. */
function rows({ data, shape, dtype, scale = 1, fixed }: Column, indices: ArrayLike<number>): Tensor {
  const type = { dtype, shape: [indices.length, ...shape] }
  const size = sizeOf(shape)
  const length = sizeOf(type.shape)
  const floats = isFloat(dtype) ? dtype : scale !== 1 && 'float64'
  // a Buffer of Node is bytes, too
  const Kind = (data instanceof Uint8Array ? Uint8Array : data.constructor) as typeof Uint8Array
  // numbers that are exact in either float dtype are scaled where they stand then; others would be rounded twice
  const exact = data instanceof Float32Array || data.BYTES_PER_ELEMENT < 4
  const [by, then] = exact ? [1, scale] : [scale, 1]
  const later = fixed && isFloat(dtype) && length >= fewest && size > mostByLoop
  const order = later ? new Int32Array(indices) : indices
  const writeTo = (own: NumericArray, copy?: Copy): NumericArray => {
    for (let i = 0; i < order.length; i++) {
      const from = order[i]! * size
      const at = i * size
      if (by !== 1 || size <= mostByLoop) for (let j = 0; j < size; j++) own[at + j] = data[from + j]! * by
      else if (copy) copy(own.subarray(at, at + size), data.subarray(from, from + size))
      else own.set(data.subarray(from, from + size), at)
    }
    if (then !== 1) for (let i = 0; i < length; i++) own[i]! *= then
    return own
  }
  const read = (): TypedArray =>
    converted(writeTo(floats ? allocate(floats, length) : new Kind(length)), dtype)
  const parts = (key: Int32Array): Parts => ({
    byteLength: bytesIn(type),
    key,
    read,
    writeTo,
    share() {},
    drop() {},
  })
  return new Tensor(dataNode(type, later ? parts(order as Int32Array) : read()))
}

/** A dataset of columns with equally many rows: `dataset(inputs, targets)`. */
export const dataset = <C extends readonly ColumnInput[]>(
  ...columns: C
): ArrayDataset<{ [K in keyof C]: Tensor }> => new ArrayDataset(...columns)

/** Some examples of another dataset, by their numbers there. */
export class Subset<T> implements Dataset<T> {
  readonly source: Dataset<T>
  readonly indices: ArrayLike<number>
  constructor(source: Dataset<T>, indices: ArrayLike<number>) {
    checkDataset('Subset', source)
    checkIndices(indices, source.length)
    this.source = source
    this.indices = indices
  }
  get length(): number {
    return this.indices.length
  }
  get(index: number): T {
    checkIndices([index], this.length)
    return this.source.get(this.indices[index]!)
  }
  batch(indices: ArrayLike<number>): T {
    checkIndices(indices, this.length)
    return this.source.batch(Int32Array.from(indices, (index) => this.indices[index]!))
  }
  toString(): string {
    return `Subset(${this.length} of ${told(this.source)})`
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}
