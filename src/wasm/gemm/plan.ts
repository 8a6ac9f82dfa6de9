import { KernelError } from '../errors.ts'
import {
  type Buffer,
  elementBytes,
  type Instruction,
  type LoopKernel,
  type OutputBuffer,
} from '../kernel/ir.ts'

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

/**
 * C[batch, m, n] = sum over k of A[batch, m, k] B[batch, k, n], where batch and k may be several axes (a convolution
 * sums over channels and taps, and its taps are one more stride into the image).
 */
export interface MatrixProduct {
  readonly name: string
  readonly dtype: MatrixType
  readonly batch: readonly ProductAxis[]
  /** Rows: extent and stride in A. */
  readonly m: { readonly extent: number; readonly a: number }
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
    m: { extent: m, a: transposed.a ? 1 : k },
    n: { extent: n, b: transposed.b ? k : 1 },
    k: [{ extent: k, a: transposed.a ? m : 1, b: transposed.b ? 1 : n }],
  }
  return epilogue ? { ...product, epilogue } : product
}

/** Row-major strides over [...batch, m, n]. */
export function resultStrides(p: MatrixProduct): number[] {
  const extents = [...p.batch.map((axis) => axis.extent), p.m.extent, p.n.extent]
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
export function plainEpilogue(p: MatrixProduct): Epilogue {
  return {
    inputs: [],
    outputs: [{ dtype: p.dtype, strides: resultStrides(p), value: 0 }],
    body: [{ kind: 'input', input: 0, dtype: p.dtype, args: [] }],
  }
}

/** Rows and columns of the register tile: 8 accumulators. */
export const tileRows = 4
export const tileColumns: Readonly<Record<MatrixType, number>> = { float32: 8, float64: 4, int32: 8 }

/** How a product is cut up; all lengths in elements. */
export interface ProductPlan {
  /** Block of the result that is one unit of work. */
  readonly mc: number
  readonly nc: number
  /** Axes summed over, neighbours merged, none of extent 1. */
  readonly k: readonly ProductAxis[]
  /** Steps of the outermost of them between which partial results rest in memory. */
  readonly chunk: number
  /** Steps of all of them in one chunk. */
  readonly kc: number
  readonly packA: boolean
  readonly packB: boolean
  /** Results go to the output at once; otherwise through a scratch tile and the epilogue. */
  readonly direct: boolean
  readonly rowBlocks: number
  readonly columnBlocks: number
  readonly units: number
  readonly unitsPerTile: number
  readonly tiles: number
  /** Scratch: packed A, packed B, the result's block. */
  readonly offsetB: number
  readonly offsetC: number
  readonly scratchBytes: number
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

/** Whether register tiles may read rows of A where they stand: few pages, or lines that are read along. */
export function readsInPlace(
  dtype: MatrixType,
  rows: { readonly extent: number; readonly a: number },
  k: readonly ProductAxis[],
): boolean {
  const size = elementBytes[dtype]
  const inner = k.at(-1)!
  const page = 4096
  if (inner.a === 1 && inner.extent >= 8 && Math.abs(rows.a) * size < page) return true
  if (rows.a === 1 && Math.abs(inner.a) * size < page / 4) return true
  const along = k.reduce((sum, axis) => sum + (axis.extent - 1) * Math.abs(axis.a), 0)
  // packing lines that a convolution reads in short pieces costs more, and pays less
  const near = k.length > 1 ? 1 << 18 : 1 << 14
  return (along + (rows.extent - 1) * Math.abs(rows.a)) * size <= near
}

/** Choose blocks that fit the caches and give several threads something to do. */
export function planProduct(p: MatrixProduct): ProductPlan {
  for (const { extent } of [p.m, p.n, ...p.batch, ...p.k])
    if (!Number.isInteger(extent) || extent < 0)
      throw new KernelError(`matrix product ${p.name}: an extent is ${extent}.`)
  const size = elementBytes[p.dtype]
  const nr = tileColumns[p.dtype]
  const k = mergeAxes(p.k)
  const steps = k.reduce((count, axis) => count * axis.extent, 1)
  const batch = p.batch.reduce((count, axis) => count * axis.extent, 1)
  let mc = Math.min(128, roundUp(Math.max(1, p.m.extent), tileRows))
  let nc = Math.min(256, roundUp(Math.max(1, p.n.extent), nr))
  const count = (): number => batch * Math.ceil(p.m.extent / mc) * Math.ceil(p.n.extent / nc)
  const worth = (): boolean => mc * nc * steps > 1 << 18
  while (count() < 8 && worth() && (mc > 32 || nc > 64)) {
    if (nc > 64 && nc >= 2 * mc) nc = roundUp(nc / 2, nr)
    else if (mc > 32) mc = roundUp(mc / 2, tileRows)
    else nc = roundUp(nc / 2, nr)
  }
  const inside = k.slice(1).reduce((n, axis) => n * axis.extent, 1)
  const outside = k[0]!.extent
  const pieces = steps <= 384 ? 1 : Math.ceil(steps / 256)
  let chunk = Math.max(1, Math.ceil(outside / pieces))
  if (inside === 1 && pieces > 1) chunk = roundUp(chunk, 4)
  const kc = Math.max(1, Math.min(chunk, outside) * inside)
  const inner = k.at(-1)!
  const far = 1024
  // panels are read again for every row (column) of register tiles; packing pays where the lines lie far apart
  const packA = p.m.extent % tileRows !== 0 || p.m.a < 0 || !readsInPlace(p.dtype, { ...p.m, extent: mc }, k)
  const packB =
    p.n.b !== 1 || (k.length === 1 && Math.abs(inner.b) * size >= far && p.m.extent > 2 * tileRows)
  const direct = p.epilogue === undefined && p.m.extent % tileRows === 0 && p.n.extent % nr === 0
  const offsetB = packA ? roundUp(mc * kc * size, 64) : 0
  const offsetC = offsetB + (packB ? roundUp(nc * kc * size, 64) : 0)
  const rowBlocks = Math.ceil(p.m.extent / mc)
  const columnBlocks = Math.ceil(p.n.extent / nc)
  const units = batch * rowBlocks * columnBlocks
  const unitWork = Math.max(1, mc * nc * steps)
  const unitsPerTile = Math.max(1, Math.round((1 << 17) / unitWork))
  return {
    mc,
    nc,
    k,
    chunk,
    kc,
    packA,
    packB,
    direct,
    rowBlocks,
    columnBlocks,
    units,
    unitsPerTile,
    tiles: Math.ceil(units / unitsPerTile),
    offsetB,
    offsetC,
    scratchBytes: offsetC + (direct ? 0 : mc * nc * size) + 64,
  }
}

/** The epilogue as a kernel over a row-major result, for printing and checks. */
export function epilogueKernel(p: MatrixProduct): LoopKernel {
  const { inputs, outputs, body } = p.epilogue ?? plainEpilogue(p)
  return {
    name: `${p.name}_epilogue`,
    axes: [...p.batch, p.m, p.n].map(({ extent }) => ({ extent, reduced: false })),
    inputs: [{ dtype: p.dtype, strides: resultStrides(p) }, ...inputs],
    outputs,
    body,
  }
}
