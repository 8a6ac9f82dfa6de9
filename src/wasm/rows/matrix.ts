import {
  type Expr,
  type FunctionBuilder,
  f64,
  i32,
  type Local,
  memory,
  type Operand,
  select,
} from '../assembler/index.ts'
import { type CompiledKernel, type EmissionTarget, kernelParameters } from '../kernel/generate.ts'
import { divideBy, dot, exchange, type Row, subtractMultiple } from './vectors.ts'

/** Writes the code for matrix `index` of each buffer. */
type Body = (
  f: FunctionBuilder,
  start: (buffer: number, bytes: number) => Row,
  part: Local<'i32'>,
  target: EmissionTarget,
) => void

/** A kernel over many matrices in float64, each cut into `parts` that know nothing of each other. */
export function overMatrices(
  name: string,
  count: number,
  parts: number,
  flops: number,
  body: Body,
): CompiledKernel {
  return {
    name,
    tiles: count * parts,
    scratchBytes: 0,
    flops: count * flops,
    bytes: 0,
    emit: (target) =>
      target.module.function(name, kernelParameters, 'void', (f, args, begin, end) =>
        f.for(begin, end, 1, (tile) => {
          const index = f.let(i32.divU(tile, parts))
          const part = f.let(i32.remU(tile, parts))
          const start = (buffer: number, bytes: number): Row =>
            f.let(i32.add(i32.load(args, 4 * buffer), i32.mul(index, bytes)))
          body(f, start, part, target)
        }),
      ),
  }
}

export type Int = Operand<'i32'>
const int = (value: Int): Expr<'i32'> => (typeof value === 'number' ? i32.const(value) : value)
/** The address of element [i, j] of a matrix with `columns` columns. */
export const at = (matrix: Row, columns: number, i: Int, j: Int): Expr<'i32'> =>
  i32.add(matrix, i32.shl(i32.add(i32.mul(int(i), columns), int(j)), 3))
export const put = (f: FunctionBuilder, address: Expr<'i32'>, value: Operand<'f64'>): void =>
  f.emit(f64.store(address, value))
export const get = (f: FunctionBuilder, address: Expr<'i32'>): Local<'f64'> => f.copy(f64.load(address))
export const increased = (i: Local<'i32'>): Expr<'i32'> => i32.add(i, 1)

/** L with (A + A^T)/2 = L L^T; NaN everywhere where A is not positive definite. Argument block: A, L, both [count, n, n]. */
export function compileCholesky(name: string, count: number, n: number): CompiledKernel {
  return overMatrices(name, count, 1, n ** 3 / 3, (f, start) => {
    const a = start(0, 8 * n * n)
    const l = start(1, 8 * n * n)
    const put = (i: Int, j: Int, value: Operand<'f64'>): void => f.emit(f64.store(at(l, n, i, j), value))
    f.for(0, n, 1, (i) => {
      f.for(0, i, 1, (j) => {
        put(i, j, f64.mul(f64.add(f64.load(at(a, n, i, j)), f64.load(at(a, n, j, i))), 0.5))
        put(j, i, 0)
      })
      put(i, i, f64.load(at(a, n, i, i)))
    })
    f.block((failed) => {
      f.for(0, n, 1, (j) => {
        const row = f.let(at(l, n, j, 0))
        const left = f.let(f64.sub(f64.load(at(l, n, j, j)), dot(f, row, row, j)))
        f.if(i32.eqz(f64.gt(left, 0)), () => {
          f.for(0, n * n, 1, (i) => f.emit(f64.store(i32.add(l, i32.shl(i, 3)), NaN)))
          f.br(failed)
        })
        const pivot = f.let(f64.sqrt(left))
        put(j, j, pivot)
        f.for(increased(j), n, 1, (i) => {
          const sum = dot(f, f.let(at(l, n, i, 0)), row, j)
          put(i, j, f64.div(f64.sub(f64.load(at(l, n, i, j)), sum), pivot))
        })
      })
    })
  })
}

