import {
  type Expr,
  type FunctionBuilder,
  f64,
  i32,
  type Local,
  type Operand,
  select,
} from '../assembler/index.ts'
import type { CompiledKernel } from '../kernel/generate.ts'
import { at, type Int, increased, overMatrices } from './matrix.ts'
import { divideBy, dot, rotate, subtractMultiple } from './vectors.ts'

type Scalar = Local<'f64'>
type Value = Operand<'f64'>

/** The matrix by its transpose (row j is column j), the diagonal d, and e beside it; [i] is an address. */
interface Form {
  readonly n: number
  readonly v: (row: Int, column: Int) => Expr<'i32'>
  readonly d: (i: Int) => Expr<'i32'>
  readonly e: (i: Int) => Expr<'i32'>
}

/** float64 numbers of temporary memory for each matrix. */
export const eigenTemporary = (n: number): number => n * n + 2 * n

/**
 * Ascending eigenvalues of (A + A^T)/2, and its eigenvectors as columns. Argument block: A [count, n, n], a temporary, values
 * [count, n], vectors [count, n, n]. Source: tred2 and tql2 of EISPACK (Wilkinson and Reinsch, 1971).
 */
export function compileEigen(name: string, count: number, n: number): CompiledKernel {
  return overMatrices(name, count, 1, 9 * n ** 3, (f, start) => {
    const a = start(0, 8 * n * n)
    const work = start(1, 8 * eigenTemporary(n))
    const values = start(2, 8 * n)
    const vectors = start(3, 8 * n * n)
    const list = (bytes: number) => {
      const first = f.let(i32.add(work, bytes))
      return (i: Int): Expr<'i32'> => at(first, 0, 0, i)
    }
    const form: Form = { n, v: (i, j) => at(work, n, i, j), d: list(8 * n * n), e: list(8 * n * (n + 1)) }
    const { v, d } = form
    const finite = f.copy(f64.const(0))
    f.for(0, n, 1, (i) => {
      f.for(0, n, 1, (j) => {
        const mean = f.let(f64.mul(f64.add(f64.load(at(a, n, i, j)), f64.load(at(a, n, j, i))), 0.5))
        put(f, v(i, j), mean)
        f.set(finite, f64.add(finite, f64.mul(mean, 0)))
      })
    })
    f.block((done) => {
      f.if(f64.ne(finite, 0), () => {
        f.for(0, n, 1, (i) => {
          put(f, at(values, 0, 0, i), NaN)
          f.for(0, n, 1, (j) => put(f, at(vectors, n, i, j), NaN))
        })
        f.br(done)
      })
      tridiagonalize(f, form)
      accumulate(f, form)
      diagonalize(f, form)
      // The least that is left, one after the other; what was taken becomes infinite.
      f.for(0, n, 1, (to) => {
        const best = f.copy(i32.const(0))
        const least = f.copy(f64.const(Infinity))
        f.for(0, n, 1, (i) => {
          const value = f.let(f64.load(d(i)))
          f.if(f64.lt(value, least), () => {
            f.set(best, i)
            f.set(least, value)
          })
        })
        put(f, d(best), Infinity)
        put(f, at(values, 0, 0, to), least)
        f.for(0, n, 1, (i) => put(f, at(vectors, n, i, to), f64.load(v(best, i))))
      })
    })
  })
}

const put = (f: FunctionBuilder, address: Expr<'i32'>, value: Value): void =>
  f.emit(f64.store(address, value))
const get = (f: FunctionBuilder, address: Expr<'i32'>): Scalar => f.copy(f64.load(address))

/** sqrt(a^2 + b^2), without squares that overflow. */
function hypotenuse(f: FunctionBuilder, a: Expr<'f64'>, b: Expr<'f64'>): Scalar {
  const [x, y] = [f.let(f64.abs(a)), f.let(f64.abs(b))]
  const large = f.let(f64.max(x, y))
  const ratio = f.let(f64.div(f64.min(x, y), large))
  const length = f64.mul(large, f64.sqrt(f64.add(1, f64.mul(ratio, ratio))))
  return f.let(select(large, length, f64.eq(large, 0)))
}

/** for i = from, from - 1, ..., to */
const downwards = (f: FunctionBuilder, from: Int, to: Int, body: (i: Local<'i32'>) => void): void => {
  const first = f.copy(typeof from === 'number' ? i32.const(from) : from)
  f.for(0, f.let(increased(f.let(i32.sub(first, to)))), 1, (step) => body(f.let(i32.sub(first, step))))
}

