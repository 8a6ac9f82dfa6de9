import { features } from '../features.ts'
import type { MatrixType } from './product.ts'

/** Columns of the register tile: two vectors. */
export const tileColumns: Readonly<Record<MatrixType, number>> = { float32: 8, float64: 4, int32: 8 }

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
