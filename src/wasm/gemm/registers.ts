import { i32, type Local, v128 } from '../assembler/index.ts'
import type { Emission } from '../emission.ts'
import { type Buffer, elementBytes } from '../kernel/ir.ts'
import { scalarOperation } from '../kernel/operations.ts'
import {
  constantValue,
  hold,
  loadContiguous,
  loadSplat,
  storeContiguous,
  storeLane,
  type Value,
} from '../kernel/value.ts'
import { wide } from '../vectors.ts'
import { type Lines, linesOf } from './epilogue.ts'
import { exchange } from './pack.ts'
import type { Epilogue, MatrixType } from './product.ts'

/** A register tile that is complete, and which of its columns are results. */
export interface Tile {
  readonly height: number
  /** Vectors across. */
  readonly vectors: number
  readonly width: number
}

/** Most operations, and most buffers, for which registers are left beside a tile. */
const mostLines = 4
const mostBuffers = 4

const down = (buffer: Buffer): number => buffer.strides.at(-2)!
const across = (buffer: Buffer): number => buffer.strides.at(-1)!
const oneOrNone = (stride: number): boolean => stride === 0 || stride === 1

/**
 * Which way the vectors lie that an epilogue is computed on, where it is done to a register tile before that leaves the
 * registers; undefined where it goes through memory. Columns that are computed may be stored along rows, in fours.
 */
export function directionOf(
  dtype: MatrixType,
  { inputs, outputs, body }: Epilogue,
): 'columns' | 'rows' | undefined {
  const buffers = [...inputs, ...outputs]
  const applied = body.filter((line) => line.kind === 'apply')
  const light =
    dtype !== 'float64' &&
    buffers.length <= mostBuffers &&
    buffers.every((b) => elementBytes[b.dtype] === 4 && b.strides.every((stride) => stride >= 0)) &&
    applied.length <= mostLines &&
    applied.every(({ name, args }) => {
      const { cost } = scalarOperation(
        name,
        args.map((a) => body[a]!.dtype),
      )
      return cost <= mostLines
    })
  if (!light) return undefined
  if (inputs.every((b) => oneOrNone(across(b))) && outputs.every((b) => across(b) === 1 || down(b) === 1))
    return 'columns'
  return inputs.every((b) => oneOrNone(down(b))) && outputs.every((b) => down(b) === 1) ? 'rows' : undefined
}

/**
 * Does an epilogue to the sums of a register tile and stores what it gives; pointers are those of the tile's first element, and `seeds`
 * is room for the tile.
 */
export function finishTile(
  e: Emission,
  dtype: MatrixType,
  epilogue: Epilogue,
  tile: Tile,
  sums: readonly Local<'v128'>[],
  pointers: readonly Local<'i32'>[],
  seeds: Local<'i32'>,
): void {
  const direction = directionOf(dtype, epilogue)
  const lying = epilogue.outputs.some((output) => across(output) === 1)
  if (wide()) plantSeeds(e, sums, direction === 'columns' && lying ? tile.width >> 2 : 0, tile.vectors, seeds)
  const constants = epilogue.body.flatMap((line, n): [number, Value][] =>
    line.kind === 'constant' ? [[n, kept(e, constantValue(e, line.dtype, line.value))]] : [],
  )
  const lines = linesOf(epilogue, new Map(constants))
  for (let first = 0; first < tile.height; first += 4) {
    const count = Math.min(4, tile.height - first)
    const part: Part = { e, dtype, epilogue, lines, pointers, first, width: tile.width }
    const rows = Array.from({ length: count }, (_, r) =>
      sums.slice((first + r) * tile.vectors, (first + r + 1) * tile.vectors),
    )
    if (direction === 'columns') alongColumns(part, rows)
    else alongRows(part, rows)
  }
}

/** In a variable: between two stores, V8 does not see that a constant that is loaded twice is one. */
const kept = (e: Emission, value: Value): Value => ({
  ...value,
  parts: value.parts.map((part) => e.f.let(part)),
})

/**
 * Stores pairs of sums that nothing else stores side by side: V8 makes vectors of 256 bits of those alone (docs/decisions/0019). `stored`
 * vectors of a row are stored anyway.
 */
function plantSeeds(
  { f }: Emission,
  sums: readonly Local<'v128'>[],
  stored: number,
  vectors: number,
  seeds: Local<'i32'>,
): void {
  for (let row = 0; row < sums.length; row += vectors)
    for (let v = stored & -2; v + 1 < vectors; v += 2)
      for (const i of [row + v + 1, row + v]) f.emit(v128.store(seeds, sums[i]!, 16 * i))
}

