import { merged, volume } from '../axes.ts'
import { elementBytes } from '../kernel/ir.ts'
import {
  epilogueOf,
  type MatrixProduct,
  type MatrixType,
  type OperandAxis,
  type ProductAxis,
} from './product.ts'
import { directionOf } from './registers.ts'
import { mostTileRows, type RowTiles, rowTiles, tileColumns } from './tiles.ts'

/**
 * How the register tile finds A: in panels that were packed, along one stride, or by tables of where rows and steps begin
 * (rows and sums over several axes).
 */
export type Reading = 'packed' | 'line' | 'table'

/** How a product is cut up; all lengths in elements. */
export interface ProductPlan {
  readonly tiles: RowTiles
  /** Register tiles in a block of rows, most rows in one, and columns: one unit of work. */
  readonly tilesPerBlock: number
  readonly mc: number
  readonly nc: number
  /** Axes summed over, neighbours merged, none of extent 1. */
  readonly k: readonly ProductAxis[]
  readonly rows: readonly OperandAxis[]
  /** Steps of the outermost of them between which partial results rest in memory. */
  readonly chunk: number
  /** Steps of all of them in one chunk. */
  readonly kc: number
  readonly readA: Reading
  /** Whether B is packed: all of a block's columns once for many blocks of rows, or those of each chunk. */
  readonly packB: 'whole' | 'chunk' | undefined
  /** The epilogue is done to register tiles: nothing of the result goes through scratch. */
  readonly inRegisters: boolean
  /** Stride between rows of the output, where results go there at once: no epilogue, no unfinished vectors. */
  readonly direct: number | undefined
  readonly rowBlocks: number
  readonly columnBlocks: number
  readonly units: number
  readonly unitsPerWork: number
  readonly works: number
  /** Scratch: packed A, packed B, the result's block, that block with rows and columns exchanged, tables of A. */
  readonly offsetB: number
  readonly offsetC: number
  readonly offsetT: number
  readonly offsetRows: number
  readonly offsetSteps: number
  readonly scratchBytes: number
  /** The epilogue goes along rows: its buffers lie that way. */
  readonly alongRows: boolean
}

const roundUp = (x: number, to: number): number => Math.ceil(x / to) * to

/** Merge neighbouring axes that one stride walks along in both operands; there is always one. */
function mergeAxes(axes: readonly ProductAxis[]): ProductAxis[] {
  const found = merged(axes, ({ a, b }) => [a, b])
  return found.length > 0 ? found : [{ extent: 1, a: 0, b: 0 }]
}

/** The same along one operand's axes. */
export function mergeLine(axes: readonly OperandAxis[]): OperandAxis[] {
  const found = merged(axes, ({ stride }) => [stride])
  return found.length > 0 ? found : [{ extent: 1, stride: 0 }]
}

/** Whether register tiles may read A where it stands: few pages, or lines that are read along. */
export function readsInPlace(
  dtype: MatrixType,
  rows: readonly OperandAxis[],
  k: readonly ProductAxis[],
): boolean {
  const size = elementBytes[dtype]
  const inner = k.at(-1)!
  const step = Math.abs(rows.at(-1)!.stride)
  const page = 4096
  if (rows.length === 1 && inner.a === 1 && inner.extent >= 8 && step * size < page) return true
  if (rows.length === 1 && step === 1 && Math.abs(inner.a) * size < page / 4) return true
  const reach = (axes: readonly OperandAxis[]): number =>
    axes.reduce((sum, axis) => sum + (axis.extent - 1) * Math.abs(axis.stride), 0)
  // packing lines that a convolution reads in short pieces costs more, and pays less
  const near = k.length > 1 || rows.length > 1 ? 1 << 18 : 1 << 14
  return (reach(rows) + reach(k.map((axis) => ({ extent: axis.extent, stride: axis.a })))) * size <= near
}

/**
 * The epilogue does nothing but store whole vectors along rows of the output, one below the other: then the stride between
 * them (an offset in an instruction is unsigned, so that rows that go backwards are stored one by one).
 */
function directStride(p: MatrixProduct): number | undefined {
  if (p.n.extent % tileColumns[p.dtype] !== 0) return undefined
  const { inputs, outputs, body } = epilogueOf(p)
  const [down, across] = outputs[0]!.strides.slice(-2) as [number, number]
  const plain = inputs.length === 0 && outputs.length === 1 && body.length === 1
  return plain && across === 1 && down >= 0 ? down : undefined
}

/**
 * Units of work that several threads share, and multiply-adds of one from which on there may be more of them, so that threads
 * end at nearly the same time.
 */
const [fewUnits, fewWork] = [8, 1 << 18]
const [manyUnits, muchWork] = [16, 1 << 21]

/** Bytes of columns of B that stay packed while blocks of rows go by: half of a small second cache. */
const mostPacked = 1 << 18

/** Most rows and columns of a block that fits the caches. */
const [mostRows, mostColumns] = [144, 256]

/** Blocks as large as the caches take. */
export const blocksOf = ({ batch, rows, n }: MatrixProduct): number =>
  volume(batch) * Math.ceil(volume(rows) / mostRows) * Math.ceil(n.extent / mostColumns)

