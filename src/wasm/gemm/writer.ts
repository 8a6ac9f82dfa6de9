import { call, type Expr, i32, type Local, select } from '../assembler/index.ts'
import { volume } from '../axes.ts'
import type { Emission } from '../emission.ts'
import type { EmissionTarget } from '../kernel/generate.ts'
import { type Buffer, elementBytes } from '../kernel/ir.ts'
import { epiloguePointer, finish, placeOf } from './epilogue.ts'
import type { TileShape } from './micro.ts'
import { transposeBlock } from './pack.ts'
import { Packing } from './packing.ts'
import { definePanel, type Panel } from './panel.ts'
import type { ProductPlan } from './plan.ts'
import { epilogueOf, type MatrixProduct, type OperandAxis } from './product.ts'
import { tabulateRows, tabulateSteps } from './tables.ts'
import { tileColumns } from './tiles.ts'

const smaller = (a: Local<'i32'>, b: number): Expr<'i32'> => select(a, i32.const(b), i32.ltS(a, b))

/** Writes the loops around the register tiles. */
export class ProductWriter {
  private readonly e: Emission
  private readonly target: EmissionTarget
  private readonly p: MatrixProduct
  private readonly plan: ProductPlan
  private readonly args: Local<'i32'>
  private readonly scratch: Local<'i32'>
  private readonly size: number
  private readonly packing: Packing
  /** The lines of B that were packed last. */
  private readonly packed: Local<'i32'>
  /** The first of the rows whose places stand in the table. */
  private readonly tabled: Local<'i32'>

  constructor(
    e: Emission,
    target: EmissionTarget,
    p: MatrixProduct,
    plan: ProductPlan,
    args: Local<'i32'>,
    scratch: Local<'i32'>,
  ) {
    this.e = e
    this.target = target
    this.p = p
    this.plan = plan
    this.args = args
    this.scratch = scratch
    this.size = elementBytes[p.dtype]
    this.packing = new Packing(e, p, plan, scratch)
    this.packed = e.f.copy(i32.const(-1))
    this.tabled = e.f.copy(i32.const(-1))
  }

  write(begin: Local<'i32'>, end: Local<'i32'>): void {
    const { f } = this.e
    const { plan } = this
    if (plan.readA === 'table') {
      const axes = plan.k.map((axis) => ({ extent: axis.extent, stride: axis.a * this.size }))
      tabulateSteps(this.e, axes, Math.min(plan.chunk, plan.k[0]!.extent), this.at(plan.offsetSteps))
    }
    const last = f.let(smaller(f.let(i32.mul(end, plan.unitsPerWork)), plan.units))
    f.for(i32.mul(begin, plan.unitsPerWork), last, 1, (unit) => this.unit(unit))
  }

  private at(offset: number): Local<'i32'> {
    return this.e.f.let(i32.add(this.scratch, offset))
  }

  private panel(vectors: number, width: number): Panel {
    const { plan, p, size } = this
    const { tiles, readA, rows, k } = plan
    const tallest = tiles.height + (tiles.tall > 0 ? 1 : 0)
    const shape: TileShape = {
      dtype: p.dtype,
      reading: readA,
      vectors,
      rowA: readA === 'packed' ? size : readA === 'line' ? rows[0]!.stride * size : 0,
      stepA: readA === 'packed' ? tallest * size : readA === 'line' ? k[0]!.a * size : 0,
      stepB: (plan.packB ? tileColumns[p.dtype] : k[0]!.b) * size,
      rowC: (plan.direct ?? plan.nc) * size,
    }
    const done = plan.inRegisters ? { epilogue: epilogueOf(p), width } : undefined
    return definePanel(this.target, shape, tiles.height, done)
  }

  /** The axes of A, with strides in bytes. */
  private rowAxes(): OperandAxis[] {
    return this.plan.rows.map(({ extent, stride }) => ({ extent, stride: stride * this.size }))
  }

