import {
  type Expr,
  type FunctionBuilder,
  f64,
  i32,
  type Local,
  type Operand,
  select,
} from '../assembler/index.ts'
import { type Int, increased } from './matrix.ts'
import { rotate } from './vectors.ts'

export type Scalar = Local<'f64'>

export const put = (f: FunctionBuilder, address: Expr<'i32'>, value: Operand<'f64'>): void =>
  f.emit(f64.store(address, value))
export const get = (f: FunctionBuilder, address: Expr<'i32'>): Scalar => f.copy(f64.load(address))

/** A tridiagonal matrix of n rows: its diagonal d, and e beside it, whose last element is any; [i] is an address. */
export interface Tridiagonal {
  readonly n: Local<'i32'>
  readonly d: (i: Int) => Expr<'i32'>
  readonly e: (i: Int) => Expr<'i32'>
  /** The rows that turn with it, of n numbers. */
  readonly v: (row: Int) => Expr<'i32'>
}

/** sqrt(a^2 + b^2), without squares that overflow or vanish. */
function hypotenuse(f: FunctionBuilder, a: Expr<'f64'>, b: Expr<'f64'>): Scalar {
  const [x, y] = [f.let(f64.abs(a)), f.let(f64.abs(b))]
  const square = f.let(f64.add(f64.mul(x, x), f64.mul(y, y)))
  const length = f.copy(f64.sqrt(square))
  f.if(i32.eqz(i32.and(f64.gt(square, 1e-280), f64.lt(square, Infinity))), () => {
    const large = f.let(f64.max(x, y))
    const ratio = f.let(f64.div(f64.min(x, y), f64.max(large, Number.MIN_VALUE)))
    f.set(length, f64.mul(large, f64.sqrt(f64.add(1, f64.mul(ratio, ratio)))))
  })
  return length
}

const mostSteps = 100

/** Implicit QL steps until what is beside the diagonal is nothing. Source: tql2 of EISPACK (Wilkinson and Reinsch, 1971). */
export function diagonalize(f: FunctionBuilder, form: Tridiagonal): void {
  const { n, d, e } = form
  const last = f.let(i32.sub(n, 1))
  put(f, e(last), 0)
  const shift = f.copy(f64.const(0))
  const largest = f.copy(f64.const(0))
  const size = (address: Expr<'i32'>): Expr<'f64'> => f64.abs(f64.load(address))
  f.for(0, n, 1, (l) => {
    f.set(largest, f64.max(largest, f64.add(size(d(l)), size(e(l)))))
    const small = f.let(f64.mul(largest, Number.EPSILON))
    const m = f.copy(l)
    f.until(
      () => i32.geS(m, last),
      (found) => {
        f.brIf(found, f64.le(size(e(m)), small))
        f.set(m, increased(m))
      },
    )
    const next = f.let(increased(l))
    const steps = f.copy(i32.const(mostSteps))
    f.until(
      () => i32.or(i32.eq(m, l), i32.eqz(steps)),
      (done) => {
        const beside = get(f, e(l))
        f.brIf(done, f64.le(f64.abs(beside), small))
        const g = get(f, d(l))
        const p = f.let(f64.div(f64.sub(f64.load(d(next)), g), f64.mul(2, beside)))
        const root = hypotenuse(f, p, f64.const(1))
        const sum = f.let(f64.add(p, select(f64.neg(root), root, f64.lt(p, 0))))
        put(f, d(l), f64.div(beside, sum))
        put(f, d(next), f64.mul(beside, sum))
        const h = f.let(f64.sub(g, f64.load(d(l))))
        f.for(f.let(increased(next)), n, 1, (i) => put(f, d(i), f64.sub(f64.load(d(i)), h)))
        f.set(shift, f64.add(shift, h))
        sweep(f, form, l, m)
        f.set(steps, i32.sub(steps, 1))
      },
    )
    put(f, d(l), f64.add(f64.load(d(l)), shift))
    put(f, e(l), 0)
  })
}

/** One sweep of plane rotations from m up to l. */
function sweep(f: FunctionBuilder, { n, v, d, e }: Tridiagonal, l: Local<'i32'>, m: Local<'i32'>): void {
  const after = f.let(increased(l))
  const [next, below] = [get(f, d(after)), get(f, e(after))]
  const p = get(f, d(m))
  const [c, c2, c3] = [f.copy(f64.const(1)), f.copy(f64.const(1)), f.copy(f64.const(1))]
  const [s, s2] = [f.copy(f64.const(0)), f.copy(f64.const(0))]
  f.for(0, f.let(i32.sub(m, l)), 1, (step) => {
    const i = f.let(i32.sub(i32.sub(m, 1), step))
    f.set(c3, c2)
    f.set(c2, c)
    f.set(s2, s)
    const [here, beside] = [get(f, d(i)), get(f, e(i))]
    const g = f.copy(f64.mul(c, beside))
    const h = f.copy(f64.mul(c, p))
    const r = hypotenuse(f, p, beside)
    const above = f.let(increased(i))
    put(f, e(above), f64.mul(s, r))
    f.set(s, f64.div(beside, r))
    f.set(c, f64.div(p, r))
    f.set(p, f64.sub(f64.mul(c, here), f64.mul(s, g)))
    put(f, d(above), f64.add(h, f64.mul(s, f64.add(f64.mul(c, g), f64.mul(s, here)))))
    rotate(f, f.let(v(i)), f.let(v(above)), [c, s], n)
  })
  f.set(p, f64.div(f64.neg(f64.mul(f64.mul(f64.mul(s, s2), c3), f64.mul(below, f64.load(e(l))))), next))
  put(f, e(l), f64.mul(s, p))
  put(f, d(l), f64.mul(c, p))
}
