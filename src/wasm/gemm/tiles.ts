import { features } from '../features.ts'
import { wide } from '../vectors.ts'
import type { MatrixType } from './product.ts'

/** Elements of a vector. */
const lanes: Readonly<Record<MatrixType, number>> = { float32: 4, float64: 2, int32: 4 }

/** Columns of the register tile: two registers of the processor, and where these are of 128 bits. */
export const tileColumns = (dtype: MatrixType): number => (wide() ? 2 : 1) * narrowColumns(dtype)
export const narrowColumns = (dtype: MatrixType): number => 2 * lanes[dtype]

/** Vectors that hold some columns. */
export const vectorsOf = (columns: number, dtype: MatrixType): number => Math.ceil(columns / lanes[dtype])

/** Most rows of the register tile: with multiply and add apart, a third register a row is taken. */
const mostTileRows = (dtype: MatrixType): number => (dtype !== 'int32' && features().fma ? 6 : 4)

/** Rows as register tiles of nearly equal height: `tall` of `height + 1` rows, then the others. */
export interface RowTiles {
  readonly count: number
  readonly height: number
  readonly tall: number
  /** Rows of the tallest. */
  readonly most: number
}

export function rowTiles(rows: number, dtype: MatrixType): RowTiles {
  const count = Math.ceil(rows / mostTileRows(dtype))
  return { count, height: Math.floor(rows / count), tall: rows % count, most: Math.ceil(rows / count) }
}
