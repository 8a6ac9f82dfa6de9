import { volume } from '../axes.ts'
import type { Buffer, Instruction, LoopKernel, OutputBuffer } from '../kernel/ir.ts'
import { type Epilogue, type MatrixProduct, type MatrixType, type ProductAxis, restrided } from './product.ts'
import { mergeLine, readsInPlace } from './reading.ts'
import { narrowColumns, rowTiles, tileColumns } from './tiles.ts'

/** An axis of a contraction with its stride (in elements) in each operand; 0 where the operand does not have it. */
export interface ContractionAxis {
  readonly extent: number
  readonly summed: boolean
  readonly a: number
  readonly b: number
}

/**
 * Sum of products over any axes: dot_general, and every convolution on a padded image, whose window is one more axis
 * with a stride in the image (a forward convolution sums over channels and taps, a weight gradient over images and
 * positions).
 */
export interface Contraction {
  readonly name: string
  readonly dtype: MatrixType
  readonly axes: readonly ContractionAxis[]
  readonly offsetA: number
  readonly offsetB: number
  /** Buffers have one stride for each axis that is not summed, in order; input 0 of the body is the sum. */
  readonly epilogue: Epilogue
}

/** Which kept axes count rows, outermost first, and which counts columns; `swapped` says that A and B change places. */
interface Candidate {
  readonly swapped: boolean
  readonly rows: readonly number[]
  readonly n: number
}

/** Share of the register tiles' rate from which on they do better than plain loops. */
const worthTiles = 0.3

/**
 * The rows and columns that fill the register tile best, or nothing where plain loops do as well: on narrow vectors, so that
 * wide ones add in the same order.
 */
export function asProduct(c: Contraction, width = tileColumns(c.dtype)): MatrixProduct | undefined {
  const kept = c.axes.filter((axis) => !axis.summed)
  const summed = c.axes.filter((axis) => axis.summed)
  // nothing to do, or to add up
  if (volume(kept) === 0 || volume(summed) < 2) return undefined
  let best: Candidate | undefined
  let most = -Infinity
  let worth = -Infinity
  const narrow = narrowColumns(c.dtype)
  for (const candidate of candidatesOf(c, kept)) {
    const score = efficiency(c.dtype, width, kept, summed, candidate)
    if (score > most) [best, most] = [candidate, score]
    worth = Math.max(worth, width === narrow ? score : efficiency(c.dtype, narrow, kept, summed, candidate))
  }
  return best && worth >= worthTiles ? productOf(c, kept, summed, best) : undefined
}

/** Rows are an axis of one operand alone, or several that the results see as one; columns are one of the other's. */
function* candidatesOf({ epilogue }: Contraction, kept: readonly ContractionAxis[]): Generator<Candidate> {
  const buffers = [...epilogue.inputs, ...epilogue.outputs]
  const axes = [...kept.keys()]
  for (const swapped of [false, true]) {
    const alone = (side: 'a' | 'b', i: number): boolean => {
      const { a, b } = view(kept[i]!, swapped)
      return side === 'a' ? a !== 0 && b === 0 : b !== 0 && a === 0
    }
    /** An axis outside of these rows that everything walks on to as they end. */
    const outside = (rows: readonly number[]): number | undefined =>
      axes.find(
        (i) =>
          alone('a', i) &&
          !rows.includes(i) &&
          buffers.every(({ strides }) => strides[i] === strides[rows[0]!]! * kept[rows[0]!]!.extent),
      )
    for (const n of axes.filter((i) => alone('b', i)))
      for (const last of axes.filter((i) => alone('a', i)))
        for (let rows = [last]; ; ) {
          yield { swapped, rows, n }
          const head = outside(rows)
          if (head === undefined) break
          rows = [head, ...rows]
        }
  }
}

function productOf(
  c: Contraction,
  kept: readonly ContractionAxis[],
  summed: readonly ContractionAxis[],
  { swapped, rows, n }: Candidate,
): MatrixProduct {
  const seen = kept.map((axis) => view(axis, swapped))
  const order = [...kept.keys()].filter((i) => i !== n && !rows.includes(i))
  const batch = order.map((i) => seen[i]!)
  // without batch axes there is one of extent 1
  const unit = batch.length > 0 ? [] : [0]
  const along = [...order, rows.at(-1)!, n]
  return {
    name: c.name,
    dtype: c.dtype,
    batch: batch.length > 0 ? batch : [{ extent: 1, a: 0, b: 0 }],
    rows: rows.map((i) => ({ extent: seen[i]!.extent, stride: seen[i]!.a })),
    n: { extent: seen[n]!.extent, b: seen[n]!.b },
    k: summedAxes(summed, swapped),
    swapped,
    offsetA: swapped ? c.offsetB : c.offsetA,
    offsetB: swapped ? c.offsetA : c.offsetB,
    epilogue: restrided(c.epilogue, ({ strides }) => [...unit, ...along.map((i) => strides[i]!)]),
  }
}

