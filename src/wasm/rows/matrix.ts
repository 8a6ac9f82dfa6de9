import {
  type Expr,
  type FunctionBuilder,
  f64,
  i32,
  type Local,
  memory,
  type Operand,
} from '../assembler/index.ts'
import { type CompiledKernel, type EmissionTarget, kernelParameters } from '../kernel/generate.ts'
import { subtractProduct } from './product.ts'
import { copyRow, divideBy, exchange, type Row, subtractMultiple } from './vectors.ts'

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

/** Rows or columns that are worked on together. */
export const panel = 24
/** The first of them, and how many there are. */
export type Panel = readonly [first: Local<'i32'>, width: Local<'i32'>]

export type Int = Operand<'i32'>
const int = (value: Int): Expr<'i32'> => (typeof value === 'number' ? i32.const(value) : value)
/** The address of element [i, j] of a matrix with `columns` columns. */
export const at = (matrix: Row, columns: number, i: Int, j: Int): Expr<'i32'> =>
  i32.add(matrix, i32.shl(i32.add(i32.mul(int(i), columns), int(j)), 3))
export const put = (f: FunctionBuilder, address: Expr<'i32'>, value: Operand<'f64'>): void =>
  f.emit(f64.store(address, value))
export const get = (f: FunctionBuilder, address: Expr<'i32'>): Local<'f64'> => f.copy(f64.load(address))
export const increased = (i: Local<'i32'>): Expr<'i32'> => i32.add(i, 1)

/** Calls `each` with the first of every few of `count` things and how many those are, from the last on if `backwards`. */
export function panels(
  f: FunctionBuilder,
  count: number,
  backwards: boolean,
  each: (panel: Panel) => void,
): void {
  const last = panel * Math.floor((count - 1) / panel)
  f.for(0, count, panel, (start) => {
    const first = f.let(backwards ? i32.sub(last, start) : start)
    each([first, f.least(i32.sub(count, first), panel)])
  })
}

/** Element i of a list, by its address. */
export const item = (list: Row, i: Int): Expr<'i32'> => i32.add(list, i32.shl(int(i), 3))

/** The largest size in a list; NaN where one is not a number. */
export function largestSize(f: FunctionBuilder, list: Row, count: number): Local<'f64'> {
  const largest = f.copy(f64.const(0))
  f.for(0, count, 1, (i) => f.set(largest, f64.max(largest, f64.abs(f64.load(item(list, i))))))
  return largest
}

/** Calls `each` with the place and the value of what is largest in a list, then of what is left; what was taken becomes infinite. */
export function descending(
  f: FunctionBuilder,
  list: Row,
  count: number,
  each: (from: Local<'i32'>, value: Local<'f64'>, to: Local<'i32'>) => void,
): void {
  f.for(0, count, 1, (to) => {
    const from = f.copy(i32.const(0))
    const most = f.copy(f64.const(-Infinity))
    f.for(0, count, 1, (i) => {
      const value = f.let(f64.load(item(list, i)))
      f.if(f64.gt(value, most), () => {
        f.set(from, i)
        f.set(most, value)
      })
    })
    put(f, item(list, from), -Infinity)
    each(from, most, to)
  })
}

/**
 * L with (A + A^T)/2 = L L^T, by rows of L^T; NaN everywhere where A is not positive definite. Argument block: A, L, both
 * [count, n, n].
 */
