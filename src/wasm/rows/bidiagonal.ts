import { type FunctionBuilder, f64, f64x2, i32, type Local, memory } from '../assembler/index.ts'
import type { EmissionTarget } from '../kernel/generate.ts'
import { at, descending, get, type Int, increased, item, put } from './matrix.ts'
import { diagonalize } from './ql.ts'
import { eliminate, tauAt } from './reflectors.ts'
import { dot, fused, type Row, subtractMultiple, summed } from './vectors.ts'

/** float64 numbers of room for a row and seven lists. */
export const reflectedRoom = (k: number, length: number): number => length + 7 * k + 7

/**
 * The singular values of W [k, length], k <= length, the largest first: reflections from both sides leave its diagonal d and e
 * below that, and d and e in turn stand beside the zeros of a symmetric matrix whose eigenvalues are the singular values and
 * their negatives. What two reflections change, -y v^T - tau u z^T, is subtracted where the next one reads the rest. After W, which is
 * overwritten, there is room. Source: Golub and Kahan, Calculating the singular values and pseudo-inverse of a matrix (1965).
 */
export function reflectedValues(
  { fma }: EmissionTarget,
  f: FunctionBuilder,
  [w, values]: readonly [Row, Row],
  k: number,
  length: number,
): void {
  const { more, less } = fused(fma)
  const z = f.let(i32.add(w, 8 * k * length))
  // those of the symmetric matrix have twice as many elements
  const [y, u, taus, beside, zeros] = [0, 1, 2, 3, 5].map((n) =>
    f.let(i32.add(z, 8 * (length + n * (k + 1)))),
  ) as [Row, Row, Row, Row, Row]
  f.emit(memory.fill(z, 0, 8 * reflectedRoom(k, length)))
  /** Leaves the first element of those up to `end` of a list, which starts there, and puts the vector of that reflection in their place; gives tau. */
  const reflection = (start: Row, first: Local<'i32'>, end: number, left: Int): Local<'f64'> => {
    const work = f.let(i32.sub(start, i32.shl(first, 4)))
    const reflectors = { work, m: end, pitch: 1, taus }
    put(f, item(beside, left), eliminate(f, reflectors, first))
    return get(f, tauAt(reflectors, first))
  }
  const last = f.copy(i32.sub(w, 8))
  const scale = f.copy(f64.const(0))
  f.for(0, k, 1, (j) => {
    const row = (i: Int): Row => f.let(at(w, length, i, j))
    const factors = (list: Row, i: Int): Local<'v128'> => f.let(f64x2.splat(f64.load(item(list, i))))
    const rest = f.let(i32.sub(length, j))
    const [v, change] = [row(j), f.let(item(z, j))]
    const reduce = (row: Row, i: Local<'i32'>): Local<'f64'> => {
      const a = factors(y, i)
      const b = f.let(f64x2.mul(factors(u, i), f64x2.splat(scale)))
      return summed(f, [row, f.let(i32.add(last, 8)), change, v], rest, (read, write, total) => {
        const x = f.copy(less(b, read(2), less(a, read(1), read(0))))
        write(0, x)
        return more(x, read(3), total)
      })
    }
    reduce(v, j)
    const tau = reflection(v, j, length, i32.shl(j, 1))
    const under = f.let(increased(j))
    const [lower, turns] = [u, y].map((list) => f.let(item(list, under))) as [Row, Row]
    f.for(under, k, 1, (i) => {
      const turned = f.let(f64.mul(tau, reduce(row(i), i)))
      put(f, item(y, i), turned)
      put(f, item(u, i), f64.sub(f64.load(row(i)), turned))
    })
    f.set(scale, reflection(lower, under, k, increased(f.let(i32.shl(j, 1)))))
    // z = W^T u - (u^T y) v, by two rows at a time
    f.emit(memory.fill(change, 0, i32.shl(rest, 3)))
    f.for(under, k, 2, (i) => {
      const next = f.let(increased(i))
      const [a, b] = [factors(u, i), factors(u, next)]
      summed(f, [change, row(i), row(next)], rest, (read, write, total) => {
        write(0, more(b, read(2), more(a, read(1), read(0))))
        return total
      })
    })
    const both = dot(f, lower, turns, f.let(i32.sub(k, under)))
    subtractMultiple(f, change, v, both, rest)
    f.set(last, v)
  })
  const each = (list: Row) => (i: Int) => item(list, i)
  diagonalize(f, { n: f.copy(i32.const(2 * k)), d: each(zeros), e: each(beside) })
  descending(f, zeros, 2 * k, (_, value, to) => f.if(i32.ltS(to, k), () => put(f, item(values, to), value)))
}