  /** One block of the result: all of k, packed in pieces that fit the cache. */
  private unit(unit: Local<'i32'>): void {
    const { e, p, plan, size, args } = this
    const { f } = e
    // rows and what shares B vary fastest, so that B stays packed
    const rest = f.copy(unit)
    const digit = (extent: number): Local<'i32'> => {
      if (extent === 1) return f.copy(i32.const(0))
      const index = f.copy(i32.remU(rest, extent))
      f.set(rest, i32.divU(rest, extent))
      return index
    }
    const block = digit(plan.rowBlocks)
    const batch: Local<'i32'>[] = []
    const digits = (shared: boolean): void => {
      for (let axis = p.batch.length - 1; axis >= 0; axis--)
        if ((p.batch[axis]!.b === 0) === shared) batch[axis] = digit(p.batch[axis]!.extent)
    }
    digits(true)
    const lines = f.copy(rest)
    const column = f.let(i32.mul(digit(plan.columnBlocks), plan.nc))
    digits(false)
    const { height, tall, count } = plan.tiles
    const firstTile = f.let(i32.mul(block, plan.tilesPerBlock))
    const tiles = f.let(smaller(f.let(i32.sub(count, firstTile)), plan.tilesPerBlock))
    const row = f.let(i32.add(i32.mul(firstTile, height), smaller(firstTile, tall)))
    const tallLeft = f.let(i32.sub(tall, firstTile))
    const tallHere = f.copy(select(tallLeft, i32.const(0), i32.gtS(tallLeft, 0)))
    f.set(tallHere, select(tallHere, tiles, i32.ltS(tallHere, tiles)))
    const rows = f.let(i32.add(i32.mul(tiles, height), tallHere))
    const columns = f.let(smaller(f.let(i32.sub(p.n.extent, column)), plan.nc))
    const operand = (
      side: 'a' | 'b',
      offset: number | undefined,
      index: Local<'i32'>,
      stride: number,
    ): Local<'i32'> => {
      const strides = [...p.batch.map((axis) => axis[side]), stride]
      const pointer = (side === 'a') === (p.swapped === true) ? 4 : 0
      return placeOf(f, args, pointer, { dtype: p.dtype, offset: offset ?? 0, strides }, [...batch, index])
    }
    const a = operand('a', p.offsetA, row, plan.readA === 'table' ? 0 : plan.rows[0]!.stride)
    const b = operand('b', p.offsetB, column, p.n.b)
    const result = (buffer: Buffer, i: number): Local<'i32'> =>
      placeOf(f, args, epiloguePointer(i), buffer, [...batch, row, column])
    const c = plan.direct === undefined ? this.at(plan.offsetC) : result(epilogueOf(p).outputs[0]!, 0)
    const finished = this.finished().map(result)
    if (plan.readA === 'table')
      f.if(i32.ne(this.tabled, row), () => {
        tabulateRows(e, this.rowAxes(), row, rows, this.at(plan.offsetRows))
        f.set(this.tabled, row)
      })
    const outer = plan.k[0]!
    const inside = volume(plan.k.slice(1))
    const whole = outer.extent <= plan.chunk
    if (plan.packB === 'whole')
      f.if(i32.ne(this.packed, lines), () => {
        this.packing.columns(b, columns, undefined)
        f.set(this.packed, lines)
      })
    const chunk = (from: Local<'i32'>, length: Local<'i32'>): void => {
      const fromA = f.let(i32.add(a, i32.mul(from, outer.a * size)))
      const fromB = f.let(i32.add(b, i32.mul(from, outer.b * size)))
      const steps = f.let(i32.mul(length, inside))
      if (plan.packB === 'chunk') this.packing.columns(fromB, columns, { length, steps })
      if (plan.readA === 'packed')
        this.packing.rows(fromA, rows, tallHere, { steps, part: whole ? undefined : { length, steps } })
      const firstStep = f.let(i32.mul(from, inside))
      this.panels(fromA, fromB, c, { columns, tiles, tall: tallHere, steps, firstStep, finished })
    }
    if (whole) chunk(f.let(i32.const(0)), f.copy(i32.const(outer.extent)))
    else
      f.for(0, outer.extent, plan.chunk, (from) => {
        chunk(from, f.let(smaller(f.let(i32.sub(outer.extent, from)), plan.chunk)))
      })
    if (plan.direct === undefined && !plan.inRegisters) this.finish(batch, row, column, rows, columns, c)
  }

