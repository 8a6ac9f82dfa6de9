import { i32, type Local, v128 } from '../assembler/index.ts'
import type { Emission } from '../emission.ts'
import { type Buffer, elementBytes } from '../kernel/ir.ts'
import { scalarOperation } from '../kernel/operations.ts'
import { hold, loadContiguous, loadSplat, storeContiguous, storeLane, type Value } from '../kernel/value.ts'
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

/** Does an epilogue to the sums of a register tile and stores what it gives; pointers are those of the tile's first element. */
export function finishTile(
  e: Emission,
  dtype: MatrixType,
  epilogue: Epilogue,
  tile: Tile,
  sums: readonly Local<'v128'>[],
  pointers: readonly Local<'i32'>[],
): void {
  const direction = directionOf(dtype, epilogue)
  const lines = linesOf(epilogue)
  for (let v = 0; v < tile.vectors; v++)
    for (let first = 0; first < tile.height; first += 4) {
      const count = Math.min(4, tile.height - first)
      const columns = Math.min(4, tile.width - 4 * v)
      const group = Array.from({ length: count }, (_, r) => sums[(first + r) * tile.vectors + v]!)
      const part: Part = { e, dtype, epilogue, lines, pointers, first, column: 4 * v, columns }
      if (direction === 'columns') alongColumns(part, group)
      else alongRows(part, group)
    }
}

/** Up to four rows of four columns. */
interface Part {
  readonly e: Emission
  readonly dtype: MatrixType
  readonly epilogue: Epilogue
  readonly lines: Lines
  readonly pointers: readonly Local<'i32'>[]
  /** The first row and column, and how many columns are results. */
  readonly first: number
  readonly column: number
  readonly columns: number
}

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

function alongColumns(p: Part, group: readonly Local<'v128'>[]): void {
  const { e, epilogue, pointers, first, column } = p
  const { inputs, outputs } = epilogue
  const results = group.map((sum, r) =>
    p.lines(e, { dtype: p.dtype, parts: [sum] }, (input) => {
      const buffer = inputs[input]!
      const at = bytes(buffer, first + r, column)
      const load = across(buffer) === 1 ? loadContiguous : loadSplat
      return load(buffer.dtype, pointers[input]!, at)
    }),
  )
  outputs.forEach((output, k) => {
    const pointer = pointers[inputs.length + k]!
    const values = results.map((result) => hold(e, result[k]!))
    if (across(output) === 1)
      values.forEach((value, r) => {
        storeSome(e, value, p.columns, pointer, bytes(output, first + r, column))
      })
    else
      turned(
        e,
        values.map(({ parts }) => parts[0] as Local<'v128'>),
      ).forEach((part, c) => {
        const value = { dtype: output.dtype, parts: [part] }
        if (c < p.columns) storeSome(e, value, group.length, pointer, bytes(output, first, column + c))
      })
  })
}

function alongRows(p: Part, group: readonly Local<'v128'>[]): void {
  const { e, epilogue, pointers, first, column } = p
  const { inputs, outputs } = epilogue
  turned(e, group).forEach((sums, c) => {
    if (c >= p.columns) return
    const results = p.lines(e, { dtype: p.dtype, parts: [sums] }, (input) => {
      const buffer = inputs[input]!
      const load = down(buffer) === 1 ? loadContiguous : loadSplat
      return load(buffer.dtype, pointers[input]!, bytes(buffer, first, column + c))
    })
    outputs.forEach((output, k) => {
      const at = bytes(output, first, column + c)
      storeSome(e, hold(e, results[k]!), group.length, pointers[inputs.length + k]!, at)
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