const view = (axis: ContractionAxis, swapped: boolean): ProductAxis =>
  swapped ? { extent: axis.extent, a: axis.b, b: axis.a } : { extent: axis.extent, a: axis.a, b: axis.b }

/** Summed axes, those with long steps outside: what a short step reaches is still in the cache. */
function summedAxes(summed: readonly ContractionAxis[], swapped: boolean): ProductAxis[] {
  const axes = summed.filter((axis) => axis.extent !== 1).map((axis) => view(axis, swapped))
  if (axes.length === 0) return [{ extent: 1, a: 0, b: 0 }]
  return axes.sort((x, y) => Math.abs(y.a) + Math.abs(y.b) - Math.abs(x.a) - Math.abs(x.b))
}

/**
 * Cycles for one multiply-add in a full register tile, for packing one element, and for starting a block of the result, as
 * measured.
 */
const cycles = { multiplyAdd: 0.13, copy: 0.3, transpose: 0.6, gather: 1.7, block: 300 }
/** Cycles that a step of a register tile takes at least: its sums wait for one another. */
const latency = 4

/** Share of the register tiles' best rate that is left after unused lanes and packing. */
function efficiency(
  dtype: MatrixType,
  width: number,
  kept: readonly ContractionAxis[],
  summed: readonly ContractionAxis[],
  { swapped, rows: places, n }: Candidate,
): number {
  const columns = view(kept[n]!, swapped)
  const rows = places.map((i) => view(kept[i]!, swapped))
  const m = volume(rows)
  const { count, height, tall } = rowTiles(m, dtype)
  const filledRows = m / (tall * Math.max(latency, height + 1) + (count - tall) * Math.max(latency, height))
  const rest = columns.extent % width
  const narrow = rest === 0 ? 0 : rest <= width / 2 ? 0.7 : 1
  const filledColumns = columns.extent / width / (Math.floor(columns.extent / width) + narrow)
  const k = summedAxes(summed, swapped)
  const inner = k.at(-1)!
  const packing = (line: number, along: number): number =>
    line === 1 ? cycles.copy : along === 1 && inner.extent >= 8 ? cycles.transpose : cycles.gather
  const lines = mergeLine(rows.map(({ extent, a }) => ({ extent, stride: a })))
  const packA = readsInPlace(dtype, lines, k) ? 0 : packing(lines.at(-1)!.stride, inner.a)
  const packB = columns.b === 1 && k.length === 1 ? 0 : packing(columns.b, inner.b)
  const multiplyAdd = (cycles.multiplyAdd * narrowColumns(dtype)) / width
  const price =
    multiplyAdd / (filledRows * filledColumns) +
    packA / columns.extent +
    packB / m +
    cycles.block / (m * columns.extent * volume(k))
  return multiplyAdd / price
}

/** The contraction as a reduction: for matrix times vector and other shapes without a second long axis. */
export function asLoop(c: Contraction): LoopKernel {
  const summed = c.axes.filter((axis) => axis.summed)
  const axes = [...c.axes.filter((axis) => !axis.summed), ...summed]
  const { dtype } = c
  const sum: Instruction[] = [
    { kind: 'input', input: 0, dtype, args: [] },
    { kind: 'input', input: 1, dtype, args: [] },
    { kind: 'apply', name: 'multiply', dtype, args: [0, 1] },
  ]
  if (summed.length > 0) sum.push({ kind: 'reduce', reduction: 'sum', dtype, args: [2] })
  return withEpilogue(c, c.name, {
    operands: [
      { dtype, strides: axes.map((axis) => axis.a), offset: c.offsetA },
      { dtype, strides: axes.map((axis) => axis.b), offset: c.offsetB },
    ],
    summed: summed.map(({ extent }) => extent),
    sum,
  })
}

/** A loop over the kept axes and others that are summed, whose last line is the sum that the epilogue takes. */
export function withEpilogue(
  c: Contraction,
  name: string,
  loop: {
    readonly operands: readonly Buffer[]
    readonly summed: readonly number[]
    readonly sum: readonly Instruction[]
  },
): LoopKernel {
  const spread = <B extends Buffer>(buffer: B): B => ({
    ...buffer,
    strides: [...buffer.strides, ...loop.summed.map(() => 0)],
  })
  const body = [...loop.sum]
  const place: number[] = []
  for (const line of c.epilogue.body) {
    if (line.kind === 'input' && line.input === 0) {
      place.push(loop.sum.length - 1)
      continue
    }
    const args = line.args.map((a) => place[a]!)
    const input = loop.operands.length - 1
    body.push(line.kind === 'input' ? { ...line, input: line.input + input, args } : { ...line, args })
    place.push(body.length - 1)
  }
  const kept = c.axes.filter((axis) => !axis.summed)
  return {
    name,
    axes: [
      ...kept.map(({ extent }) => ({ extent, reduced: false })),
      ...loop.summed.map((extent) => ({ extent, reduced: true })),
    ],
    inputs: [...loop.operands, ...c.epilogue.inputs.map(spread)],
    outputs: c.epilogue.outputs.map((out): OutputBuffer => ({ ...spread(out), value: place[out.value]! })),
    body,
  }
}