  private panels(
    a: Local<'i32'>,
    b: Local<'i32'>,
    c: Local<'i32'>,
    s: {
      readonly columns: Local<'i32'>
      readonly tiles: Local<'i32'>
      readonly tall: Local<'i32'>
      readonly steps: Local<'i32'>
      /** Steps before these; with any, C has partial sums. */
      readonly firstStep: Local<'i32'>
      /** Where the buffers of an epilogue begin that is done in registers. */
      readonly finished: readonly Local<'i32'>[]
    },
  ): void {
    const { p, plan, size } = this
    const { f } = this.e
    const nr = tileColumns[p.dtype]
    const rowTable = this.at(plan.offsetRows)
    const stepTable = this.at(plan.offsetSteps)
    const packedB =
      plan.packB === 'whole'
        ? f.let(i32.add(this.at(plan.offsetB), i32.mul(s.firstStep, nr * size)))
        : this.at(plan.offsetB)
    const stepsB = plan.packB === 'whole' ? i32.const(volume(plan.k)) : s.steps
    const from = plan.readA === 'packed' ? this.scratch : a
    const buffers = this.finished()
    const one = (vectors: number, width: number, j: Local<'i32'>): void => {
      const panelB = plan.packB
        ? i32.add(packedB, i32.mul(i32.mul(j, stepsB), size))
        : i32.add(b, i32.mul(j, p.n.b * size))
      const to = i32.add(c, i32.mul(j, size))
      f.emit(
        call(
          this.panel(vectors, width),
          from,
          panelB,
          to,
          s.tiles,
          s.tall,
          s.steps,
          rowTable,
          stepTable,
          s.firstStep,
          ...s.finished.map((start, i) => i32.add(start, i32.mul(j, buffers[i]!.strides.at(-1)! * size))),
        ),
      )
    }
    const rest = p.n.extent % nr
    if (rest === 0) f.for(0, s.columns, nr, (j) => one(2, nr, j))
    else
      f.for(0, s.columns, nr, (j) => {
        f.if(
          i32.geS(i32.sub(s.columns, j), nr),
          () => one(2, nr, j),
          // a last panel of few columns is one vector wide
          () => one(rest > nr / 2 ? 2 : 1, rest, j),
        )
      })
  }

  /** Buffers of an epilogue that is done in registers. */
  private finished(): readonly Buffer[] {
    if (!this.plan.inRegisters) return []
    const { inputs, outputs } = epilogueOf(this.p)
    return [...inputs, ...outputs]
  }

  private finish(
    batch: readonly Local<'i32'>[],
    row: Local<'i32'>,
    column: Local<'i32'>,
    rows: Local<'i32'>,
    columns: Local<'i32'>,
    c: Local<'i32'>,
  ): void {
    const { e, p, plan } = this
    const epilogue = epilogueOf(p)
    if (!plan.alongRows) {
      const block = { batch, line: row, start: column, lines: rows, length: columns, c, pitch: plan.nc }
      finish(e, p.dtype, epilogue, this.args, block)
      return
    }
    const pitch = Math.ceil(plan.mc / 4) * 4
    const turned = this.at(plan.offsetT)
    transposeBlock(e, p.dtype, c, turned, rows, columns, plan.nc, pitch)
    const turn = <B extends Buffer>(buffer: B): B => ({
      ...buffer,
      strides: [...buffer.strides.slice(0, -2), buffer.strides.at(-1)!, buffer.strides.at(-2)!],
    })
    finish(
      e,
      p.dtype,
      { inputs: epilogue.inputs.map(turn), outputs: epilogue.outputs.map(turn), body: epilogue.body },
      this.args,
      { batch, line: column, start: row, lines: columns, length: rows, c: turned, pitch },
    )
  }
}
