import { volume } from '../axes.ts'
import { elementBytes } from '../kernel/ir.ts'
import { type Blocks, planBlocks, roundUp } from './blocks.ts'
import type { MatrixProduct, MatrixType, OperandAxis, ProductAxis } from './product.ts'
import { mergeAxes, mergeLine, planReadings, type Readings } from './reading.ts'
import { directionOf } from './registers.ts'
import { tileColumns } from './tiles.ts'

/** A sum cut into chunks, between which partial results rest in memory. */
interface Chunks {
  /** Axes summed over, neighbours merged, none of extent 1. */
  readonly k: readonly ProductAxis[]
  /** Steps of all of them. */
  readonly steps: number
  /** Steps of the outermost of them in one chunk, and of all of them. */
  readonly chunk: number
  readonly kc: number
  /** There is one chunk. */
  readonly whole: boolean
}

/**
 * Where complete sums go: into the result, as they are; from registers through the epilogue; or into scratch, where the epilogue
 * goes along the lines of a block, or along its rows after it was turned.
 */
type Ending = 'stored' | 'registers' | 'scratch' | 'turned'

/** How a product is cut up; lengths in elements. */
export interface ProductPlan extends Blocks, Chunks, Readings {
  readonly rows: readonly OperandAxis[]
  readonly unitsPerWork: number
  readonly works: number
  readonly ending: Ending
  /** From row to row where register tiles store sums. */
  readonly pitch: number
  /** Where things stand in scratch: packed operands, the result's block and that block turned, tables of A. */
  readonly scratch: Scratch
  readonly scratchBytes: number
}

interface Scratch {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly turned: number
  readonly rows: number
  readonly steps: number
}

export function planProduct(p: MatrixProduct): ProductPlan {
  const chunks = chunksOf(p)
  const rows = mergeLine(p.rows)
  const stride = storedStride(p)
  const light = stride === undefined && chunks.whole && directionOf(p.dtype, p.epilogue) !== undefined
  const blocks = planBlocks(p, { steps: chunks.steps, byTable: rows.length > 1, light })
  const readings = planReadings(p, { rows, ...chunks }, blocks)
  const ending = stride !== undefined ? 'stored' : light ? 'registers' : turns(p) ? 'turned' : 'scratch'
  const { mc, nc, units } = blocks
  const unitsPerWork = Math.max(1, Math.round((1 << 17) / (mc * nc * chunks.steps)))
  return {
    ...chunks,
    ...blocks,
    ...readings,
    rows,
    unitsPerWork,
    works: Math.ceil(units / unitsPerWork),
    ending,
    pitch: stride ?? nc,
    ...layOut(p.dtype, chunks, blocks, readings, ending),
  }
}

/** Steps of a chunk, and of a sum that stays whole: a panel of columns is that long, and takes most of the first cache. */
const [chunkSteps, mostSteps] = [512, 576]

function chunksOf(p: MatrixProduct): Chunks {
  const k = mergeAxes(p.k)
  const { extent } = k[0]!
  const steps = volume(k)
  const inside = steps / extent
  const pieces = steps <= mostSteps ? 1 : Math.ceil(steps / chunkSteps)
  const even = Math.ceil(extent / pieces)
  const chunk = Math.min(extent, inside === 1 ? roundUp(even, 4) : even)
  return { k, steps, chunk, kc: chunk * inside, whole: chunk === extent }
}

/**
 * The stride between rows of the output where the epilogue does nothing but store whole vectors along them (an offset in an
 * instruction is unsigned, so that rows that go backwards are stored one by one).
 */
function storedStride({ dtype, n, epilogue: { inputs, outputs, body } }: MatrixProduct): number | undefined {
  const [down, across] = outputs[0]!.strides.slice(-2) as [number, number]
  const plain = inputs.length === 0 && outputs.length === 1 && body.length === 1
  return plain && n.extent % tileColumns(dtype) === 0 && across === 1 && down >= 0 ? down : undefined
}

/** Whether more of the outputs lie along rows than along columns. */
function turns({ rows, epilogue: { outputs } }: MatrixProduct): boolean {
  const lying = (axis: -1 | -2): number => outputs.filter(({ strides }) => strides.at(axis) === 1).length
  return volume(rows) >= 4 && lying(-2) > lying(-1)
}

/** One thing after the other in scratch; vectors are read and written past the end. */
function layOut(
  dtype: MatrixType,
  { steps, kc }: Chunks,
  { mc, nc, tiles }: Blocks,
  { readA, packB }: Readings,
  ending: Ending,
): Pick<ProductPlan, 'scratch' | 'scratchBytes'> {
  const size = elementBytes[dtype]
  let end = 0
  const room = (needed: boolean, bytes: number): number => {
    const start = end
    if (needed) end += roundUp(bytes, 64)
    return start
  }
  const rests = ending === 'scratch' || ending === 'turned'
  const scratch: Scratch = {
    a: room(readA === 'packed', mc * kc * size + 64),
    b: room(packB !== undefined, nc * (packB === 'whole' ? steps : kc) * size + 64),
    // a tile that is finished in registers may rest here
    c: room(ending !== 'stored', (rests ? (mc + 4) * nc : tiles.most * tileColumns(dtype)) * size),
    turned: room(ending === 'turned', nc * roundUp(mc, 4) * size),
    rows: room(readA === 'table', 4 * mc),
    steps: room(readA === 'table', 4 * kc),
  }
  return { scratch, scratchBytes: end + 64 }
}
