import { type Expr, type FunctionBuilder, f64, i32, type Local, select } from '../assembler/index.ts'
import { get, type Int, increased, put } from './matrix.ts'
import { rotate } from './vectors.ts'

/** A tridiagonal matrix of n rows: its diagonal d, and e beside it, of which the last is any; [i] is an address. */
interface Tridiagonal {
  readonly n: Local<'i32'>
  readonly d: (i: Int) => Expr<'i32'>
  readonly e: (i: Int) => Expr<'i32'>
  /** The rows that turn with it, of n numbers, if any. */
  readonly v?: (row: Int) => Expr<'i32'>
}

const mostSteps = 100
const sizeAt = (address: Expr<'i32'>): Expr<'f64'> => f64.abs(f64.load(address))

/**
 * Implicit QL steps until what is beside the diagonal is nothing.
 * Source: Dubrulle, Martin and Wilkinson, The implicit QL algorithm (1968); imtql2 of EISPACK.
 */
export function diagonalize(f: FunctionBuilder, { n, d, e, v }: Tridiagonal): void {
  const last = f.let(i32.sub(n, 1))
  put(f, e(last), 0)
  const largest = f.copy(f64.const(0))
  f.for(0, n, 1, (l) => {
    f.set(largest, f64.max(largest, f64.add(sizeAt(d(l)), sizeAt(e(l)))))
    const small = f.let(f64.mul(largest, Number.EPSILON))
    const steps = f.copy(i32.const(mostSteps))
    f.until(
      () => i32.eqz(steps),
      (done) => {
        f.set(steps, i32.sub(steps, 1))
        const m = f.copy(l)
        f.until(
          () => i32.or(i32.eq(m, last), f64.le(sizeAt(e(m)), small)),
          () => f.set(m, increased(m)),
        )
        f.brIf(done, i32.eq(m, l))
        // the shift is the eigenvalue of the first two rows that is nearer to d_l
        const beside = get(f, e(l))
        const own = get(f, d(l))
        const ratio = f.let(f64.div(f64.sub(f64.load(d(increased(l))), own), f64.add(beside, beside)))
        const root = f64.copysign(f64.sqrt(f64.add(f64.mul(ratio, ratio), 1)), ratio)
        const g = f.copy(f64.add(f64.sub(f64.load(d(m)), own), f64.div(beside, f64.add(ratio, root))))
        const [s, c, p] = [f.copy(f64.const(1)), f.copy(f64.const(1)), f.copy(f64.const(0))]
        f.for(0, f.let(i32.sub(m, l)), 1, (step) => {
          const above = f.let(i32.sub(m, step))
          const i = f.let(i32.sub(above, 1))
          const off = get(f, e(i))
          const [bulge, b] = [f.let(f64.mul(s, off)), f.let(f64.mul(c, off))]
          const square = f.let(f64.add(f64.mul(bulge, bulge), f64.mul(g, g)))
          const r = f.let(f64.sqrt(square))
          // squares that vanish have nothing to turn
          const isNothing = f.let(f64.lt(square, 1e-280))
          f.set(s, select(f64.const(0), f64.div(bulge, r), isNothing))
          f.set(c, select(f64.const(1), f64.div(g, r), isNothing))
          put(f, e(above), r)
          const left = f.let(f64.sub(f64.load(d(above)), p))
          const more = f64.add(f64.mul(f64.sub(f64.load(d(i)), left), s), f64.mul(f64.add(c, c), b))
          const turned = f.let(more)
          f.set(p, f64.mul(s, turned))
          put(f, d(above), f64.add(left, p))
          f.set(g, f64.sub(f64.mul(c, turned), b))
          // 1 - c
          const less = select(f64.div(f64.mul(s, s), f64.add(1, c)), f64.sub(1, c), f64.gt(c, 0))
          if (v) rotate(f, f.let(v(i)), f.let(v(above)), [f.let(less), s], n)
        })
        put(f, d(l), f64.sub(f64.load(d(l)), p))
        put(f, e(l), g)
        put(f, e(m), 0)
      },
    )
  })
}
