import { KernelError } from '../errors.ts'
import { type Buffer, elementBytes, type Instruction, type OutputBuffer } from '../kernel/ir.ts'
import { directionOf } from './registers.ts'
import { mostTileRows, type RowTiles, rowTiles, tileColumns } from './tiles.ts'

/** Element types that matrices are multiplied in. */
export type MatrixType = 'float32' | 'float64' | 'int32'

/**
 * What happens to the product before it is stored: a kernel body over the axes [...batch, m, n] whose input 0 is the
 * product; further inputs and all outputs have one stride for each of these axes.
 */
export interface Epilogue {
  readonly inputs: readonly Buffer[]
  readonly outputs: readonly OutputBuffer[]
  readonly body: readonly Instruction[]
}

/** An axis of a product: its extent and its stride (in elements) in A and in B; 0 where an operand lacks it. */
export interface ProductAxis {
  readonly extent: number
  readonly a: number
  readonly b: number
}

/** An axis of one operand: its extent and its stride in elements. */
export interface OperandAxis {
  readonly extent: number
  readonly stride: number
}

/**
 * C[batch, m, n] = sum over k of A[batch, m, k] B[batch, k, n], where batch, m and k may be several axes (a convolution's
 * rows are the places of an image, and it sums over channels and taps).
 */
export interface MatrixProduct {
  readonly name: string
  readonly dtype: MatrixType
  readonly batch: readonly ProductAxis[]
  /** The axes of A that count rows, outermost first; everything else sees them as one. */
  readonly rows: readonly OperandAxis[]
  /** Columns: extent and stride in B. */
  readonly n: { readonly extent: number; readonly b: number }
  /** Outermost first; sums run over the last fastest. */
  readonly k: readonly ProductAxis[]
  /** Whether the argument block holds B's address before A's. */
  readonly swapped?: boolean
  /** In elements from the pointers. */
  readonly offsetA?: number
  readonly offsetB?: number
  /** Without one the product is stored row-major. */
  readonly epilogue?: Epilogue
}

export const volume = (axes: readonly { readonly extent: number }[]): number =>
  axes.reduce((n, axis) => n * axis.extent, 1)

/** The usual product of matrices [batch, m, k] and [batch, k, n], row-major or transposed. */
export function matrixProduct(
  name: string,
  dtype: MatrixType,
  shape: { readonly batch?: number; readonly m: number; readonly n: number; readonly k: number },
  transposed: { readonly a?: boolean; readonly b?: boolean } = {},
  epilogue?: Epilogue,
): MatrixProduct {
  const { batch = 1, m, n, k } = shape
  const product = {
    name,
    dtype,
    batch: [{ extent: batch, a: m * k, b: k * n }],
    rows: [{ extent: m, stride: transposed.a ? 1 : k }],
    n: { extent: n, b: transposed.b ? k : 1 },
    k: [{ extent: k, a: transposed.a ? m : 1, b: transposed.b ? 1 : n }],
  }
  return epilogue ? { ...product, epilogue } : product
}

/** Row-major strides over [...batch, m, n]. */
export function resultStrides(p: MatrixProduct): number[] {
  const extents = [...p.batch.map((axis) => axis.extent), volume(p.rows), p.n.extent]
  let size = 1
  return extents
    .reverse()
    .map((extent) => {
      const stride = size
      size *= extent
      return stride
    })
    .reverse()
}

/** The epilogue that only stores. */
function plainEpilogue(p: MatrixProduct): Epilogue {
  return {
    inputs: [],
    outputs: [{ dtype: p.dtype, strides: resultStrides(p), value: 0 }],
    body: [{ kind: 'input', input: 0, dtype: p.dtype, args: [] }],
  }
}

export const epilogueOf = (p: MatrixProduct): Epilogue => p.epilogue ?? plainEpilogue(p)

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

/** Merge neighbouring axes that one stride walks along in both operands. */
function mergeAxes(axes: readonly ProductAxis[]): ProductAxis[] {
  const merged: ProductAxis[] = []
  for (const axis of axes) {
    if (axis.extent === 1) continue
    const last = merged.at(-1)
    if (last && last.a === axis.a * axis.extent && last.b === axis.b * axis.extent)
      merged[merged.length - 1] = { ...axis, extent: last.extent * axis.extent }
    else merged.push(axis)
  }
  return merged.length > 0 ? merged : [{ extent: axes.some((x) => x.extent === 0) ? 0 : 1, a: 0, b: 0 }]
}

