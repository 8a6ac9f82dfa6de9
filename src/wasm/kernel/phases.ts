import { type Expr, i32, i32x4 } from '../assembler/index.ts'
import type { Emission } from '../emission.ts'
import type { Cursor, Where } from './cursor.ts'
import type { Lines, Phase, Values } from './lines.ts'
import type { Nest } from './nest.ts'
import { rootsOf } from './phase-plan.ts'
import { accumulate, joinAll, joinLanes, newState, type Reducer, reducer } from './reductions.ts'
import { hold, selectValue } from './value.ts'

/** Writes a unit that reduces: the passes over its elements, and what is computed between and after them. */
export class Phases {
  private readonly e: Emission
  private readonly nest: Nest
  private readonly cursor: Cursor
  private readonly lines: Lines

  constructor(e: Emission, nest: Nest, cursor: Cursor, lines: Lines) {
    this.e = e
    this.nest = nest
    this.cursor = cursor
    this.lines = lines
  }

  /** All phases of a unit: a row, or a strip of `strips` vectors of columns from column i on. */
  write(i: Expr<'i32'>, strips: number, limit?: Expr<'i32'>): void {
    const { kernel, layout, placements } = this.nest
    const wheres = Array.from({ length: strips }, (_, k): Where => ({ i, lane: 4 * k, limit }))
    const rows = wheres.map((): Values => new Map())
    const last = Math.max(...placements.map((p) => p.phase))
    for (let number = 0; number <= last; number++) {
      const phase = this.phase(number)
      if (phase.reduces.length === 0 && phase.stores.length === 0) continue
      const roots = rootsOf(kernel, placements, number)
      rows.forEach((known, k) => {
        this.lines.outside(roots, known, wheres[k]!)
      })
      if (layout.mode === 'row') this.row(phase, rows[0]!)
      else this.columns(phase, rows, wheres)
    }
    const outputs = kernel.outputs.flatMap(({ value }, k) =>
      placements[value]!.level === 'element' ? [] : [k],
    )
    rows.forEach((known, k) => {
      const roots = outputs.map((o) => kernel.outputs[o]!.value)
      this.lines.outside(roots, known, wheres[k]!)
      outputs.forEach((o, n) => {
        const value = this.lines.lookup(roots[n]!, known)
        if (layout.mode === 'row') this.lines.access.storeOne(o, value)
        else this.lines.access.store(o, value, wheres[k]!)
      })
    })
  }

  private phase(number: number): Phase {
    const { kernel, placements } = this.nest
    const within = (line: number): boolean => placements[line]!.phase === number
    return {
      number,
      reduces: kernel.body.flatMap((line, i) => (line.kind === 'reduce' && within(line.args[0]!) ? [i] : [])),
      stores: kernel.outputs.flatMap(({ value }, k) =>
        placements[value]!.level === 'element' && within(value) ? [k] : [],
      ),
    }
  }

  /** Loop over the vector axis (and further reduced axes) of one row. */
  private row(phase: Phase, rows: Values): void {
    const { e, cursor, lines } = this
    const { f } = e
    const { unroll } = this.nest.tiling
    const { extent } = this.nest.layout.vector
    const reducers = phase.reduces.map((r) => this.reducerOf(r))
    const states = reducers.map((by) => Array.from({ length: unroll }, () => newState(e, by)))
    const vectors = (i: Expr<'i32'>, count: number, limit: Expr<'i32'> | undefined): void => {
      f.together(
        Array.from({ length: count }, (_, k) => () => {
          const where = { i, lane: 4 * k, limit }
          const values = lines.inside(phase, rows, where)
          phase.reduces.forEach((r, n) => {
            const by = reducers[n]!
            const [element, position] = this.nest.kernel.body[r]!.args
            let state = by.lift(lines.lookup(element!, rows, values), () =>
              position === undefined ? cursor.position(where) : lines.lookup(position, rows, values),
            )
            if (limit) {
              const within = i32x4.ltS(cursor.lanes(where), i32x4.splat(limit))
              const mask = hold(e, { dtype: 'bool', parts: [within] })
              const identity = by.identity(e)
              state = state.map((v, j) => selectValue(e, mask, v, identity[j]!))
            }
            accumulate(e, by, states[n]![k % unroll]!, state)
          })
        }),
      )
    }
    cursor.reducedLoops(() => {
      const i = f.local('i32')
      const bulk = extent - (extent % (4 * unroll))
      if (bulk > 0) f.for(0, bulk, 4 * unroll, (n) => vectors(n, unroll, undefined))
      const whole = extent - (extent % 4)
      if (whole > bulk) f.for(bulk, whole, 4, (n) => vectors(n, 1, undefined))
      if (whole < extent) {
        f.set(i, whole)
        vectors(i, 1, i32.const(extent))
      }
    })
    phase.reduces.forEach((r, n) => {
      const by = reducers[n]!
      rows.set(r, hold(e, by.result(joinLanes(e, by, joinAll(e, by, states[n]!)))))
    })
  }

  /** Loop over the reduced axes for a strip of columns. */
  private columns(phase: Phase, rows: readonly Values[], wheres: readonly Where[]): void {
    const { e, cursor, lines } = this
    const reducers = phase.reduces.map((r) => this.reducerOf(r))
    const states = reducers.map((by) => rows.map(() => newState(e, by)))
    lines.startRunning(rows.length)
    cursor.reducedLoops(() => {
      e.f.together(
        rows.map((known, k) => () => {
          const values = lines.inside(phase, known, wheres[k]!)
          phase.reduces.forEach((r, n) => {
            const [element, position] = this.nest.kernel.body[r]!.args
            const state = reducers[n]!.lift(lines.lookup(element!, known, values), () =>
              position === undefined ? cursor.position() : lines.lookup(position, known, values),
            )
            accumulate(e, reducers[n]!, states[n]![k]!, state)
          })
        }),
      )
    })
    phase.reduces.forEach((r, n) => {
      rows.forEach((known, k) => {
        known.set(r, reducers[n]!.result(states[n]![k]!))
      })
    })
  }

  private reducerOf(line: number): Reducer {
    const { body } = this.nest.kernel
    const reduce = body[line]!
    if (reduce.kind !== 'reduce') throw new Error('not a reduction')
    return reducer(reduce.reduction, body[reduce.args[0]!]!.dtype)
  }
}