export function compileCholesky(name: string, count: number, n: number): CompiledKernel {
  return overMatrices(name, count, 1, n ** 3 / 3, (f, start, _, target) => {
    const a = start(0, 8 * n * n)
    const l = start(1, 8 * n * n)
    const element = (i: Int, j: Int): Local<'i32'> => f.let(at(l, n, i, j))
    f.for(0, n, 1, (i) => {
      put(f, element(i, i), f64.load(at(a, n, i, i)))
      f.for(increased(i), n, 1, (j) => {
        const sum = f64.add(f64.load(at(a, n, i, j)), f64.load(at(a, n, j, i)))
        put(f, element(i, j), f64.mul(sum, 0.5))
      })
    })
    f.block((failed) => {
      panels(f, n, false, ([first, width]) => {
        const end = f.let(i32.add(first, width))
        f.for(first, end, 1, (j) => {
          const square = get(f, element(j, j))
          f.if(i32.eqz(f64.gt(square, 0)), () => {
            // such bits are NaN
            f.emit(memory.fill(l, 255, 8 * n * n))
            f.br(failed)
          })
          divideBy(f, element(j, j), f.let(f64.sqrt(square)), f.let(i32.sub(n, j)))
          f.for(increased(j), end, 1, (i) =>
            subtractMultiple(f, element(i, i), element(j, i), get(f, element(j, i)), f.let(i32.sub(n, i))),
          )
        })
        f.for(end, n, panel, (i) => {
          const left = f.let(i32.sub(n, i))
          const above = element(first, i)
          const extents = [f.least(left, panel), left, width] as const
          f.emit(subtractProduct(target, [element(i, i), n], [above, 1, n], [above, n], extents))
        })
      })
      f.for(0, n, 1, (i) =>
        f.for(increased(i), n, 1, (j) => {
          put(f, element(j, i), f64.load(element(i, j)))
          put(f, element(i, j), 0)
        }),
      )
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
  const forward = lower !== transpose
  return overMatrices(name, count, Math.ceil(k / strip), n * n * k, (f, start, part, target) => {
    const t = start(0, 8 * n * n)
    const b = start(1, 8 * n * k)
    const x = start(2, 8 * n * k)
    const across = f.let(i32.mul(part, strip))
    const columns = f.least(i32.sub(k, across), strip)
    const element = (i: Int, j: Int): Expr<'i32'> => (transpose ? at(t, n, j, i) : at(t, n, i, j))
    const line = (i: Int): Row => f.let(at(x, k, i, across))
    panels(f, n, !forward, ([first, width]) => {
      const end = f.let(i32.add(first, width))
      f.for(first, end, 1, (i) => copyRow(f, line(i), f.let(at(b, k, i, across)), columns))
      const [done, many] = forward ? [i32.const(0), first] : [end, f.let(i32.sub(n, end))]
      const matrix = [element(first, done), transpose ? 1 : n, transpose ? n : 1] as const
      f.emit(subtractProduct(target, [line(first), k], matrix, [line(done), k], [width, columns, many]))
      f.for(0, width, 1, (step) => {
        const i = f.let(forward ? i32.add(first, step) : i32.sub(i32.sub(end, 1), step))
        const row = line(i)
        const [from, to] = forward ? [first, i] : [f.let(increased(i)), end]
        f.for(from, to, 1, (p) => {
          const factor = get(f, element(i, p))
          f.if(f64.ne(factor, 0), () => subtractMultiple(f, row, line(p), factor, columns))
        })
        if (!unit) divideBy(f, row, get(f, element(i, i)), columns)
      })
    })
  })
}

/** Elements that so many steps of an elimination change, each in what is left of m rows and n columns. */
export const eliminated = (m: number, n: number, steps: number): number =>
  Math.ceil(m * n * steps - ((m + n) * steps ** 2) / 2 + steps ** 3 / 3)

/** P A = L U by rows, with partial pivoting. Argument block: A, L and U in one [count, m, n], pivots, order of rows. */
export function compileLu(name: string, count: number, m: number, n: number): CompiledKernel {
  const steps = Math.min(m, n)
  return overMatrices(name, count, 1, 2 * eliminated(m, n, steps), (f, start, _, target) => {
    const packed = start(1, 8 * m * n)
    const pivots = start(2, 4 * steps)
    const order = start(3, 4 * m)
    f.emit(memory.copy(packed, start(0, 8 * m * n), 8 * m * n))
    const element = (i: Int, j: Int): Local<'i32'> => f.let(at(packed, n, i, j))
    const word = (list: Row, i: Local<'i32'>): Expr<'i32'> => i32.add(list, i32.shl(i, 2))
    f.for(0, m, 1, (i) => f.emit(i32.store(word(order, i), i)))
    panels(f, steps, false, ([first, width]) => {
      const end = f.let(i32.add(first, width))
      const beside = f.let(i32.sub(n, end))
      f.for(first, end, 1, (j) => {
        const best = f.copy(j)
        const most = f.copy(f64.abs(f64.load(element(j, j))))
        f.for(increased(j), m, 1, (i) => {
          const size = f.let(f64.abs(f64.load(element(i, j))))
          f.if(f64.gt(size, most), () => {
            f.set(best, i)
            f.set(most, size)
          })
        })
        f.emit(i32.store(word(pivots, j), best))
        f.if(i32.ne(best, j), () => {
          exchange(f, element(j, 0), element(best, 0), n)
          const held = f.let(i32.load(word(order, j)))
          f.emit(i32.store(word(order, j), i32.load(word(order, best))), i32.store(word(order, best), held))
        })
        const pivot = get(f, element(j, j))
        // A column of zeros needs no elimination.
        f.if(f64.ne(pivot, 0), () => {
          const rest = f.let(i32.sub(i32.sub(end, 1), j))
          const row = element(j, increased(j))
          f.for(increased(j), m, 1, (i) => {
            const place = element(i, j)
            const factor = f.let(f64.div(f64.load(place), pivot))
            put(f, place, factor)
            f.if(f64.ne(factor, 0), () => subtractMultiple(f, f.let(i32.add(place, 8)), row, factor, rest))
          })
        })
        // what the rows of the panel leave of those beside it
        const row = [element(j, end), n] as const
        const extents = [1, beside, f.let(i32.sub(j, first))] as const
        f.emit(subtractProduct(target, row, [element(j, first), n], [element(first, end), n], extents))
      })
      const [under, over] = [element(end, first), element(first, end)]
      const extents = [f.let(i32.sub(m, end)), beside, width] as const
      f.emit(subtractProduct(target, [element(end, end), n], [under, n, 1], [over, n], extents))
    })
  })
}