export interface TriangularSystem {
  readonly lower: boolean
  readonly transpose: boolean
  readonly unit: boolean
}

/** Columns of B that are solved for together. */
const strip = 64

/** T X = B, or T^T X = B. Argument block: T [count, n, n], B, X [count, n, k]. The other triangle is not read. */
export function compileTriangularSolve(
  name: string,
  count: number,
  [n, k]: readonly [number, number],
  { lower, transpose, unit }: TriangularSystem,
): CompiledKernel {
  return overMatrices(name, count, Math.ceil(k / strip), n * n * k, (f, start, part) => {
    const t = start(0, 8 * n * n)
    const b = start(1, 8 * n * k)
    const x = start(2, 8 * n * k)
    const first = f.let(i32.mul(part, strip))
    const left = f.let(i32.sub(k, first))
    const width = f.let(select(left, i32.const(strip), i32.ltS(left, strip)))
    f.for(0, n, 1, (step) => {
      const i = lower !== transpose ? step : f.let(i32.sub(n - 1, step))
      const row = f.let(at(x, k, i, first))
      f.emit(memory.copy(row, at(b, k, i, first), i32.shl(width, 3)))
      const [from, to] = lower !== transpose ? [i32.const(0), i] : [f.let(increased(i)), i32.const(n)]
      f.for(from, to, 1, (p) => {
        const factor = f.let(f64.load(transpose ? at(t, n, p, i) : at(t, n, i, p)))
        f.if(f64.ne(factor, 0), () => subtractMultiple(f, row, f.let(at(x, k, p, first)), factor, width))
      })
      if (!unit) divideBy(f, row, f.let(f64.load(at(t, n, i, i))), width)
    })
  })
}

/** P A = L U by rows, with partial pivoting. Argument block: A, L and U in one [count, m, n], pivots, order of rows. */
export function compileLu(name: string, count: number, m: number, n: number): CompiledKernel {
  const steps = Math.min(m, n)
  return overMatrices(name, count, 1, m * n * steps, (f, start) => {
    const packed = start(1, 8 * m * n)
    const pivots = start(2, 4 * steps)
    const order = start(3, 4 * m)
    f.emit(memory.copy(packed, start(0, 8 * m * n), 8 * m * n))
    const word = (list: Row, i: Local<'i32'>): Expr<'i32'> => i32.add(list, i32.shl(i, 2))
    f.for(0, m, 1, (i) => f.emit(i32.store(word(order, i), i)))
    f.for(0, steps, 1, (j) => {
      const best = f.copy(j)
      const most = f.copy(f64.abs(f64.load(at(packed, n, j, j))))
      f.for(increased(j), m, 1, (i) => {
        const size = f.let(f64.abs(f64.load(at(packed, n, i, j))))
        f.if(f64.gt(size, most), () => {
          f.set(best, i)
          f.set(most, size)
        })
      })
      f.emit(i32.store(word(pivots, j), best))
      f.if(i32.ne(best, j), () => {
        exchange(f, f.let(at(packed, n, j, 0)), f.let(at(packed, n, best, 0)), n)
        const held = f.let(i32.load(word(order, j)))
        f.emit(i32.store(word(order, j), i32.load(word(order, best))), i32.store(word(order, best), held))
      })
      const pivot = f.let(f64.load(at(packed, n, j, j)))
      // A column of zeros needs no elimination.
      f.if(f64.ne(pivot, 0), () => {
        const rest = f.let(i32.sub(n - 1, j))
        const row = f.let(at(packed, n, j, increased(j)))
        f.for(increased(j), m, 1, (i) => {
          const place = f.let(at(packed, n, i, j))
          const factor = f.let(f64.div(f64.load(place), pivot))
          f.emit(f64.store(place, factor))
          f.if(f64.ne(factor, 0), () => subtractMultiple(f, f.let(i32.add(place, 8)), row, factor, rest))
        })
      })
    })
  })
}
