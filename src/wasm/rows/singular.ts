import {
  type Expr,
  type FunctionBuilder,
  f64,
  i32,
  type Label,
  type Local,
  memory,
} from '../assembler/index.ts'
import type { CompiledKernel } from '../kernel/generate.ts'
import { reflectedRoom, reflectedValues } from './bidiagonal.ts'
import { at, descending, eliminated, increased, item, largestSize, overMatrices, put } from './matrix.ts'
import { divideBy, dot, type Row, rotate, subtractMultiple } from './vectors.ts'

/** Norms below this are not reliable, after the largest element has been scaled to 1. */
const tiny = 1e-150
const mostRounds = 60
/** Squares of norms differ by less where reflections may mix rows. */
const mostUneven = 2 ** 20
/** Rounds that matrices usually take. */
const usualRounds = 8

/** float64 numbers of temporary memory for each matrix. */
export const singularTemporary = (k: number, length: number): number =>
  k + k * length + k * k + reflectedRoom(k, length)

/**
 * A = U diag(S) V^T with S descending, by rotations of pairs of rows (one-sided Jacobi). Argument block: A [count, k, length]
 * with k <= length, a temporary, U [count, k, k], S [count, k], V^T [count, rows, length], of whose rows those after k complete it.
 * Only S is computed where `hasVectors` is false, then by reflections if `isReflected` and no row is much shorter than others.
 * Source: Hestenes (1958); Demmel and Veselic, Jacobi's method is more accurate than QR (1992).
 */
export function compileSingularValues(
  name: string,
  count: number,
  [k, length, rows]: readonly [number, number, number],
  hasVectors: boolean,
  isReflected = false,
): CompiledKernel {
  // k^2 / 2 pairs: 12 for elements that are turned, with their product and norms, and 6 for those of v
  const turning = isReflected
    ? 8 * eliminated(k, length, k)
    : usualRounds * k * k * (6 * length + (hasVectors ? 3 * k : 0))
  const completing = hasVectors ? 4 * length * (rows * rows - k * k) : 0
  return overMatrices(name, count, 1, turning + completing, (f, start, _, target) => {
    const norms = start(1, 8 * singularTemporary(k, length))
    const w = f.let(i32.add(norms, 8 * k))
    const v = f.let(i32.add(w, 8 * k * length))
    const left = start(2, 8 * k * k)
    const values = start(3, 8 * k)
    const right = start(4, 8 * rows * length)
    f.emit(memory.copy(w, start(0, 8 * k * length), 8 * k * length))
    if (hasVectors) f.emit(memory.fill(v, 0, 8 * k * k), memory.fill(right, 0, 8 * rows * length))
    const scale = largestSize(f, w, k * length)
    f.block((done) => {
      f.if(i32.eqz(f64.lt(scale, Infinity)), () => {
        // such bits are NaN
        f.emit(memory.fill(values, 255, 8 * k))
        if (hasVectors) f.emit(memory.fill(left, 255, 8 * k * k), memory.fill(right, 255, 8 * rows * length))
        f.br(done)
      })
      f.if(f64.gt(scale, 0), () => divideBy(f, w, scale, k * length))
      if (hasVectors) f.for(0, k, 1, (i) => put(f, at(v, k, i, i), 1))
      const measure = (i: Local<'i32'>): Local<'f64'> => {
        const row = f.let(at(w, length, i, 0))
        const square = dot(f, row, row, length)
        put(f, item(norms, i), square)
        return square
      }
      const rotations = (): void => {
        orthogonalize(f, [w, hasVectors && v, norms], k, length, measure)
        f.for(0, k, 1, (i) => put(f, item(norms, i), f64.sqrt(f64.load(item(norms, i)))))
      }
      const even = isEven(f, k, measure)
      if (isReflected) f.if(even, () => reflectedValues(target, f, [w, norms], k, length), rotations)
      else rotations()
      const rank = f.copy(i32.const(0))
      descending(f, norms, k, (from, norm, to) => {
        const kept = f.let(f64.gt(norm, tiny))
        put(f, item(values, to), 0)
        f.if(kept, () => {
          put(f, item(values, to), f64.mul(norm, scale))
          if (!hasVectors) return
          const row = f.let(at(right, length, to, 0))
          f.emit(memory.copy(row, at(w, length, from, 0), 8 * length))
          divideBy(f, row, norm, length)
          f.set(rank, increased(rank))
        })
        if (hasVectors) f.for(0, k, 1, (i) => put(f, at(left, k, i, to), f64.load(at(v, k, from, i))))
      })
      if (hasVectors) complete(f, right, rank, rows, length)
    })
  })
}

