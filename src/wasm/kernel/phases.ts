import { type Expr, i32, type Local } from '../assembler/index.ts'
import { volume } from '../axes.ts'
import { type Emission, vectorConstant } from '../emission.ts'
import { wide } from '../vectors.ts'
import { type Aside, type Cursor, inBlocks, type Where } from './cursor.ts'
import type { Instruction } from './ir.ts'
import type { Lines, Phase, Values } from './lines.ts'
import type { Nest } from './nest.ts'
import { rootsOf } from './phase-plan.ts'
import {
  accumulate,
  joinAll,
  joinLanes,
  newState,
  type Reducer,
  reducer,
  type State,
  setState,
} from './reductions.ts'
import { hold, selectValue, type Value } from './value.ts'

/** Steps of a reduction before what it has is put aside. */
const longest = 128

/** Writes a unit that reduces: the passes over its elements, and what is computed between and after them. */
export class Phases {
  private readonly e: Emission
  private readonly nest: Nest
  private readonly cursor: Cursor
  private readonly lines: Lines
  private readonly reducers: Reducer[] = []

  constructor(e: Emission, nest: Nest, cursor: Cursor, lines: Lines) {
    this.e = e
    this.nest = nest
    this.cursor = cursor
    this.lines = lines
  }

  /** All phases of a unit: a row, or a strip of `strips` vectors of columns from column i on. */
  write(i: Expr<'i32'>, strips: number, count = 4): void {
    const { kernel, layout, placements } = this.nest
    this.cursor.pointers = this.cursor.unitPointers
    const starts = layout.mode === 'row' ? undefined : this.lines.starts(i)
    const wheres = Array.from({ length: strips }, (_, k): Where => ({ i, lane: 4 * k, count, starts }))
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
    const finish = (known: Values, k: number): void => {
      const roots = outputs.map((o) => kernel.outputs[o]!.value)
      this.lines.outside(roots, known, wheres[k]!)
      outputs.forEach((o, n) => {
        const value = this.lines.lookup(roots[n]!, known)
        if (layout.mode === 'row') this.lines.access.storeOne(o, value)
        else this.lines.access.store(o, value, wheres[k]!)
      })
    }
    this.e.f.together(rows.map((known, k) => () => finish(known, k)))
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
  private row(phase: Phase, known: Values): void {
    const { e, cursor } = this
    const { tiling, layout } = this.nest
    const { unroll } = tiling
    const { extent } = layout.vector
    const states = Array.from({ length: unroll }, () => this.statesOf(phase))
    const steps = Math.ceil(extent / (4 * unroll))
    const { aside, wholes: join } = this.putAside(phase, [states], volume(layout.inner) * steps)
    const vectors = (i: Expr<'i32'>, number: number, count = 4): void => {
      const starts = this.lines.starts(i)
      e.f.together(
        states
          .slice(0, number)
          .map((state, k) => () => this.take(phase, known, { i, lane: 4 * k, count, starts }, state)),
      )
    }
    cursor.reducedLoops(
      () => {
        const bulk = extent - (extent % (4 * unroll))
        const whole = extent - (extent % 4)
        if (bulk > 0) {
          inBlocks(e.f, bulk, 4 * unroll, aside, (i) => vectors(i, unroll))
          // what one strip goes on with alone must not keep V8 from seeing that all were alike
          if (layout.inner.length === 0 || bulk === extent) this.pass(states)
        }
        if (whole > bulk) e.f.for(bulk, whole, 4, (i) => vectors(i, 1))
        if (whole < extent) vectors(i32.const(whole), 1, extent - whole)
      },
      aside && { ...aside, every: Math.floor(longest / steps) },
    )
    const wholes = join()[0]!
    phase.reduces.forEach((r, n) => {
      const by = this.reducerOf(r)
      const result = by.result(e, joinLanes(e, by, wholes[n]!))
      known.set(r, wide() ? this.lines.spread(result) : hold(e, result))
    })
  }

  /** Sends states that strips side by side have through memory, where vectors are of 256 bits. */
  private pass(states: readonly (readonly State[])[]): void {
    if (!wide()) return
    const { f } = this.e
    const variables = states[0]!.flatMap((state, n) =>
      state.flatMap((_, j) => states.flatMap((strip) => strip[n]![j]!.parts as readonly Local<'v128'>[])),
    )
    this.lines.passed(variables).forEach((vector, k) => {
      f.set(variables[k]!, vector)
    })
  }

  /** Loop over the reduced axes for a strip of columns. */
  private columns(phase: Phase, rows: readonly Values[], wheres: readonly Where[]): void {
    const states = rows.map(() => this.statesOf(phase))
    const { aside, wholes: join } = this.putAside(
      phase,
      states.map((state) => [state]),
      volume(this.nest.layout.inner),
    )
    this.lines.startRunning(rows.length)
    this.cursor.reducedLoops(() => {
      const alike = this.lines.alike(phase, rows[0]!, wheres[0]!)
      const starts = this.lines.starts(wheres[0]!.i)
      this.e.f.together(
        rows.map((known, k) => () => {
          this.take(phase, new Map([...known, ...alike]), { ...wheres[k]!, starts }, states[k]!)
        }),
      )
    }, aside)
    const wholes = join()
    phase.reduces.forEach((r, n) => {
      rows.forEach((known, k) => {
        known.set(r, this.reducerOf(r).result(this.e, wholes[k]![n]!))
      })
    })
  }

  /**
   * Where states are put aside after every `longest` steps and start anew, so that the rounding errors of a long sum stay
   * those of short ones; `groups` are states that are joined in the end, by the results that they are parts of.
   */
  private putAside(
    phase: Phase,
    groups: readonly (readonly (readonly State[])[])[],
    steps: number,
  ): { aside: Aside | undefined; wholes(): readonly (readonly State[])[] } {
    const { e } = this
    const joined = (states: readonly (readonly State[])[]): State[] =>
      phase.reduces.map((r, n) =>
        joinAll(
          e,
          this.reducerOf(r),
          states.map((state) => state[n]!),
        ),
      )
    if (steps <= longest || phase.reduces.length === 0)
      return { aside: undefined, wholes: () => groups.map(joined) }
    const totals = groups.map(() => this.statesOf(phase))
    const put = (): void =>
      groups.forEach((states, g) => {
        if (this.nest.layout.mode === 'row') this.pass(states)
        joined(states).forEach((state, n) => {
          const by = this.reducerOf(phase.reduces[n]!)
          accumulate(e, by, totals[g]![n]!, state)
          for (const own of states) setState(e, own[n]!, by.identity(e))
        })
      })
    const wholes = (): readonly (readonly State[])[] => {
      put()
      return totals
    }
    return { aside: { every: longest, put }, wholes }
  }

  private statesOf(phase: Phase): State[] {
    return phase.reduces.map((r) => newState(this.e, this.reducerOf(r)))
  }

  /** Compute the lines inside the loops for four elements, and take them into the phase's reductions. */
  private take(phase: Phase, known: Values, where: Where, into: readonly State[]): void {
    const { e, cursor, lines } = this
    const values = lines.inside(phase, known, where)
    const across = this.nest.layout.mode === 'row' ? where : undefined
    phase.reduces.forEach((r, n) => {
      const by = this.reducerOf(r)
      const [element, position] = this.nest.kernel.body[r]!.args
      let state = by.lift(lines.lookup(element!, known, values), () =>
        position === undefined ? cursor.position(across) : lines.lookup(position, known, values),
      )
      // lanes past the end of the reduced axis count for nothing
      if (across && across.count < 4) {
        const within = Int32Array.from({ length: 4 }, (_, lane) => (lane < across.count ? -1 : 0))
        const mask: Value = { dtype: 'bool', parts: [vectorConstant(e, new Uint8Array(within.buffer))] }
        const identity = by.identity(e)
        state = state.map((v, j) => selectValue(e, mask, v, identity[j]!))
      }
      accumulate(e, by, into[n]!, state)
    })
  }

  private reducerOf(line: number): Reducer {
    const { body } = this.nest.kernel
    const reduce = body[line] as Extract<Instruction, { kind: 'reduce' }>
    this.reducers[line] ??= reducer(reduce.reduction, body[reduce.args[0]!]!.dtype)
    return this.reducers[line]
  }
}