/** Merges the neighbours among one operand's axes that one stride walks along. */
export function mergeLine(axes: readonly OperandAxis[]): OperandAxis[] {
  return mergeAxes(axes.map(({ extent, stride }) => ({ extent, a: stride, b: 0 }))).map(({ extent, a }) => ({
    extent,
    stride: a,
  }))
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

/** The epilogue does nothing but store whole vectors along rows of the output: then the stride between them. */
function directStride(p: MatrixProduct): number | undefined {
  if (p.n.extent % tileColumns[p.dtype] !== 0) return undefined
  const { inputs, outputs, body } = epilogueOf(p)
  const [output] = outputs
  const plain =
    inputs.length === 0 && outputs.length === 1 && body.length === 1 && output!.strides.at(-1) === 1
  return plain ? output!.strides.at(-2)! : undefined
}

/** Bytes of columns of B that stay packed while blocks of rows go by: half of a small second cache. */
const mostPacked = 1 << 18

/** Choose blocks that fit the caches and give several threads something to do. With `mayFinish`, tiles end in registers. */
export function planProduct(p: MatrixProduct, mayFinish = true): ProductPlan {
  for (const { extent } of [...p.rows, p.n, ...p.batch, ...p.k])
    if (!Number.isInteger(extent) || extent < 0)
      throw new KernelError(`matrix product ${p.name}: an extent is ${extent}.`)
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
  let tilesPerBlock = Math.min(tiles.count, Math.max(1, Math.round(132 / Math.max(1, tallest))))
  let nc = Math.min(256, roundUp(Math.max(1, p.n.extent), nr))
  const count = (): number => batch * Math.ceil(tiles.count / tilesPerBlock) * Math.ceil(p.n.extent / nc)
  const worth = (): boolean => tilesPerBlock * tallest * nc * steps > 1 << 18
  // columns first where rows are read in place: each column block packs B for itself, and nothing twice
  if (rows.length > 1) while (count() < 4 && worth() && nc > nr) nc = roundUp(nc / 2, nr)
  while (count() < 8 && worth() && (tilesPerBlock * tallest > 32 || nc > 64)) {
    if (nc > 64 && nc >= 2 * tilesPerBlock * tallest) nc = roundUp(nc / 2, nr)
    else if (tilesPerBlock * tallest > 32) tilesPerBlock = Math.ceil(tilesPerBlock / 2)
    else nc = roundUp(nc / 2, nr)
  }
  // blocks of nearly equal size
  tilesPerBlock = Math.ceil(tiles.count / Math.ceil(tiles.count / tilesPerBlock))
  const mc = tilesPerBlock * tallest
  const inner = k.at(-1)!
  // panels are read again for every row (column) of register tiles; packing pays where the lines lie far apart
  const block = rows.length === 1 ? [{ extent: mc, stride: rows[0]!.stride }] : rows
  const strange = rows.length === 1 && rows[0]!.stride < 0
  const readA: Reading =
    rows.length > 1 || (!strange && readsInPlace(p.dtype, block, k))
      ? rows.length > 1 || k.length > 1
        ? 'table'
        : 'line'
      : 'packed'
  const packs = k.length > 1 || p.n.b !== 1 || (Math.abs(inner.b) * size >= 1024 && m > 8)
  const fits = outside <= chunk || nc * steps * size <= mostPacked
  const packB = packs ? (fits ? 'whole' : 'chunk') : undefined
  const direct = directStride(p)
  const epilogue = epilogueOf(p)
  const lies = (axis: -1 | -2): number =>
    epilogue.outputs.filter((output) => output.strides.at(axis) === 1).length
  const inRegisters =
    mayFinish &&
    direct === undefined &&
    outside <= chunk &&
    steps > 0 &&
    directionOf(p.dtype, epilogue) !== undefined
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
  const unitWork = Math.max(1, mc * nc * steps)
  const unitsPerWork = Math.max(1, Math.round((1 << 17) / unitWork))
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