/** Up to four rows. */
interface Part {
  readonly e: Emission
  readonly dtype: MatrixType
  readonly epilogue: Epilogue
  readonly lines: Lines
  readonly pointers: readonly Local<'i32'>[]
  /** The first row, and how many columns are results. */
  readonly first: number
  readonly width: number
}

/** The vectors of each row. */
type Rows = readonly (readonly Local<'v128'>[])[]

const bytes = (buffer: Buffer, row: number, column: number): number =>
  4 * (row * down(buffer) + column * across(buffer))

/** Stores the first lanes of a vector. */
function storeSome(e: Emission, value: Value, count: number, address: Local<'i32'>, offset: number): void {
  if (count === 4) {
    storeContiguous(e, value, address, offset)
    return
  }
  const pairs = count >> 1
  if (pairs > 0) e.f.emit(v128.store64Lane(0, address, value.parts[0]!, offset))
  for (let lane = 2 * pairs; lane < count; lane++) storeLane(e, value, lane, address, offset + 4 * lane)
}

function alongColumns({ e, dtype, epilogue, lines, pointers, first, width }: Part, rows: Rows): void {
  const { inputs, outputs } = epilogue
  const finishRow = (row: Rows[number], r: number): (readonly Value[])[] =>
    row.map((sum, v) =>
      lines(e, { dtype, parts: [sum] }, (input) => {
        const buffer = inputs[input]!
        const load = across(buffer) === 1 ? loadContiguous : loadSplat
        return load(buffer.dtype, pointers[input]!, bytes(buffer, first + r, 4 * v))
      }),
    )
  /** The last first, as sums are stored (micro.ts). */
  const storeRow = (results: readonly (readonly Value[])[], r: number): void => {
    outputs.forEach((output, k) => {
      if (across(output) !== 1) return
      const values = results.map((result) => hold(e, result[k]!))
      for (let v = values.length - 1; v >= 0; v--) {
        const count = Math.min(4, width - 4 * v)
        storeSome(e, values[v]!, count, pointers[inputs.length + k]!, bytes(output, first + r, 4 * v))
      }
    })
  }
  const results = rows.map((row, r) => {
    const found = finishRow(row, r)
    storeRow(found, r)
    return found
  })
  outputs.forEach((output, k) => {
    if (across(output) === 1) return
    rows[0]!.forEach((_, v) => {
      const values = results.map((result) => hold(e, result[v]![k]!).parts[0] as Local<'v128'>)
      turned(e, values).forEach((part, c) => {
        const value = { dtype: output.dtype, parts: [part] }
        const at = bytes(output, first, 4 * v + c)
        if (4 * v + c < width) storeSome(e, value, rows.length, pointers[inputs.length + k]!, at)
      })
    })
  })
}

function alongRows({ e, dtype, epilogue, lines, pointers, first, width }: Part, rows: Rows): void {
  const { inputs, outputs } = epilogue
  rows[0]!.forEach((_, v) => {
    const columns = turned(
      e,
      rows.map((row) => row[v]!),
    )
    columns.slice(0, width - 4 * v).forEach((sums, c) => {
      const results = lines(e, { dtype, parts: [sums] }, (input) => {
        const buffer = inputs[input]!
        const load = down(buffer) === 1 ? loadContiguous : loadSplat
        return load(buffer.dtype, pointers[input]!, bytes(buffer, first, 4 * v + c))
      })
      outputs.forEach((output, k) => {
        const at = bytes(output, first, 4 * v + c)
        storeSome(e, hold(e, results[k]!), rows.length, pointers[inputs.length + k]!, at)
      })
    })
  })
}

/** Rows of four lanes as columns; where there are less than four rows, the last lanes repeat the last of them. */
const turned = (e: Emission, rows: readonly Local<'v128'>[]): Local<'v128'>[] =>
  exchange(
    e,
    Array.from({ length: 4 }, (_, r) => rows[Math.min(r, rows.length - 1)]!),
  ).map((column) => e.f.let(column))

/** Where each buffer of an epilogue begins for a tile that is `rows` further down. */
export const movedDown = (
  e: Emission,
  epilogue: Epilogue,
  pointers: readonly Local<'i32'>[],
  rows: number,
): void => {
  ;[...epilogue.inputs, ...epilogue.outputs].forEach((buffer, k) => {
    const step = bytes(buffer, rows, 0)
    if (step !== 0) e.f.set(pointers[k]!, i32.add(pointers[k]!, step))
  })
}
