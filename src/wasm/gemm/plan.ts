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
 * What happens to the product before it is stored: a kernel body over the axes [batch, m, n] whose input 0 is the
 * product; further inputs and all outputs have three strides each.
 */
export interface Epilogue {
  readonly inputs: readonly Buffer[]
  readonly outputs: readonly OutputBuffer[]
  readonly body: readonly Instruction[]
}

/** C[b,m,n] = sum over k of A[b,m,k] B[b,k,n], any strides (in elements; 0 broadcasts a batch). */
export interface MatrixProduct {
  readonly name: string
  readonly dtype: MatrixType
  readonly batch: number
  readonly m: number
  readonly n: number
  readonly k: number
  /** Strides of [batch, m, k]. */
  readonly a: readonly [number, number, number]
  /** Strides of [batch, k, n]. */
  readonly b: readonly [number, number, number]
  /** Without one the product is stored row-major. */
  readonly epilogue?: Epilogue
}

/** The epilogue that only stores. */
export function plainEpilogue(p: MatrixProduct): Epilogue {
  return {
    inputs: [],
    outputs: [{ dtype: p.dtype, strides: [p.m * p.n, p.n, 1], value: 0 }],
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
  /** Length of the sums between which partial results rest in memory. */
  readonly kc: number
  readonly packA: boolean
  readonly packB: boolean
  /** Results go to the output at once; otherwise through a scratch tile and the epilogue. */
  readonly direct: boolean
  readonly rowBlocks: number
  readonly columnBlocks: number
  readonly tiles: number
  /** Scratch: packed A, packed B, the result's block. */
  readonly offsetB: number
  readonly offsetC: number
  readonly scratchBytes: number
}

const roundUp = (x: number, to: number): number => Math.ceil(x / to) * to

/** Choose blocks that fit the caches and give several threads something to do. */
export function planProduct(p: MatrixProduct): ProductPlan {
  for (const [name, n] of Object.entries({ batch: p.batch, m: p.m, n: p.n, k: p.k }))
    if (!Number.isInteger(n) || n < 0) throw new KernelError(`matrix product ${p.name}: ${name} is ${n}.`)
  const size = elementBytes[p.dtype]
  const nr = tileColumns[p.dtype]
  let mc = Math.min(128, roundUp(Math.max(1, p.m), tileRows))
  let nc = Math.min(256, roundUp(Math.max(1, p.n), nr))
  const count = (): number => p.batch * Math.ceil(p.m / mc) * Math.ceil(p.n / nc)
  const worth = (): boolean => mc * nc * p.k > 1 << 18
  while (count() < 8 && worth() && (mc > 32 || nc > 64)) {
    if (nc > 64 && nc >= 2 * mc) nc = roundUp(nc / 2, nr)
    else if (mc > 32) mc = roundUp(mc / 2, tileRows)
    else nc = roundUp(nc / 2, nr)
  }
  const kc = p.k <= 384 ? p.k : roundUp(p.k / Math.ceil(p.k / 256), 4)
  const [, am, ak] = p.a
  const [, bk, bn] = p.b
  const farApart = 1024
  // panels are read again for every row (column) of register tiles; packing pays where the lines lie far apart
  const nearby = (ak === 1 && am * size < 4 * farApart) || (am === 1 && ak * size < farApart)
  const packA = p.m % tileRows !== 0 || !nearby
  const packB = bn !== 1 || (bk * size >= farApart && p.m > 2 * tileRows)
  const direct = p.epilogue === undefined && p.m % tileRows === 0 && p.n % nr === 0
  const bytesA = packA ? mc * kc * size : 0
  const bytesB = packB ? nc * kc * size : 0
  const rowBlocks = Math.ceil(p.m / mc)
  const columnBlocks = Math.ceil(p.n / nc)
  return {
    mc,
    nc,
    kc,
    packA,
    packB,
    direct,
    rowBlocks,
    columnBlocks,
    tiles: p.batch * rowBlocks * columnBlocks,
    offsetB: roundUp(bytesA, 64),
    offsetC: roundUp(bytesA, 64) + roundUp(bytesB, 64),
    scratchBytes: roundUp(bytesA, 64) + roundUp(bytesB, 64) + (direct ? 0 : mc * nc * size) + 64,
  }
}

/** The epilogue as a kernel over one row-major block, for printing and checks. */
export function epilogueKernel(p: MatrixProduct): LoopKernel {
  const { inputs, outputs, body } = p.epilogue ?? plainEpilogue(p)
  return {
    name: `${p.name}_epilogue`,
    axes: [p.batch, p.m, p.n].map((extent) => ({ extent, reduced: false })),
    inputs: [{ dtype: p.dtype, strides: [p.m * p.n, p.n, 1] }, ...inputs],
    outputs,
    body,
  }
}
