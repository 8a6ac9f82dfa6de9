import { volume } from '../axes.ts'
import { wide } from '../vectors.ts'
import type { LoopKernel } from './ir.ts'
import { type Layout, type LoopAxis, type Placement, storesMasks } from './layout.ts'

/** How a kernel's loops are cut into units, and units into tiles, which threads share. */
export interface Tiling {
  /** Elements of the vector axis that one unit covers. */
  readonly block: number
  readonly blocks: number
  /** The axis whose steps are taken within a block of the vector axis. */
  readonly across: LoopAxis | undefined
  /** Vectors that are computed side by side. */
  readonly unroll: number
  readonly units: number
  readonly unitsPerTile: number
  readonly tiles: number
}

/** Price of a tile that is worth handing to a thread, in vector instructions. */
const tileCost = 32_768

export function tilingOf(kernel: LoopKernel, layout: Layout, placements: readonly Placement[]): Tiling {
  const costOf = (level: Placement['level']): number =>
    placements.reduce((sum, p) => sum + (p.level === level ? p.cost : 0), 1)
  const elementCost = costOf('element')
  const inner = volume(layout.inner)
  const outer = volume(layout.outer)
  const { extent } = layout.vector
  const little = Math.ceil(extent / 4) * inner * outer * elementCost <= littleWork
  // of a row, which shall not depend on how many there are: sums do on how many vectors are computed side by side
  const most = layout.mode === 'row' ? beside(extent) : little ? 1 : Infinity
  const unroll = Math.min(most, vectorsAtOnce(kernel, layout, elementCost))
  const across = turnedAxis(kernel, layout)
  const block = across ? turnedBlock : blockLength(layout, inner, elementCost, unroll)
  const blocks = Math.max(1, Math.ceil(extent / block))
  const units = layout.mode === 'elementwise' && extent === 0 ? 0 : outer * blocks
  const unitCost =
    Math.ceil((Math.min(block, extent) * inner) / layout.lanes) * elementCost + costOf('row') + 8
  const unitsPerTile = Math.max(1, Math.round(tileCost / unitCost))
  const tiles = Math.ceil(units / unitsPerTile)
  return { block, blocks, across, unroll, units, unitsPerTile, tiles }
}

/** Vector instructions that take less than a tenth of a microsecond longer one after the other: to write code for several vectors takes more. */
const littleWork = 512

/** Vectors of a row that are computed side by side at most: of a short one less code is written, and as much of it runs. */
const beside = (extent: number): number => (extent < 16 ? 1 : extent <= 32 ? 2 : 4)

/**
 * Vectors that are computed side by side: while one waits for its operands, others go on. Rows along which something runs are one vector:
 * of a length that is a power of two, more would drive each other out of the cache.
 */
const vectorsAtOnce = (kernel: LoopKernel, layout: Layout, elementCost: number): number => {
  const { mode, vector } = layout
  if (elementCost > 160) return elementCost <= 320 ? 2 : 1
  const runs = kernel.body.some(({ kind }) => kind === 'running')
  if (runs && vector.bytes.some((step) => Math.abs(step) >= 64)) return 1
  if (kernel.outputs.some((_, k) => storesMasks(kernel, layout, k))) return 4
  if (elementCost > 12) return 4
  if (mode === 'elementwise') return wide() ? 2 : 1
  const reduces = kernel.body.filter(({ kind }) => kind === 'reduce').length
  const strips = mode === 'column' && vector.extent % wideStrip === 0
  return wide() && strips && reduces === 1 ? wideStrip / 4 : 4
}

/** Columns that are reduced side by side on vectors of 256 bits: memory gives what lies far along a row sooner, and sums stay in registers. */
const wideStrip = 32

/** Elements of a row of a turned kernel that are computed before the next row's. */
const turnedBlock = 16

/**
 * The axis along which the elements of an input lie close that the vector axis jumps in (a transposition): going along it
 * within a short block of the vector axis uses up the cache lines that are read.
 */
function turnedAxis(kernel: LoopKernel, layout: Layout): LoopAxis | undefined {
  if (layout.mode !== 'elementwise' || layout.vector.extent < 2 * turnedBlock) return undefined
  const step = (axis: LoopAxis, k: number): number => Math.abs(axis.bytes[k]!)
  const close = kernel.inputs.flatMap((_, k) =>
    step(layout.vector, k) >= 64
      ? layout.outer.filter((axis) => axis.extent > 1 && step(axis, k) > 0 && step(axis, k) <= 16)
      : [],
  )
  return close[0]
}

/** Elements of the vector axis that one unit covers. */
function blockLength(layout: Layout, inner: number, elementCost: number, unroll: number): number {
  const extent = Math.max(1, layout.vector.extent)
  if (layout.mode === 'row') return extent
  const ideal = Math.max(1, Math.floor((layout.lanes * tileCost) / (elementCost * inner)))
  const step = layout.mode === 'column' ? 4 * unroll : 64
  return Math.min(extent, Math.ceil(ideal / step) * step)
}
