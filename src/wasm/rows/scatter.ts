import { type Expr, i32, type Local } from '../assembler/index.ts'
import { volume } from '../axes.ts'
import type { Emission } from '../emission.ts'
import { bytesToKeep, type Journal, keep, openJournal } from '../journal.ts'
import { type CompiledKernel, kernelParameters, overUnits } from '../kernel/generate.ts'
import { type ElementType, elementBytes } from '../kernel/ir.ts'
import { scalarOperation } from '../kernel/operations.ts'
import { hold, loadContiguous, loadSplat, storeContiguous, storeLane, type Value } from '../kernel/value.ts'

/** How an update meets what stands at its place; `set` replaces it. */
export type Combination = 'set' | 'add' | 'multiply' | 'maximum' | 'minimum'

/** An axis of the table: how many places it has and how many elements apart they are. */
export interface TableAxis {
  readonly extent: number
  readonly stride: number
}

/** out[batch, indices[batch, i, ...], window] = combine(out[...], updates[batch, i, window]), one update after the other. */
export interface Scatter {
  readonly name: string
  readonly dtype: ElementType
  readonly combination: Combination
  /** Independent tables of `elements` each, with their own indices and updates. */
  readonly batch: number
  readonly elements: number
  /** Updates of each table. */
  readonly updates: number
  /** The axes that indices count along; an update has one index for each. */
  readonly indexed: readonly TableAxis[]
  /** The axes that each update covers, outermost first. */
  readonly window: readonly TableAxis[]
}

/**
 * Scatter windows (the gradient of an embedding, of a maximum's place, of indexing). Argument block: indices (int32),
 * updates, out; out is changed in place. An index outside its axis is passed over. Every tile owns a range of places and
 * reads all the indices, so that updates of one place meet in their order, whatever the number of threads.
 */
export function compileScatter(s: Scatter): CompiledKernel {
  const places = volume(s.indexed)
  const length = volume(s.window)
  const work = s.updates * (4 + length)
  // What tiles do twice is to read the indices, which costs as much as writing an element or two.
  const most = Math.min(places, Math.ceil(16 / s.batch), 1 + Math.floor(length / 4), Math.round(work / 16384))
  const perRange = Math.ceil(places / Math.max(1, most))
  const ranges = Math.ceil(places / Math.max(1, perRange))
  const units = s.updates * places * length === 0 ? 0 : s.batch * ranges
  // small tables go together
  const perTile = Math.ceil(units / Math.max(1, Math.min(units, 64, Math.round((s.batch * work) / 16384))))
  const size = elementBytes[s.dtype]
  return {
    name: s.name,
    tiles: units && Math.ceil(units / perTile),
    scratchBytes: 0,
    flops: s.batch * s.updates * length,
    bytes: 3 * s.batch * s.updates * length * size,
    journalBytes:
      perTile *
      s.updates *
      bytesToKeep(length, volume(s.window.slice(0, -1)), size, s.window.at(-1)?.stride === 1),
    updates: s.combination === 'add' || s.combination === 'multiply',
    emit: (target) =>
      target.module.function(s.name, kernelParameters, 'void', (f, args, begin, end, scratch) => {
        const e: Emission = { ...target, f }
        const journal = openJournal(f, scratch, target.journaled)
        const count = s.indexed.length
        overUnits(f, [begin, end], perTile, units, (unit) => {
          const batch = f.let(i32.divU(unit, ranges))
          const first = f.let(i32.mul(i32.remU(unit, ranges), perRange))
          const start = (at: number, bytes: number): Local<'i32'> =>
            f.copy(i32.add(i32.load(args, at), i32.mul(batch, bytes)))
          const index = start(0, s.updates * count * 4)
          const from = start(4, s.updates * length * size)
          const out = start(8, s.elements * size)
          f.for(0, s.updates, 1, () => {
            f.block((next) => {
              let place: Expr<'i32'> = i32.const(0)
              let to: Expr<'i32'> = out
              s.indexed.forEach(({ extent, stride }, c) => {
                const at = f.let(i32.load(index, 4 * c))
                f.brIf(next, i32.geU(at, extent))
                place = i32.add(i32.mul(place, extent), at)
                to = i32.add(to, i32.mul(at, stride * size))
              })
              if (ranges > 1) f.brIf(next, i32.geU(i32.sub(place, first), perRange))
              window(e, s, 0, from, f.let(to), journal)
            })
            f.set(index, i32.add(index, 4 * count))
            f.set(from, i32.add(from, length * size))
          })
        })
      }),
  }
}

/** Combines the part of a window from axis `depth` on. */
function window(
  e: Emission,
  s: Scatter,
  depth: number,
  from: Local<'i32'>,
  to: Local<'i32'>,
  journal: Journal | undefined,
): void {
  const { f } = e
  const size = elementBytes[s.dtype]
  const axis = s.window[depth]
  const inner = volume(s.window.slice(depth + 1))
  const combined = (load: (address: Local<'i32'>) => Value, a: Local<'i32'>, b: Local<'i32'>): Value => {
    const update = hold(e, load(a))
    if (s.combination === 'set') return update
    return hold(e, scalarOperation(s.combination, [s.dtype, s.dtype]).emit(e, hold(e, load(b)), update))
  }
  const keepLine = (count: number): void => {
    if (journal) keep(f, journal, to, f.let(i32.const(count)), size, size)
  }
  if (!axis) {
    keepLine(1)
    storeLane(
      e,
      combined((a) => loadSplat(s.dtype, a, 0), from, to),
      0,
      to,
      0,
    )
    return
  }
  const step = (i: Local<'i32'>, stride: number, start: Local<'i32'>): Local<'i32'> =>
    f.let(i32.add(start, i32.mul(i, stride * size)))
  if (inner > 1 || axis.stride !== 1) {
    f.for(0, axis.extent, 1, (i) =>
      window(e, s, depth + 1, step(i, inner, from), step(i, axis.stride, to), journal),
    )
    return
  }
  keepLine(axis.extent)
  const neighbours = (a: Local<'i32'>): Value => loadContiguous(s.dtype, a, 0)
  const whole = axis.extent - (axis.extent % 4)
  f.for(0, whole, 4, (i) => {
    const target = step(i, 1, to)
    storeContiguous(e, combined(neighbours, step(i, 1, from), target), target, 0)
  })
  if (whole === axis.extent) return
  const target = f.let(i32.add(to, whole * size))
  const value = combined(neighbours, f.let(i32.add(from, whole * size)), target)
  for (let lane = 0; lane < axis.extent - whole; lane++) storeLane(e, value, lane, target, lane * size)
}
