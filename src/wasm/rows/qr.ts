import { type Expr, f64, i32, type Local, memory } from '../assembler/index.ts'
import type { CompiledKernel } from '../kernel/generate.ts'
import { at, eliminated, type Int, increased, overMatrices, panels } from './matrix.ts'
import {
  eliminate,
  type Reflectors,
  reflectBy,
  reflectorLists,
  reflectorRoom,
  writeOut,
} from './reflectors.ts'
import { copyRow } from './vectors.ts'

/** float64 numbers of temporary memory for each matrix. */
export const qrTemporary = (m: number, n: number, columns: number): number =>
  m * n + reflectorRoom(Math.min(m, n), Math.max(n, columns))

/**
 * A = Q R by Householder reflections with LAPACK's signs, a panel of columns after the other. Argument block: A [count, m, n], a
 * temporary, Q [count, m, columns], R [count, columns, n]. Source: Golub and Van Loan, Matrix Computations, 5.2; Schreiber and
 * Van Loan, A storage-efficient WY representation (1989); the signs of dgeqrf.
 */
export function compileQr(
  name: string,
  count: number,
  [m, n, columns]: readonly [number, number, number],
  hasQ = true,
): CompiledKernel {
  const steps = Math.min(m, n)
  const flops = 4 * (eliminated(m, n, steps) + (hasQ ? eliminated(m, columns, steps) : 0))
  return overMatrices(name, count, 1, flops, (f, start, _, target) => {
    const work = start(1, 8 * qrTemporary(m, n, columns))
    const lists = reflectorLists(f, f.let(i32.add(work, 8 * m * n)), steps)
    const q = start(2, 8 * m * columns)
    const r = start(3, 8 * columns * n)
    const reflectors: Reflectors = { work, m, pitch: n, ...lists }
    f.emit(memory.copy(work, start(0, 8 * m * n), 8 * m * n))
    f.emit(memory.fill(q, 0, 8 * m * columns), memory.fill(r, 0, 8 * columns * n))
    panels(f, steps, false, (panel) => {
      const [first, width] = panel
      const end = f.let(i32.add(first, width))
      const columnsLeft = f.let(i32.sub(n, end))
      /** Moves rows of R from one column on. */
      const keep = (from: (row: Local<'i32'>) => Expr<'i32'>, to: Int): void =>
        f.for(first, end, 1, (i) => {
          const start = f.let(from(i))
          const [out, row] = [r, work].map((matrix) => f.let(at(matrix, n, i, start)))
          copyRow(f, out!, row!, f.let(i32.sub(to, start)))
        })
      f.for(first, end, 1, (j) => {
        f.emit(f64.store(at(r, n, j, j), eliminate(f, reflectors, j)))
        const next = f.let(increased(j))
        const x = [f.let(at(work, n, j, next)), n] as const
        reflectBy(target, f, reflectors, [j, f.copy(i32.const(1))], x, f.let(i32.sub(end, next)), true)
      })
      keep(increased, end)
      writeOut(target, f, reflectors, panel)
      f.if(columnsLeft, () => {
        reflectBy(target, f, reflectors, panel, [f.let(at(work, n, first, end)), n], columnsLeft, true)
        keep(() => end, f.let(i32.add(end, columnsLeft)))
      })
    })
    if (!hasQ) return
    f.for(0, columns, 1, (i) => f.emit(f64.store(at(q, columns, i, i), 1)))
    panels(f, steps, true, (panel) => {
      const [first] = panel
      const x = [f.let(at(q, columns, first, first)), columns] as const
      reflectBy(target, f, reflectors, panel, x, f.let(i32.sub(columns, first)), false)
    })
  })
}
