import { type Expr, i32, type Local, select } from '../assembler/index.ts'
import type { Emission } from '../emission.ts'
import { type CompiledKernel, kernelParameters } from '../kernel/generate.ts'
import { type ElementType, elementBytes } from '../kernel/ir.ts'
import { scalarOperation } from '../kernel/operations.ts'
import { hold, loadContiguous, storeContiguous, storeLane, type Value } from '../kernel/value.ts'

/** How an update meets what stands at its place; `set` replaces it. */
export type Combination = 'set' | 'add' | 'multiply' | 'maximum' | 'minimum'

/** out[batch, index[batch, i], :] = combine(out[...], updates[batch, i, :]), one update after the other. */
export interface RowScatter {
  readonly name: string
  readonly dtype: ElementType
  readonly combination: Combination
  /** Independent tables, each with its own indices and updates. */
  readonly batch: number
  /** Rows of a table, and the updates of each. */
  readonly rows: number
  readonly updates: number
  /** Elements of a row. */
  readonly length: number
}

/**
 * Scatter whole rows (the gradient of an embedding). Argument block: indices (int32), updates, out; out is changed in
 * place. An index outside the table is passed over. Every tile owns a range of rows and reads all the indices, so that
 * updates of one row meet in their order, whatever the number of threads.
 */
export function compileRowScatter(s: RowScatter): CompiledKernel {
  const work = s.updates * s.length
  const ranges = Math.max(1, Math.min(s.rows, 16, Math.round(work / 16384)))
  const rowsPerRange = Math.ceil(s.rows / ranges)
  const count = Math.ceil(s.rows / Math.max(1, rowsPerRange))
  return {
    name: s.name,
    tiles: s.updates === 0 || s.rows === 0 || s.length === 0 ? 0 : s.batch * count,
    scratchBytes: 0,
    flops: s.batch * work,
    bytes: 3 * s.batch * work * elementBytes[s.dtype],
    emit: (target) =>
      target.module.function(s.name, kernelParameters, 'void', (f, args, begin, end) => {
        const e: Emission = { ...target, f }
        const size = elementBytes[s.dtype]
        f.for(begin, end, 1, (tile) => {
          const batch = f.let(i32.divU(tile, count))
          const first = f.let(i32.mul(i32.remU(tile, count), rowsPerRange))
          const limit = f.let(i32.add(first, rowsPerRange))
          const last = f.let(select(limit, i32.const(s.rows), i32.ltU(limit, s.rows)))
          const indices = f.let(i32.add(i32.load(args, 0), i32.mul(batch, s.updates * 4)))
          const updates = f.let(i32.add(i32.load(args, 4), i32.mul(batch, s.updates * s.length * size)))
          const out = f.let(i32.add(i32.load(args, 8), i32.mul(batch, s.rows * s.length * size)))
          f.for(0, s.updates, 1, (i) => {
            const row = f.let(i32.load(i32.add(indices, i32.shl(i, 2))))
            f.if(i32.and(i32.geS(row, first), i32.ltS(row, last)), () => {
              const from = f.let(i32.add(updates, i32.mul(i, s.length * size)))
              const to = f.let(i32.add(out, i32.mul(row, s.length * size)))
              combineRow(e, s, from, to)
            })
          })
        })
      }),
  }
}

function combineRow(e: Emission, s: RowScatter, from: Local<'i32'>, to: Local<'i32'>): void {
  const { f } = e
  const size = elementBytes[s.dtype]
  const combined = (a: Expr<'i32'>, b: Expr<'i32'>): Value => {
    const update = hold(e, loadContiguous(s.dtype, f.let(a), 0))
    if (s.combination === 'set') return update
    const old = hold(e, loadContiguous(s.dtype, f.let(b), 0))
    return hold(e, scalarOperation(s.combination, [s.dtype, s.dtype]).emit(e, old, update))
  }
  const whole = s.length - (s.length % 4)
  f.for(0, whole, 4, (j) => {
    const at = f.let(i32.mul(j, size))
    const target = f.let(i32.add(to, at))
    storeContiguous(e, combined(i32.add(from, at), target), target, 0)
  })
  if (whole < s.length) {
    const target = f.let(i32.add(to, whole * size))
    const value = combined(i32.add(from, whole * size), target)
    for (let lane = 0; lane < s.length - whole; lane++) storeLane(e, value, lane, target, lane * size)
  }
}