/** Choose blocks that fit the caches and give several threads something to do. With `mayFinish`, tiles end in registers. */
export function planProduct(p: MatrixProduct, mayFinish = true): ProductPlan {
  const size = elementBytes[p.dtype]
  const nr = tileColumns[p.dtype]
  const k = mergeAxes(p.k)
  const rows = mergeLine(p.rows)
  const m = volume(rows)
  const steps = volume(k)
  const batch = volume(p.batch)
  const tiles = rowTiles(Math.max(1, m), mostTileRows(p.dtype))
  const tallest = tiles.height + (tiles.tall > 0 ? 1 : 0)
  const inside = volume(k.slice(1))
  const outside = k[0]!.extent
  const pieces = steps <= 384 ? 1 : Math.ceil(steps / 256)
  let chunk = Math.max(1, Math.ceil(outside / pieces))
  if (inside === 1 && pieces > 1) chunk = roundUp(chunk, 4)
  const kc = Math.max(1, Math.min(chunk, outside) * inside)
  const direct = directStride(p)
  const epilogue = epilogueOf(p)
  const light =
    direct === undefined && outside <= chunk && steps > 0 && directionOf(p.dtype, epilogue) !== undefined
  // where rows are found by a table, and results do not wait in memory, short sums do best with few tables
  const high =
    rows.length > 1 && light ? Math.min(1024, Math.max(mostRows, Math.floor(50_000 / steps))) : mostRows
  let tilesPerBlock = Math.min(tiles.count, Math.max(1, Math.round(high / Math.max(1, tallest))))
  let nc = Math.min(mostColumns, roundUp(Math.max(1, p.n.extent), nr))
  const count = (): number => batch * Math.ceil(tiles.count / tilesPerBlock) * Math.ceil(p.n.extent / nc)
  const unitWork = (): number => tilesPerBlock * tallest * nc * steps
  // columns first where rows are read in place: each column block packs B for itself, and nothing twice
  if (rows.length > 1) while (count() < 4 && unitWork() > fewWork && nc > nr) nc = roundUp(nc / 2, nr)
  const wanted = (): number => (unitWork() > muchWork ? manyUnits : fewUnits)
  while (count() < wanted() && unitWork() > fewWork && (tilesPerBlock * tallest > 32 || nc > 64)) {
    if (nc > 64 && nc >= 2 * tilesPerBlock * tallest) nc = roundUp(nc / 2, nr)
    else if (tilesPerBlock * tallest > 32) tilesPerBlock = Math.ceil(tilesPerBlock / 2)
    else nc = roundUp(nc / 2, nr)
  }
  // blocks of nearly equal size
  tilesPerBlock = Math.ceil(tiles.count / Math.ceil(tiles.count / tilesPerBlock))
  nc = roundUp(Math.ceil(Math.max(1, p.n.extent) / Math.ceil(Math.max(1, p.n.extent) / nc)), nr)
  const mc = tilesPerBlock * tallest
  const inner = k.at(-1)!
  // panels are read again for every row (column) of register tiles; packing pays where the lines lie far apart
  const block = rows.length === 1 ? [{ extent: mc, stride: rows[0]!.stride }] : rows
  const upwards = rows.length === 1 && rows[0]!.stride < 0
  const readA: Reading =
    rows.length > 1 || (!upwards && readsInPlace(p.dtype, block, k))
      ? rows.length > 1 || k.length > 1
        ? 'table'
        : 'line'
      : 'packed'
  const packs = k.length > 1 || p.n.b !== 1 || (Math.abs(inner.b) * size >= 1024 && m > 8)
  const fits = outside <= chunk || nc * steps * size <= mostPacked
  const packB = packs ? (fits ? 'whole' : 'chunk') : undefined
  const lies = (axis: -1 | -2): number =>
    epilogue.outputs.filter((output) => output.strides.at(axis) === 1).length
  const inRegisters = light && mayFinish
  const blockwise = direct === undefined && !inRegisters
  const alongRows = blockwise && m >= 4 && lies(-2) > lies(-1)
  const offsetB = readA === 'packed' ? roundUp(mc * kc * size, 64) + 64 : 0
  const offsetC = offsetB + (packB ? roundUp(nc * (packB === 'whole' ? steps : kc) * size, 64) + 64 : 0)
  const offsetT = offsetC + (blockwise ? roundUp((mc + 4) * nc * size, 64) : 0)
  const offsetRows = offsetT + (alongRows ? roundUp(nc * roundUp(mc, 4) * size, 64) : 0)
  const offsetSteps = offsetRows + (readA === 'table' ? roundUp(4 * mc, 64) : 0)
  const rowBlocks = Math.ceil(tiles.count / tilesPerBlock)
  const columnBlocks = Math.ceil(p.n.extent / nc)
  const units = m === 0 ? 0 : batch * rowBlocks * columnBlocks
  const unitsPerWork = Math.max(1, Math.round((1 << 17) / Math.max(1, mc * nc * steps)))
  return {
    tiles,
    tilesPerBlock,
    mc,
    nc,
    k,
    rows,
    chunk,
    kc,
    readA,
    packB,
    inRegisters,
    direct,
    rowBlocks,
    columnBlocks,
    units,
    unitsPerWork,
    works: Math.ceil(units / unitsPerWork),
    offsetB,
    offsetC,
    offsetT,
    offsetRows,
    offsetSteps,
    scratchBytes: offsetSteps + (readA === 'table' ? roundUp(4 * kc, 64) : 0) + 64,
    alongRows,
  }
}
