import { type FunctionBuilder, i32, type Local, select } from '../assembler/index.ts'
import type { ProductPlan } from './plan.ts'
import type { MatrixProduct } from './product.ts'

/** The block of the result that a unit of work is. */
export interface Unit {
  readonly batch: readonly Local<'i32'>[]
  /** Its first row and column, and how many it has. */
  readonly row: Local<'i32'>
  readonly column: Local<'i32'>
  readonly rows: Local<'i32'>
  readonly columns: Local<'i32'>
  /** Register tiles that its rows are, and how many of them are tall. */
  readonly tiles: Local<'i32'>
  readonly tall: Local<'i32'>
  /** Numbers the columns of B that it reads, from 1. */
  readonly lines: Local<'i32'>
}

/** Finds a unit by its number: rows and what shares B vary fastest, so that B stays packed. */
export function unitAt(f: FunctionBuilder, p: MatrixProduct, plan: ProductPlan, number: Local<'i32'>): Unit {
  const rest = f.copy(number)
  const digit = (extent: number): Local<'i32'> => {
    if (extent === 1) return f.copy(i32.const(0))
    const index = f.copy(i32.remU(rest, extent))
    f.set(rest, i32.divU(rest, extent))
    return index
  }
  const batch: Local<'i32'>[] = []
  const digits = (shared: boolean): void => {
    for (let axis = p.batch.length - 1; axis >= 0; axis--)
      if ((p.batch[axis]!.b === 0) === shared) batch[axis] = digit(p.batch[axis]!.extent)
  }
  const block = digit(plan.rowBlocks)
  digits(true)
  const lines = f.let(i32.add(rest, 1))
  const column = f.let(i32.mul(digit(plan.columnBlocks), plan.nc))
  digits(false)
  const { height, tall, count } = plan.tiles
  const firstTile = f.let(i32.mul(block, plan.tilesPerBlock))
  const tiles = f.least(i32.sub(count, firstTile), plan.tilesPerBlock)
  const row = f.let(i32.add(i32.mul(firstTile, height), f.least(firstTile, tall)))
  const tallLeft = f.let(i32.sub(tall, firstTile))
  const tallHere = f.copy(select(tallLeft, i32.const(0), i32.gtS(tallLeft, 0)))
  f.set(tallHere, select(tallHere, tiles, i32.ltS(tallHere, tiles)))
  const rows = f.let(i32.add(i32.mul(tiles, height), tallHere))
  const columns = f.least(i32.sub(p.n.extent, column), plan.nc)
  return { batch, row, column, rows, columns, tiles, tall: tallHere, lines }
}
