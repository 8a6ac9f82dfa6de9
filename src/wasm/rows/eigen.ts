import {
  type Expr,
  type FunctionBuilder,
  f64,
  f64x2,
  i32,
  type Local,
  memory,
  select,
} from '../assembler/index.ts'
import type { CompiledKernel, EmissionTarget } from '../kernel/generate.ts'
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
import { dot, fused, type Row, subtractMultiple, summed } from './vectors.ts'

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
      tridiagonalize(target, f, reflectors, [d, e])
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

/**
 * Householder reflections to tridiagonal form: diagonal d, beside it e. The rows of the reflectors are those after the first. What a
 * reflection changes, -v w^T - w v^T, is subtracted where the next one reads the rest, so that each goes over it once.
 */
function tridiagonalize(
  { fma }: EmissionTarget,
  f: FunctionBuilder,
  reflectors: Reflectors,
  [d, e]: readonly [Row, Row],
): void {
  const { more, less } = fused(fma)
  const { work, m, pitch: n, sums } = reflectors
  const element = (list: Row, i: Int): Local<'f64'> => get(f, item(list, i))
  /** v and w of a step; those of the next stand elsewhere. */
  const listsOf = (step: Expr<'i32'>, from = 0): readonly [Row, Row] => {
    const v = f.let(i32.add(sums, i32.add(i32.mul(i32.and(step, 1), 16 * n), 8 * from)))
    return [v, f.let(i32.add(v, 8 * n))]
  }
  f.emit(memory.fill(sums, 0, 32 * n))
  /** Column j from the diagonal on, after the reflections before. */
  const finish = (j: Local<'i32'>): void => {
    const [v, w] = listsOf(increased(j))
    const top = f.let(at(work, n, i32.sub(j, 1), j))
    const [first, other] = [element(v, 0), element(w, 0)]
    f.for(0, f.let(i32.sub(n, j)), 1, (i) => {
      const place = f.let(i32.add(top, i32.mul(i, 8 * n)))
      const change = f64.add(f64.mul(element(v, i), other), f64.mul(element(w, i), first))
      put(f, place, f64.sub(f64.load(place), change))
    })
    put(f, item(d, j), f64.load(top))
  }
  f.for(0, m, 1, (j) => {
    finish(j)
    put(f, item(e, j), eliminate(f, reflectors, j))
    const tau = get(f, tauAt(reflectors, j))
    const count = f.let(i32.sub(m, j))
    const [v, w] = listsOf(j)
    const before = listsOf(increased(j), 1)
    f.for(0, count, 1, (i) => put(f, item(v, i), f64.load(at(work, n, i32.add(j, i), j))))
    // w = A v, then tau w - tau^2/2 (w^T v) v
    f.for(0, count, 1, (i) => {
      const start = f.let(at(work, n, i32.add(j, i), increased(j)))
      const factors = [v, ...before].map((list) => element(list, i))
      const [x, y, z] = factors.map((factor) => f.let(f64x2.splat(factor)))
      const sum = summed(f, [start, ...before, v, w], i, (read, write, total) => {
        const a = f.copy(less(z!, read(1), less(y!, read(2), read(0))))
        write(0, a)
        write(4, more(x!, a, read(4)))
        return more(a, read(3), total)
      })
      const corner = f.let(item(start, i))
      const left = f64.sub(f64.load(corner), f64.mul(2, f64.mul(factors[1]!, factors[2]!)))
      put(f, corner, left)
      put(f, item(w, i), f64.add(sum, f64.mul(factors[0]!, f64.load(corner))))
    })
    f.for(0, count, 1, (i) => put(f, item(w, i), f64.mul(tau, element(w, i))))
    subtractMultiple(f, w, v, f.let(f64.mul(f64.mul(tau, 0.5), dot(f, w, v, count))), count)
  })
  finish(f.copy(i32.const(m)))
}