/** Householder reflections to tridiagonal form: diagonal d, beside it e[1..]; v holds the reflections. */
function tridiagonalize(f: FunctionBuilder, form: Form): void {
  const { n, v, d, e } = form
  f.for(0, n, 1, (j) => put(f, d(j), f64.load(v(j, n - 1))))
  downwards(f, n - 1, 1, (i) => {
    const before = f.let(i32.sub(i, 1))
    const scale = f.copy(f64.const(0))
    const h = f.copy(f64.const(0))
    f.for(0, i, 1, (k) => f.set(scale, f64.add(scale, f64.abs(f64.load(d(k))))))
    f.if(
      f64.eq(scale, 0),
      () => {
        put(f, e(i), f64.load(d(before)))
        f.for(0, i, 1, (j) => {
          put(f, d(j), f64.load(v(j, before)))
          put(f, v(j, i), 0)
          put(f, v(i, j), 0)
        })
      },
      () => {
        const first = f.let(d(0))
        divideBy(f, first, scale, i)
        f.set(h, dot(f, first, first, i))
        const x = get(f, d(before))
        const root = f.let(f64.sqrt(h))
        const g = f.let(select(f64.neg(root), root, f64.gt(x, 0)))
        put(f, e(i), f64.mul(scale, g))
        f.set(h, f64.sub(h, f64.mul(x, g)))
        put(f, d(before), f64.sub(x, g))
        reflect(f, form, i, h)
      },
    )
    put(f, d(i), h)
  })
}

/** A := A - u q^T - q u^T with u in d, over the leading i rows and columns. */
function reflect(f: FunctionBuilder, { v, d, e }: Form, i: Local<'i32'>, h: Scalar): void {
  f.for(0, i, 1, (j) => put(f, e(j), 0))
  f.for(0, i, 1, (j) => {
    const x = get(f, d(j))
    put(f, v(i, j), x)
    const next = f.let(increased(j))
    const count = f.let(i32.sub(i, next))
    const row = f.let(v(j, next))
    const diagonal = f.let(f64.add(f64.load(e(j)), f64.mul(f64.load(v(j, j)), x)))
    const g = f.let(f64.add(diagonal, dot(f, row, f.let(d(next)), count)))
    subtractMultiple(f, f.let(e(next)), row, f.let(f64.neg(x)), count)
    put(f, e(j), g)
  })
  const [us, qs] = [f.let(d(0)), f.let(e(0))]
  divideBy(f, qs, h, i)
  const half = f.let(f64.div(dot(f, qs, us, i), f64.add(h, h)))
  subtractMultiple(f, qs, us, half, i)
  f.for(0, i, 1, (j) => {
    const count = f.let(i32.sub(i, j))
    const row = f.let(v(j, j))
    const [u, q] = [get(f, d(j)), get(f, e(j))]
    subtractMultiple(f, row, f.let(e(j)), u, count)
    subtractMultiple(f, row, f.let(d(j)), q, count)
    put(f, d(j), f64.load(v(j, i32.sub(i, 1))))
    put(f, v(j, i), 0)
  })
}

/** Multiplies the stored reflections out. */
function accumulate(f: FunctionBuilder, { n, v, d, e }: Form): void {
  f.for(0, n - 1, 1, (i) => {
    put(f, v(i, n - 1), f64.load(v(i, i)))
    put(f, v(i, i), 1)
    const next = f.let(increased(i))
    const h = get(f, d(next))
    const u = f.let(v(next, 0))
    f.if(f64.ne(h, 0), () => {
      const scaled = f.let(d(0))
      f.for(0, next, 1, (k) => put(f, d(k), f64.div(f64.load(v(next, k)), h)))
      f.for(0, next, 1, (j) => {
        const row = f.let(v(j, 0))
        subtractMultiple(f, row, scaled, dot(f, u, row, next), next)
      })
    })
    f.for(0, next, 1, (k) => put(f, v(next, k), 0))
  })
  f.for(0, n, 1, (j) => {
    put(f, d(j), f64.load(v(j, n - 1)))
    put(f, v(j, n - 1), 0)
  })
  put(f, v(n - 1, n - 1), 1)
  put(f, e(0), 0)
}

const mostSteps = 100

/** Implicit QL steps until what is beside the diagonal is nothing. */
function diagonalize(f: FunctionBuilder, form: Form): void {
  const { n, d, e } = form
  f.for(1, n, 1, (i) => put(f, e(i32.sub(i, 1)), f64.load(e(i))))
  put(f, e(n - 1), 0)
  const shift = f.copy(f64.const(0))
  const largest = f.copy(f64.const(0))
  const size = (address: Expr<'i32'>): Expr<'f64'> => f64.abs(f64.load(address))
  f.for(0, n, 1, (l) => {
    f.set(largest, f64.max(largest, f64.add(size(d(l)), size(e(l)))))
    const small = f.let(f64.mul(largest, Number.EPSILON))
    const m = f.copy(l)
    f.until(
      () => i32.geS(m, n - 1),
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
function sweep(f: FunctionBuilder, { n, v, d, e }: Form, l: Local<'i32'>, m: Local<'i32'>): void {
  const after = f.let(increased(l))
  const [next, below] = [get(f, d(after)), get(f, e(after))]
  const p = get(f, d(m))
  const [c, c2, c3] = [f.copy(f64.const(1)), f.copy(f64.const(1)), f.copy(f64.const(1))]
  const [s, s2] = [f.copy(f64.const(0)), f.copy(f64.const(0))]
  downwards(f, f.let(i32.sub(m, 1)), l, (i) => {
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
    rotate(f, f.let(v(i, 0)), f.let(v(above, 0)), [c, s], n)
  })
  f.set(p, f64.div(f64.neg(f64.mul(f64.mul(f64.mul(f64.mul(s, s2), c3), below), f64.load(e(l)))), next))
  put(f, e(l), f64.mul(s, p))
  put(f, d(l), f64.mul(c, p))
}
