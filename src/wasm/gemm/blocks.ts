import { volume } from '../axes.ts'
import type { MatrixProduct } from './product.ts'
import { type RowTiles, rowTiles, tileColumns } from './tiles.ts'

/** A result cut into blocks, each of which is a unit of work; lengths in elements. */
export interface Blocks {
  readonly tiles: RowTiles
  /** Register tiles in a block of rows, most rows in one, and columns. */
  readonly tilesPerBlock: number
  readonly mc: number
  readonly nc: number
  readonly rowBlocks: number
  readonly columnBlocks: number
  readonly units: number
}

/**
 * Units of work that several threads share, and multiply-adds of one from which on there may be more of them, so that threads
 * end at nearly the same time.
 */
const [fewUnits, fewWork] = [8, 1 << 18]
const [manyUnits, muchWork] = [16, 1 << 21]

/** Most rows and columns of a block that fits the caches. */
const [mostRows, mostColumns] = [144, 256]

export const roundUp = (x: number, to: number): number => Math.ceil(x / to) * to

/** Blocks as large as the caches take. */
export const largestBlocks = ({ batch, rows, n }: MatrixProduct): number =>
  volume(batch) * Math.ceil(volume(rows) / mostRows) * Math.ceil(n.extent / mostColumns)

/**
 * Blocks that fit the caches and give several threads something to do. `steps` is the length of the sum; `byTable` says that
 * rows are found by a table, `light` that results do not wait in memory: then short sums do best with few tables.
 */
export function planBlocks(
  p: MatrixProduct,
  { steps, byTable, light }: { readonly steps: number; readonly byTable: boolean; readonly light: boolean },
): Blocks {
  const nr = tileColumns(p.dtype)
  const batch = volume(p.batch)
  const tiles = rowTiles(volume(p.rows), p.dtype)
  const n = p.n.extent
  const high = byTable && light ? Math.min(1024, Math.max(mostRows, Math.floor(50_000 / steps))) : mostRows
  let tilesPerBlock = Math.min(tiles.count, Math.max(1, Math.round(high / tiles.most)))
  let nc = Math.min(mostColumns, roundUp(n, nr))
  const mc = (): number => tilesPerBlock * tiles.most
  const units = (): number => batch * Math.ceil(tiles.count / tilesPerBlock) * Math.ceil(n / nc)
  const work = (): number => mc() * nc * steps
  const narrow = (): void => {
    nc = roundUp(nc / 2, nr)
  }
  // columns first where rows are read in place: each column block packs B for itself, and nothing twice
  if (byTable) while (units() < 4 && work() > fewWork && nc > nr) narrow()
  const wanted = (): number => (work() > muchWork ? manyUnits : fewUnits)
  while (units() < wanted() && work() > fewWork && (mc() > 32 || nc > 64))
    if (mc() <= 32 || (nc > 64 && nc >= 2 * mc())) narrow()
    else tilesPerBlock = Math.ceil(tilesPerBlock / 2)
  // blocks of nearly equal size
  const evenly = (all: number, most: number): number => Math.ceil(all / Math.ceil(all / most))
  tilesPerBlock = evenly(tiles.count, tilesPerBlock)
  nc = roundUp(evenly(n, nc), nr)
  return {
    tiles,
    tilesPerBlock,
    mc: mc(),
    nc,
    rowBlocks: Math.ceil(tiles.count / tilesPerBlock),
    columnBlocks: Math.ceil(n / nc),
    units: units(),
  }
}
