import { type Expr, i32, type Local } from '../assembler/index.ts'
import type { Emission } from '../emission.ts'
import { type Journal, keep } from '../journal.ts'
import { wide } from '../vectors.ts'
import { Cursor } from './cursor.ts'
import { elementBytes } from './ir.ts'
import { storesMasks } from './layout.ts'
import { Lines, type Values } from './lines.ts'
import type { Nest } from './nest.ts'
import { advanceOdometer, type Digit, setOdometer } from './odometer.ts'
import { Phases } from './phases.ts'

/** The range of tiles that a call runs, and where it finds buffers and scratch. */
export interface Call {
  readonly args: Local<'i32'>
  readonly begin: Local<'i32'>
  readonly end: Local<'i32'>
  readonly scratch: Local<'i32'>
}

/** Write the loops of a kernel over the units of a range of tiles. */
export function writeLoops(
  e: Emission,
  nest: Nest,
  { args, begin, end, scratch }: Call,
  journal?: Journal,
): void {
  const { f } = e
  if (wide()) f.passing = scratch
  const { layout, tiling } = nest
  const cursor = new Cursor(e, nest, args)
  const lines = new Lines(e, nest, cursor, scratch)
  const writeUnit = unitWriter(e, nest, cursor, lines, journal)
  const block = f.local('i32')
  const digits: Digit[] = []
  for (const axis of layout.outer) {
    const index = f.local('i32')
    cursor.indices.set(axis, index)
    if (axis !== tiling.across) digits.push([index, Math.max(1, axis.extent)])
  }
  digits.push([block, tiling.blocks])
  if (tiling.across) digits.push([cursor.indices.get(tiling.across)!, tiling.across.extent])
  if (tiling.units === 1) {
    for (const [index] of digits) f.set(index, 0)
    writeUnit(block)
    return
  }
  const unit = f.let(i32.mul(begin, tiling.unitsPerTile))
  const last = f.least(i32.mul(end, tiling.unitsPerTile), tiling.units)
  setOdometer(f, digits, unit)
  f.if(i32.ltS(unit, last), () => {
    f.loop((again) => {
      f.scope(() => writeUnit(block))
      f.forget()
      f.set(unit, i32.add(unit, 1))
      advanceOdometer(
        f,
        digits.filter(([index, extent]) => index !== block || extent > 1),
      )
      f.brIf(again, i32.ltS(unit, last))
    })
  })
}

/** Writes what is done for one unit: a row, or a block of the vector axis. What it writes over is kept in a journal first. */
function unitWriter(
  e: Emission,
  nest: Nest,
  cursor: Cursor,
  lines: Lines,
  journal: Journal | undefined,
): (block: Local<'i32'>) => void {
  const { f } = e
  const { kernel, layout, tiling } = nest
  const { lanes, vector } = layout
  const { extent } = vector
  const phases = new Phases(e, nest, cursor, lines)
  return (block) => {
    cursor.enterUnit()
    const from = tiling.blocks === 1 ? i32.const(0) : f.let(i32.mul(block, tiling.block))
    const upTo = (most: number): Expr<'i32'> =>
      tiling.blocks === 1 ? i32.const(most) : f.least(i32.add(from, tiling.block), most)
    if (journal) {
      const count = f.let(i32.sub(upTo(extent), from))
      kernel.outputs.forEach(({ dtype }, k) => {
        const output = kernel.inputs.length + k
        const step = vector.bytes[output]!
        const start = i32.add(cursor.unitPointers[output]!, i32.mul(from, step))
        keep(f, journal, start, count, step, elementBytes[dtype])
      })
    }
    if (layout.mode === 'row') {
      phases.write(i32.const(0), 1)
      return
    }
    const rest = extent % lanes
    const whole = extent - rest
    const end = f.let(upTo(whole))
    const i = f.copy(from)
    const strips = layout.mode === 'column' ? phases.write.bind(phases) : elementwise(e, nest, lines)
    const { unroll } = tiling
    const loop = (vectors: number): void =>
      f.until(
        () => i32.gtS(i32.add(i, lanes * vectors), end),
        () => {
          strips(i, vectors)
          f.set(i, i32.add(i, lanes * vectors))
        },
      )
    if (whole >= lanes * unroll) loop(unroll)
    const left = tiling.blocks === 1 ? (whole % (lanes * unroll)) / lanes : Math.min(1, unroll - 1)
    if (left > 0) loop(left)
    const tail = (): void => strips(i, 1, rest)
    if (rest > 0 && tiling.blocks > 1) f.if(i32.eq(block, tiling.blocks - 1), tail)
    else if (rest > 0) tail()
  }
}

/** Writes a number of vectors from element i on, where nothing is reduced. */
function elementwise(
  e: Emission,
  nest: Nest,
  lines: Lines,
): (i: Expr<'i32'>, vectors: number, count?: number) => void {
  const { kernel, layout } = nest
  const { lanes } = layout
  const rows: Values = new Map()
  const roots = kernel.outputs.map((o) => o.value)
  lines.outside(roots, rows, { i: i32.const(0), lane: 0, count: lanes })
  const outputs = kernel.outputs.map((_, k) => k)
  const masks = outputs.filter((k) => storesMasks(kernel, layout, k))
  return (i, vectors, count = lanes) => {
    const starts = lines.starts(i)
    const together = vectors === 4 && count === lanes ? masks : []
    const phase = { number: 0, reduces: [], stores: outputs.filter((k) => !together.includes(k)) }
    // in variables from outside: those of a strip may be taken again by the next
    const kept = together.map(() => [0, 1, 2, 3].map(() => e.f.local('v128')))
    e.f.together(
      Array.from({ length: vectors }, (_, k) => () => {
        const values = lines.inside(phase, rows, { i, lane: lanes * k, count, starts })
        together.forEach((output, n) => {
          e.f.set(kept[n]![k]!, lines.lookup(kernel.outputs[output]!.value, rows, values).parts[0]!)
        })
      }),
    )
    together.forEach((output, n) => {
      lines.access.storeMasks(output, kept[n]!, { i, lane: 0, count: 16, starts })
    })
  }
}