/** Lists the squares of the rows' norms, and tells whether none is so small that digits would be lost beside the others. */
function isEven(f: FunctionBuilder, k: number, measure: (row: Local<'i32'>) => Local<'f64'>): Expr<'i32'> {
  const [least, most] = [f.copy(f64.const(Infinity)), f.copy(f64.const(0))]
  f.for(0, k, 1, (i) => {
    const square = measure(i)
    f.set(least, f64.min(least, square))
    f.set(most, f64.max(most, square))
  })
  return f64.lt(most, f64.mul(least, mostUneven))
}

/** Rounds over all pairs until no two rows of w have a product that matters; v, if given, turns with w, and squares of norms are kept. */
function orthogonalize(
  f: FunctionBuilder,
  [w, v, norms]: readonly [Row, Row | false, Row],
  k: number,
  length: number,
  measure: (row: Local<'i32'>) => void,
): void {
  const hypotenuse = (x: Local<'f64'>): Expr<'f64'> => f64.sqrt(f64.add(1, f64.mul(x, x)))
  f.block((settled) => {
    f.for(0, mostRounds, 1, () => {
      const rotated = f.copy(i32.const(0))
      f.for(0, k, 1, (i) => {
        f.for(increased(i), k, 1, (j) => {
          f.block((next) => {
            const [x, y] = [f.let(at(w, length, i, 0)), f.let(at(w, length, j, 0))]
            const [alpha, beta] = [f.let(f64.load(item(norms, i))), f.let(f64.load(item(norms, j)))]
            const gamma = dot(f, x, y, length)
            const size = f.let(f64.abs(gamma))
            const matters = f64.gt(
              size,
              f64.mul(Number.EPSILON * Math.sqrt(length), f64.sqrt(f64.mul(alpha, beta))),
            )
            f.brIf(next, i32.or(i32.eqz(matters), f64.lt(size, tiny * tiny)))
            f.set(rotated, 1)
            // 0, not -0, where both rows are as long
            const zeta = f.let(f64.add(f64.div(f64.sub(beta, alpha), f64.mul(2, gamma)), 0))
            const height = f.let(f64.abs(zeta))
            // beyond 1e150 the square of zeta overflows, and 1/(2 zeta) is exact enough
            const sum = f64.add(height, f64.max(height, hypotenuse(f.let(f64.min(height, 1e150)))))
            const t = f.let(f64.copysign(f64.div(1, sum), zeta))
            // s = t c, and 1 - c = s t / (1 + 1/c)
            const secant = f.let(hypotenuse(t))
            const s = f.let(f64.div(t, secant))
            const d = f.let(f64.div(f64.mul(s, t), f64.add(1, secant)))
            rotate(f, x, y, [d, s], length)
            if (v) rotate(f, f.let(at(v, k, i, 0)), f.let(at(v, k, j, 0)), [d, s], k)
            measure(i)
            measure(j)
          })
        })
      })
      f.brIf(settled, i32.eqz(rotated))
    })
  })
}

/** Fills the rows from number `from` on, so that all are orthonormal: with what is left of unit vectors. */
function complete(f: FunctionBuilder, matrix: Row, from: Local<'i32'>, rows: number, length: number): void {
  const axis = f.copy(i32.const(0))
  f.for(from, rows, 1, (row) => {
    const own = f.let(at(matrix, length, row, 0))
    f.block((found: Label) => {
      f.loop((again) => {
        f.brIf(found, i32.geS(axis, length))
        f.emit(memory.fill(own, 0, 8 * length), f64.store(at(matrix, length, row, axis), 1))
        f.set(axis, increased(axis))
        // Twice is enough (Kahan).
        for (let pass = 0; pass < 2; pass++)
          f.for(0, row, 1, (other) => {
            const line = f.let(at(matrix, length, other, 0))
            subtractMultiple(f, own, line, dot(f, own, line, length), length)
          })
        const square = dot(f, own, own, length)
        // Of the unit vectors that are left one keeps at least this much.
        f.brIf(again, f64.lt(f64.mul(square, 2 * length), 1))
        divideBy(f, own, f.let(f64.sqrt(square)), length)
      })
    })
  })
}
