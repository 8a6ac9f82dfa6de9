import { NumericArgumentError, showGiven } from '../errors.ts'

/** Where a matrix may be other than 0: rows of column indices, or a dense matrix of truth values or numbers. */
export interface SparsityPattern {
  readonly rows: number
  readonly columns: number
  /** Row i holds the columns indices[starts[i]] .. indices[starts[i + 1] - 1], in rising order. */
  readonly starts: Int32Array
  readonly indices: Int32Array
}

/** A sparse matrix in compressed rows (CSR). */
export interface CompressedRows extends SparsityPattern {
  readonly format: 'csr'
  readonly values: Float64Array
}

/** A sparse matrix in compressed columns (CSC): `starts` runs over columns and `indices` are rows. */
export interface CompressedColumns {
  readonly format: 'csc'
  readonly rows: number
  readonly columns: number
  readonly starts: Int32Array
  readonly indices: Int32Array
  readonly values: Float64Array
}

/** How many rows or columns a pattern can have: their starts are 32-bit integers. */
const isExtent = (n: unknown): boolean =>
  Number.isInteger(n) && (n as number) >= 0 && (n as number) < 2 ** 31 - 1

/** The pattern whose row i has the given columns; order and repetitions do not matter. */
export function pattern(columnsOfRow: readonly ArrayLike<number>[], columns: number): SparsityPattern {
  const wrong = (argument: string, message: string) => new NumericArgumentError('pattern', argument, message)
  if (!Array.isArray(columnsOfRow))
    throw wrong(
      'columnsOfRow',
      `columnsOfRow is ${showGiven(columnsOfRow)}; it must be an array of the columns of each row.`,
    )
  if (!isExtent(columns))
    throw wrong(
      'columns',
      `columns is ${showGiven(columns)}; it must be a whole number not below 0, and below 2^31 - 1.`,
    )
  const starts = new Int32Array(columnsOfRow.length + 1)
  const indices: number[] = []
  columnsOfRow.forEach((row: ArrayLike<number>, i) => {
    if (typeof row !== 'object' || row === null)
      throw wrong('columnsOfRow', `row ${i} is ${showGiven(row)}; it must be an array of columns.`)
    const given = [...new Set(Array.from(row))]
    for (const j of given)
      if (!Number.isInteger(j) || j < 0 || j >= columns)
        throw wrong(
          'columnsOfRow',
          `row ${i} names column ${showGiven(j)}; columns run from 0 to ${columns - 1}.`,
        )
    for (const j of given.sort((a, b) => a - b)) indices.push(j)
    starts[i + 1] = indices.length
  })
  return { rows: columnsOfRow.length, columns, starts, indices: Int32Array.from(indices) }
}

/** A pattern, or a sparse matrix, that was handed in. Throws: NumericArgumentError where it is none. */
export function checkedPattern<P extends SparsityPattern | CompressedColumns>(
  operation: string,
  given: P,
): P {
  const turned = (given as { readonly format?: string } | undefined)?.format === 'csc'
  const [outer, inner] = turned ? [given.columns, given.rows] : [given?.rows, given?.columns]
  const { starts, indices } = given ?? {}
  const whole =
    isExtent(outer) &&
    starts?.length === outer + 1 &&
    starts[outer] === indices?.length &&
    Array.prototype.every.call(indices, (k) => k >= 0 && k < inner) &&
    isExtent(inner)
  if (whole) return given
  throw new NumericArgumentError(
    operation,
    'pattern',
    `the pattern is ${showGiven(given)} without fitting rows, columns, starts and indices; make one with pattern or bandPattern.`,
  )
}

/** The pattern of a band: entry (i, j) with -lower <= j - i <= upper. */
export function bandPattern(n: number, lower: number, upper: number): SparsityPattern {
  for (const [name, value] of Object.entries({ n, lower, upper })) {
    if (!isExtent(value))
      throw new NumericArgumentError(
        'bandPattern',
        name,
        `${name} is ${showGiven(value)}; it must be a whole number not below 0, and below 2^31 - 1.`,
      )
  }
  const rows = Array.from({ length: n }, (_, i) => {
    const [from, to] = [Math.max(0, i - lower), Math.min(n - 1, i + upper)]
    return Array.from({ length: to - from + 1 }, (_, k) => from + k)
  })
  return pattern(rows, n)
}

/** The same matrix with rows and columns exchanged, as a pattern; `source[k]` says which entry of the original k was. */
export function transposed(given: SparsityPattern): SparsityPattern & { readonly source: Int32Array } {
  const { rows, columns, starts, indices } = given
  const out = new Int32Array(columns + 1)
  for (const j of indices) out[j + 1]!++
  for (let j = 0; j < columns; j++) out[j + 1]! += out[j]!
  const next = out.slice(0, columns)
  const turned = new Int32Array(indices.length)
  const source = new Int32Array(indices.length)
  for (let i = 0; i < rows; i++) {
    for (let k = starts[i]!; k < starts[i + 1]!; k++) {
      const at = next[indices[k]!]!++
      turned[at] = i
      source[at] = k
    }
  }
  return { rows: columns, columns: rows, starts: out, indices: turned, source }
}

/** Compressed columns of a matrix in compressed rows. */
export function toCompressedColumns(matrix: CompressedRows): CompressedColumns {
  const { starts, indices, source } = transposed(checkedPattern('toCompressedColumns', matrix))
  const values = Float64Array.from(source, (k) => matrix.values[k]!)
  return { format: 'csc', rows: matrix.rows, columns: matrix.columns, starts, indices, values }
}

/** The dense matrix, as rows. */
export function toDense(matrix: CompressedRows | CompressedColumns): number[][] {
  checkedPattern('toDense', matrix)
  const out = Array.from({ length: matrix.rows }, () => new Array<number>(matrix.columns).fill(0))
  const outer = matrix.format === 'csr' ? matrix.rows : matrix.columns
  for (let o = 0; o < outer; o++) {
    for (let k = matrix.starts[o]!; k < matrix.starts[o + 1]!; k++) {
      const inner = matrix.indices[k]!
      if (matrix.format === 'csr') out[o]![inner] = matrix.values[k]!
      else out[inner]![o] = matrix.values[k]!
    }
  }
  return out
}
