import { type FunctionBuilder, f64, i32, type Local, memory, select } from '../assembler/index.ts'
import type { CompiledKernel } from '../kernel/generate.ts'
import { divide, listCount } from './divide.ts'
import {
  at,
  descending,
  get,
  type Int,
  increased,
  item,
  largestSize,
  overMatrices,
  panels,
  put,
} from './matrix.ts'
import { diagonalize } from './ql.ts'
import {
  eliminate,
  type Reflectors,
  reflectBy,
  reflectorLists,
  reflectorRoom,
  tauAt,
  writeOut,
} from './reflectors.ts'
import { dot, type Row, subtractMultiple } from './vectors.ts'

/** float64 numbers of temporary memory for each matrix. */
export const eigenTemporary = (n: number): number => n * (3 * n + listCount) + reflectorRoom(n - 1, n)

/**
 * Ascending eigenvalues of (A + A^T)/2, and its eigenvectors as columns, if wanted: those of a tridiagonal matrix, reflected.
 * Argument block: A [count, n, n], a temporary, values [count, n], vectors [count, n, n].
 * Source: Golub and Van Loan, Matrix Computations, 8.3 and 8.4.
 */
export function compileEigen(name: string, count: number, n: number, hasVectors: boolean): CompiledKernel {
  return overMatrices(name, n && count, 1, (hasVectors ? 6 : 4 / 3) * n ** 3, (f, start, _, target) => {
    const a = start(0, 8 * n * n)
    const work = start(1, 8 * eigenTemporary(n))
    const values = start(2, 8 * n)
    const vectors = start(3, 8 * n * n)
    const [v, u, d] = [1, 2, 3].map((k) => f.let(i32.add(work, 8 * k * n * n))) as [Row, Row, Row]
    const e = f.let(i32.add(d, 8 * n))
    const lists = reflectorLists(f, f.let(i32.add(d, 8 * n * listCount)), n - 1)
    const largest = largestSize(f, a, n * n)
    f.block((done) => {
      f.if(i32.eqz(f64.lt(largest, Infinity)), () => {
        // such bits are NaN
        f.emit(memory.fill(values, 255, 8 * n), memory.fill(vectors, 255, 8 * n * n))
        f.br(done)
      })
      // What is very large or small is counted in units of its largest element.
      const isUsual = i32.and(f64.gt(largest, 1e-100), f64.lt(largest, 1e100))
      const inverse = f64.min(f64.div(1, f64.max(largest, Number.MIN_VALUE)), Number.MAX_VALUE)
      const scale = f.let(select(f64.const(1), inverse, isUsual))
      f.emit(memory.fill(v, 0, 8 * n * n))
      f.for(0, n, 1, (i) => {
        put(f, at(v, n, i, i), 1)
        f.for(0, n, 1, (j) => {
          const [x, y] = [f64.load(at(a, n, i, j)), f64.load(at(a, n, j, i))]
          put(f, at(work, n, i, j), f64.add(f64.mul(x, f64.mul(scale, 0.5)), f64.mul(y, f64.mul(scale, 0.5))))
        })
      })
      const reflectors: Reflectors = { work: f.let(i32.add(work, 8 * n)), m: n - 1, pitch: n, ...lists }
      tridiagonalize(f, reflectors, [d, e])
      if (hasVectors) f.emit(divide(target, { n, first: d, v, b: vectors, u }, 0, n))
      else {
        const list = (first: Row) => (i: Int) => item(first, i)
        diagonalize(f, { n: f.copy(i32.const(n)), d: list(d), e: list(e) })
      }
      descending(f, d, n, (from, value, taken) => {
        const to = f.let(i32.sub(n - 1, taken))
        put(f, item(values, to), f64.div(value, scale))
        if (hasVectors) f.for(0, n, 1, (i) => put(f, at(vectors, n, i, to), f64.load(at(v, n, from, i))))
      })
      if (!hasVectors) return
      panels(f, n - 1, true, (panel) => {
        writeOut(target, f, reflectors, panel)
        const x = [f.let(at(vectors, n, increased(panel[0]), 0)), n] as const
        reflectBy(target, f, reflectors, panel, x, n, false)
      })
    })
  })
}

/** Householder reflections to tridiagonal form: diagonal d, beside it e. The rows of the reflectors are those after the first. */
function tridiagonalize(f: FunctionBuilder, reflectors: Reflectors, [d, e]: readonly [Row, Row]): void {
  const { work, m, pitch: n, sums } = reflectors
  const q = f.let(i32.add(sums, 8 * n))
  const diagonal = (i: Local<'i32'>): void => put(f, item(d, i), f64.load(at(work, n, i32.sub(i, 1), i)))
  const element = (list: Row, i: Int): Local<'i32'> => f.let(item(list, i))
  f.for(0, m, 1, (j) => {
    diagonal(j)
    eliminate(f, reflectors, j)
    put(f, item(e, j), f64.load(at(work, n, j, j)))
    const tau = get(f, tauAt(reflectors, j))
    const count = f.let(i32.sub(m, j))
    const next = f.let(increased(j))
    /** Row i of the rest, of which what is left of the diagonal counts. */
    const row = (i: Local<'i32'>): Local<'i32'> => f.let(at(work, n, i32.add(j, i), next))
    f.if(f64.ne(tau, 0), () => {
      // q = A v, then tau q - tau^2/2 (q^T v) v
      f.for(0, count, 1, (i) => {
        put(f, element(q, i), 0)
        put(f, element(sums, i), f64.load(at(work, n, i32.add(j, i), j)))
      })
      put(f, sums, 1)
      f.for(0, count, 1, (i) => {
        const x = get(f, element(sums, i))
        const start = row(i)
        const sum = dot(f, start, sums, i)
        subtractMultiple(f, q, start, f.let(f64.neg(x)), i)
        put(f, element(q, i), f64.add(sum, f64.mul(x, f64.load(i32.add(start, i32.shl(i, 3))))))
      })
      const half = f.let(f64.mul(f64.mul(tau, 0.5), dot(f, q, sums, count)))
      subtractMultiple(f, q, sums, half, count)
      f.for(0, count, 1, (i) => {
        const start = row(i)
        const width = f.let(increased(i))
        const [x, y] = [
          f.let(f64.mul(tau, f64.load(element(sums, i)))),
          f.let(f64.mul(tau, f64.load(element(q, i)))),
        ]
        subtractMultiple(f, start, q, x, width)
        subtractMultiple(f, start, sums, y, width)
      })
    })
  })
  diagonal(f.copy(i32.const(m)))
}
