import { call, type FunctionBuilder, i32, type Local } from '../assembler/index.ts'
import { volume } from '../axes.ts'
import type { Emission } from '../emission.ts'
import { type Journal, keep, openJournal, packed, setPacked } from '../journal.ts'
import { type EmissionTarget, overUnits } from '../kernel/generate.ts'
import { type Buffer, elementBytes } from '../kernel/ir.ts'
import { epiloguePointer, finish, placeOf } from './epilogue.ts'
import type { TileShape } from './micro.ts'
import { transposeBlock } from './pack.ts'
import { Packing } from './packing.ts'
import { definePanel, type Panel } from './panel.ts'
import type { ProductPlan } from './plan.ts'
import { type MatrixProduct, restrided } from './product.ts'
import { tabulateRows, tabulateSteps } from './tables.ts'
import { tileColumns, vectorsOf } from './tiles.ts'
import { type Unit, unitAt } from './unit.ts'

/** Where a unit finds the operands and leaves its sums; `finished` are the buffers of an epilogue that is done in registers. */
interface Places {
  readonly a: Local<'i32'>
  readonly b: Local<'i32'>
  readonly c: Local<'i32'>
  readonly finished: readonly Local<'i32'>[]
}

/** How many places there are along an axis, and the bytes between them. */
type Axis = readonly [Local<'i32'>, number]

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
  /** Buffers of an epilogue that is done in registers. */
  private readonly finished: readonly Buffer[]
  /** The first of the rows whose places stand in the table. */
  private readonly tabled: Local<'i32'>
  private readonly journal: Journal | undefined

  constructor(
    f: FunctionBuilder,
    target: EmissionTarget,
    p: MatrixProduct,
    plan: ProductPlan,
    args: Local<'i32'>,
    scratch: Local<'i32'>,
  ) {
    this.e = { ...target, f }
    this.target = target
    this.p = p
    this.plan = plan
    this.args = args
    this.scratch = scratch
    this.size = elementBytes[p.dtype]
    this.packing = new Packing(this.e, p, plan, scratch)
    this.finished = plan.ending === 'registers' ? [...p.epilogue.inputs, ...p.epilogue.outputs] : []
    this.tabled = f.copy(i32.const(-1))
    this.journal = openJournal(f, scratch, target.journaled)
  }

  write(begin: Local<'i32'>, end: Local<'i32'>): void {
    const { f } = this.e
    const { plan } = this
    if (plan.readA === 'table') {
      const axes = plan.k.map(({ extent, a }) => ({ extent, stride: a * this.size }))
      tabulateSteps(this.e, axes, plan.chunk, this.at(plan.scratch.steps))
    }
    overUnits(f, [begin, end], plan.unitsPerWork, plan.units, (number) =>
      this.unit(unitAt(f, this.p, plan, number)),
    )
  }

  private at(offset: number): Local<'i32'> {
    return this.e.f.let(i32.add(this.scratch, offset))
  }

  /** One block of the result: all of the sum, chunk by chunk, then what follows it. */
  private unit(u: Unit): void {
    const { e, plan } = this
    const { f } = e
    if (this.journal) this.keep(u, this.journal)
    const places = this.placesOf(u)
    if (plan.readA === 'table')
      f.if(i32.ne(this.tabled, u.row), () => {
        const axes = plan.rows.map(({ extent, stride }) => ({ extent, stride: stride * this.size }))
        tabulateRows(e, axes, u.row, u.rows, this.at(plan.scratch.rows))
        f.set(this.tabled, u.row)
      })
    if (plan.packB === 'whole')
      f.if(i32.ne(packed(this.scratch), u.lines), () => {
        this.packing.columns(places.b, u.columns, undefined)
        f.emit(setPacked(this.scratch, u.lines))
      })
    const { extent } = plan.k[0]!
    if (plan.whole) this.chunk(u, places, f.let(i32.const(0)), f.copy(i32.const(extent)))
    else
      f.for(0, extent, plan.chunk, (from) => {
        this.chunk(u, places, from, f.least(i32.sub(extent, from), plan.chunk))
      })
    if (plan.ending === 'scratch') this.finish(u, places.c)
    else if (plan.ending === 'turned') this.finishTurned(u, places.c)
  }

  /** Keeps the block that is about to be written over. */
  private keep({ batch, row, column, rows, columns }: Unit, journal: Journal): void {
    const { f } = this.e
    const { inputs, outputs } = this.p.epilogue
    outputs.forEach((output, i) => {
      const size = elementBytes[output.dtype]
      const pointer = epiloguePointer(inputs.length + i)
      const start = placeOf(f, this.args, pointer, output, [...batch, row, column])
      const [down, across] = output.strides.slice(-2).map((stride) => stride * size) as [number, number]
      const axes: Axis[] = [
        [rows, down],
        [columns, across],
      ]
      const [[lines, step], [length, along]] = (down === size ? axes.reverse() : axes) as [Axis, Axis]
      f.for(0, lines, 1, (line) => keep(f, journal, i32.add(start, i32.mul(line, step)), length, along, size))
    })
  }

  private placesOf(u: Unit): Places {
    const { p, plan, args } = this
    const { f } = this.e
    const operand = (side: 'a' | 'b', offset: number, index: Local<'i32'>, stride: number): Local<'i32'> => {
      const strides = [...p.batch.map((axis) => axis[side]), stride]
      const pointer = (side === 'a') === p.swapped ? 4 : 0
      return placeOf(f, args, pointer, { dtype: p.dtype, offset, strides }, [...u.batch, index])
    }
    const result = (buffer: Buffer, i: number): Local<'i32'> =>
      placeOf(f, args, epiloguePointer(i), buffer, [...u.batch, u.row, u.column])
    return {
      a: operand('a', p.offsetA, u.row, plan.readA === 'table' ? 0 : plan.rows[0]!.stride),
      b: operand('b', p.offsetB, u.column, p.n.b),
      c: plan.ending === 'stored' ? result(p.epilogue.outputs[0]!, 0) : this.at(plan.scratch.c),
      finished: this.finished.map(result),
    }
  }

  /** Some steps of the outermost axis of a sum: operands are packed, and register tiles go through them. */
  private chunk(u: Unit, places: Places, from: Local<'i32'>, length: Local<'i32'>): void {
    const { plan, size } = this
    const { f } = this.e
    const outer = plan.k[0]!
    const inside = volume(plan.k.slice(1))
    const a = f.let(i32.add(places.a, i32.mul(from, outer.a * size)))
    const b = f.let(i32.add(places.b, i32.mul(from, outer.b * size)))
    const steps = f.let(i32.mul(length, inside))
    if (plan.packB === 'chunk') this.packing.columns(b, u.columns, { length, steps })
    if (plan.readA === 'packed')
      this.packing.rows(a, u.rows, u.tall, { steps, part: plan.whole ? undefined : { length, steps } })
    this.panels(u, { ...places, a, b }, steps, f.let(i32.mul(from, inside)))
  }

  /** Columns of register tiles, `firstStep` steps into the sum: with any before, C has partial sums. */
  private panels(u: Unit, { a, b, c, finished }: Places, steps: Local<'i32'>, firstStep: Local<'i32'>): void {
    const { p, plan, size } = this
    const { f } = this.e
    const nr = tileColumns(p.dtype)
    const rowTable = this.at(plan.scratch.rows)
    const stepTable = this.at(plan.scratch.steps)
    const packedB =
      plan.packB === 'whole'
        ? f.let(i32.add(this.at(plan.scratch.b), i32.mul(firstStep, nr * size)))
        : this.at(plan.scratch.b)
    const stepsB = plan.packB === 'whole' ? i32.const(plan.steps) : steps
    const one = (width: number, j: Local<'i32'>): void => {
      const panelB = plan.packB
        ? i32.add(packedB, i32.mul(i32.mul(j, stepsB), size))
        : i32.add(b, i32.mul(j, p.n.b * size))
      f.emit(
        call(
          this.panel(width),
          plan.readA === 'packed' ? this.scratch : a,
          panelB,
          plan.ending === 'registers' ? c : i32.add(c, i32.mul(j, size)),
          u.tiles,
          u.tall,
          steps,
          rowTable,
          stepTable,
          firstStep,
          ...finished.map((start, i) => i32.add(start, i32.mul(j, this.finished[i]!.strides.at(-1)! * size))),
        ),
      )
    }
    const rest = p.n.extent % nr
    f.for(0, u.columns, nr, (j) => {
      if (rest === 0) one(nr, j)
      else
        f.if(
          i32.geS(i32.sub(u.columns, j), nr),
          () => one(nr, j),
          // a last panel of few columns has fewer vectors
          () => one(rest, j),
        )
    })
  }

  private panel(width: number): Panel {
    const { plan, p, size } = this
    const { tiles, readA, rows, k } = plan
    const [rowA, stepA] =
      readA === 'packed' ? [1, tiles.most] : readA === 'line' ? [rows[0]!.stride, k[0]!.a] : [0, 0]
    const shape: TileShape = {
      dtype: p.dtype,
      reading: readA,
      vectors: vectorsOf(width, p.dtype),
      rowA: rowA * size,
      stepA: stepA * size,
      stepB: (plan.packB ? tileColumns(p.dtype) : k[0]!.b) * size,
      rowC: plan.pitch * size,
    }
    const done = plan.ending === 'registers' ? { epilogue: p.epilogue, width } : undefined
    return definePanel(this.target, shape, tiles, done)
  }

  private finish({ batch, row, column, rows, columns }: Unit, c: Local<'i32'>): void {
    const { e, p, plan } = this
    const along = { line: row, start: column, lines: rows, length: columns, pitch: plan.nc }
    finish(e, p.dtype, p.epilogue, this.args, { ...along, batch, c, rest: p.n.extent % 4 })
  }

  /** Rows of a block that do not fill a vector; undefined where that differs from block to block. */
  private restOfRows(): number | undefined {
    const { rowBlocks, tiles, rows } = this.plan
    if (rowBlocks === 1) return volume(rows) % 4
    return tiles.tall === 0 && tiles.height % 4 === 0 ? 0 : undefined
  }

  /** Rows and columns change places. */
  private finishTurned({ batch, row, column, rows, columns }: Unit, from: Local<'i32'>): void {
    const { e, p, plan } = this
    const pitch = Math.ceil(plan.mc / 4) * 4
    const c = this.at(plan.scratch.turned)
    transposeBlock(e, p.dtype, from, c, rows, columns, plan.nc, pitch)
    const epilogue = restrided(p.epilogue, ({ strides }) => [
      ...strides.slice(0, -2),
      strides.at(-1)!,
      strides.at(-2)!,
    ])
    const along = { line: column, start: row, lines: columns, length: rows, pitch }
    finish(e, p.dtype, epilogue, this.args, { ...along, batch, c, rest: this.restOfRows() })
  }
}
