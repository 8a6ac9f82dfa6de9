import { call, type Expr, type FunctionBuilder, f64, i32, type Local, select } from '../assembler/index.ts'
import type { EmissionTarget } from '../kernel/generate.ts'
import { at, get, type Int, increased, put } from './matrix.ts'
import { subtractProduct } from './product.ts'
import { diagonalize } from './ql.ts'
import { copyRow, divideBy, dot, type Row, rotate } from './vectors.ts'

/** Rows up to which a tridiagonal matrix is not divided. */
const leaf = 32
const mostSteps = 100

/** Lists of n numbers that dividing needs, after those of the tridiagonal matrix. */
const lists = ['d', 'e', 'beside', 'z', 'order', 'from', 'poles', 'weights', 'squares'] as const
export const listCount = lists.length

/** Where the matrix and its vectors stand: V [n, n] has the identity to start with, and eigenvectors as rows in the end. */
export interface Spectrum {
  readonly n: number
  /** d and e, each of n numbers, and room for the other lists. */
  readonly first: Row
  readonly v: Row
  /** Room for two matrices more. */
  readonly b: Row
  readonly u: Row
}

/**
 * Eigenvalues (d) and eigenvectors of a tridiagonal matrix by halves: [T1 0; 0 T2] + r z z^T. The vectors that they are made
 * of come from values that are exact for a z nearby, and are orthogonal therefore.
 * Source: Cuppen (1981); Gu and Eisenstat, A divide-and-conquer algorithm for the symmetric tridiagonal eigenproblem (1995).
 */
export function divide(
  target: EmissionTarget,
  { n, first, v, b, u }: Spectrum,
  start: Int,
  size: Int,
): Expr<'void'> {
  const parameters = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const
  const whole = target.module.shared(`divide ${n}`, parameters, 'void', (f, first, v, b, u, start, size) => {
    const part: Part = { n, first, v, b, u, start, size }
    const list = listsOf(part)
    f.if(i32.leS(size, leaf), () => {
      diagonalize(f, { n: size, d: list.d, e: list.e, v: (row) => at(v, n, i32.add(start, row), start) })
      f.return()
    })
    const half = f.let(i32.shrU(size, 1))
    const before = f.let(i32.sub(half, 1))
    const coupling = get(f, list.e(before))
    put(f, list.beside(before), coupling)
    for (const i of [before, half]) put(f, list.d(i), f64.sub(f64.load(list.d(i)), f64.abs(coupling)))
    const middle = f.let(i32.add(start, half))
    f.emit(divide(target, part, start, half), divide(target, part, middle, i32.sub(size, half)))
    merge(target, f, part, half, get(f, list.beside(before)))
  })
  return call(whole, first, v, b, u, start, size)
}

type Scalar = Local<'f64'>
interface Part extends Spectrum {
  readonly start: Local<'i32'>
  readonly size: Local<'i32'>
}
type Lists = Readonly<Record<(typeof lists)[number], (i: Int) => Expr<'i32'>>>

/** The lists from where the part begins on. */
const listsOf = ({ n, first, start }: Part): Lists =>
  Object.fromEntries(
    lists.map((name, k) => [name, (i: Int) => at(first, n, k, i32.add(start, i))]),
  ) as unknown as Lists

const word = (f: FunctionBuilder, address: Expr<'i32'>): Local<'i32'> => f.copy(i32.load(address))

/** Two halves become one; what is between them is `coupling`. */
function merge(
  target: EmissionTarget,
  f: FunctionBuilder,
  part: Part,
  half: Local<'i32'>,
  coupling: Scalar,
): void {
  const { n, v, b, u, start, size } = part
  const list = listsOf(part)
  const row = (i: Int): Local<'i32'> => f.let(at(v, n, i32.add(start, i), start))
  const rho = f.let(f64.mul(2, f64.abs(coupling)))
  const largest = f.copy(rho)
  const middle = f.let(i32.add(start, half))
  f.for(0, size, 1, (i) => {
    const low = i32.ltS(i, half)
    const column = f.let(select(i32.sub(middle, 1), middle, low))
    const sign = select(f64.const(1), f64.copysign(1, coupling), low)
    put(f, list.z(i), f64.mul(f64.mul(f64.load(at(v, n, i32.add(start, i), column)), Math.SQRT1_2), sign))
    const own = get(f, list.d(i))
    f.set(largest, f64.max(largest, f64.abs(own)))
    // in ascending order
    const to = f.copy(i)
    f.until(
      () => i32.eqz(to),
      (found) => {
        const other = word(f, list.order(i32.sub(to, 1)))
        f.brIf(found, f64.le(f64.load(list.d(other)), own))
        f.emit(i32.store(list.order(to), other))
        f.set(to, i32.sub(to, 1))
      },
    )
    f.emit(i32.store(list.order(to), i))
  })
  const kept = deflate(f, part, rho, f.let(f64.mul(largest, 8 * Number.EPSILON)))
  // what is kept first, side by side
  f.for(0, size, 1, (to) => {
    const i = word(f, list.from(to))
    put(f, list.poles(to), f64.load(list.d(i)))
    put(f, list.weights(to), f64.load(list.z(i)))
    copyRow(f, f.let(at(b, n, to, 0)), row(i), size)
  })
  f.for(0, kept, 1, (i) => put(f, list.d(i), root(f, part, kept, i, f.let(f64.div(1, rho)))))
  adjust(f, part, kept)
  f.for(0, size, 1, (i) => {
    const out = row(i)
    f.if(
      i32.ltS(i, kept),
      () => f.for(0, size, 1, (j) => put(f, i32.add(out, i32.shl(j, 3)), 0)),
      () => {
        copyRow(f, out, f.let(at(b, n, i, 0)), size)
        put(f, list.d(i), f64.load(list.poles(i)))
      },
    )
  })
  f.emit(subtractProduct(target, [row(0), n], [u, n], [b, n], [kept, size, kept]))
}

/**
 * Lists what the other half hardly changes from the last place of `from` on, and the rest, which it gives the number of, from
 * the first. Of two values that lie close together a rotation makes one that has no part in z.
 */
function deflate(f: FunctionBuilder, part: Part, rho: Scalar, small: Scalar): Local<'i32'> {
  const { n, v, start, size } = part
  const list = listsOf(part)
  const row = (i: Int): Local<'i32'> => f.let(at(v, n, i32.add(start, i), start))
  const kept = f.copy(i32.const(0))
  const end = f.copy(size)
  const drop = (i: Local<'i32'>): void => {
    f.set(end, i32.sub(end, 1))
    f.emit(i32.store(list.from(end), i))
  }
  const keep = (i: Local<'i32'>): void => {
    f.emit(i32.store(list.from(kept), i))
    f.set(kept, increased(kept))
  }
  const before = f.copy(i32.const(-1))
  f.for(0, size, 1, (place) => {
    const i = word(f, list.order(place))
    const z = get(f, list.z(i))
    f.if(
      f64.le(f64.mul(rho, f64.abs(z)), small),
      () => drop(i),
      () => {
        f.if(i32.geS(before, 0), () => {
          const other = get(f, list.z(before))
          const [low, high] = [get(f, list.d(before)), get(f, list.d(i))]
          const length = f.let(f64.sqrt(f64.add(f64.mul(z, z), f64.mul(other, other))))
          const [c, s] = [f.let(f64.div(z, length)), f.let(f64.div(other, length))]
          f.if(
            f64.le(f64.abs(f64.mul(f64.sub(high, low), f64.mul(c, s))), small),
            () => {
              rotate(f, row(before), row(i), [f.let(f64.sub(1, c)), s], size)
              put(f, list.z(i), length)
              const moved = f.let(f64.mul(f64.mul(s, s), f64.sub(high, low)))
              put(f, list.d(before), f64.add(low, moved))
              put(f, list.d(i), f64.sub(high, moved))
              drop(before)
            },
            () => keep(before),
          )
        })
        f.set(before, i)
      },
    )
  })
  f.if(i32.geS(before, 0), () => keep(before))
  return kept
}

/**
 * The root of 1/rho + sum_j z_j^2/(d_j - x) after d_i, which row i of U takes the differences d_j - x from. Each step is to the
 * root of a function with the poles d_i and d_(i+1) and the same value and slopes; it is halved where that leads astray.
 * Source: Li, Solving secular equations stably and efficiently (1993).
 */
function root(
  f: FunctionBuilder,
  part: Part,
  kept: Local<'i32'>,
  i: Local<'i32'>,
  constant: Scalar,
): Expr<'f64'> {
  const list = listsOf(part)
  const next = f.let(increased(i))
  const isLast = f.let(i32.eq(next, kept))
  // x is counted from the nearer pole, and lies between from and to
  const origin = get(f, list.poles(i))
  const gap = f.copy(f64.div(1, constant))
  f.if(i32.eqz(isLast), () => f.set(gap, f64.sub(f64.load(list.poles(next)), origin)))
  const [from, to, shift] = [f.copy(f64.const(0)), f.copy(gap), f.copy(f64.const(0))]
  const x = f.copy(f64.mul(gap, 0.5))
  const [value, size] = [f.local('f64'), f.local('f64')]
  const slopes = [f.local('f64'), f.local('f64')] as const
  const steps = f.copy(i32.const(mostSteps))
  f.until(
    () => {
      f.set(value, constant)
      f.set(size, constant)
      for (const [side, first, end] of [
        [0, i32.const(0), next],
        [1, next, kept],
      ] as const) {
        const slope = slopes[side]
        f.set(slope, 0)
        f.for(first, end, 1, (j) => {
          const weight = f.let(f64.load(list.weights(j)))
          const ratio = f.let(f64.div(weight, f64.sub(f64.sub(f64.load(list.poles(j)), origin), x)))
          const term = f.let(f64.mul(weight, ratio))
          f.set(value, f64.add(value, term))
          f.set(size, f64.add(size, f64.abs(term)))
          f.set(slope, f64.add(slope, f64.mul(ratio, ratio)))
        })
      }
      return i32.or(f64.le(f64.abs(value), f64.mul(size, 8 * Number.EPSILON)), i32.eqz(steps))
    },
    (done) => {
      const isBelow = f.let(f64.lt(value, 0))
      f.if(i32.and(isBelow, i32.and(i32.eq(steps, mostSteps), i32.eqz(isLast))), () => {
        f.set(shift, gap)
        f.set(origin, f64.load(list.poles(next)))
        for (const place of [x, to]) f.set(place, f64.sub(place, gap))
      })
      f.if(
        isBelow,
        () => f.set(from, x),
        () => f.set(to, x),
      )
      const below = f.let(f64.neg(f64.add(shift, x)))
      const above = f.let(f64.sub(f64.sub(gap, shift), x))
      const both = f.let(f64.mul(below, above))
      const [left, right] = slopes
      const a = f.let(f64.sub(f64.mul(f64.add(below, above), value), f64.mul(both, f64.add(left, right))))
      const b = f.let(f64.mul(both, value))
      const c = f.let(f64.sub(f64.sub(value, f64.mul(below, left)), f64.mul(above, right)))
      const spread = f.let(f64.sqrt(f64.abs(f64.sub(f64.mul(a, a), f64.mul(4, f64.mul(b, c))))))
      const step = select(
        f64.div(f64.sub(a, spread), f64.add(c, c)),
        f64.div(f64.add(b, b), f64.add(a, spread)),
        f64.le(a, 0),
      )
      const found = f.copy(f64.add(x, step))
      f.if(i32.eqz(i32.and(f64.gt(found, from), f64.lt(found, to))), () =>
        f.set(found, f64.mul(0.5, f64.add(from, to))),
      )
      f.brIf(done, i32.or(f64.eq(found, from), f64.eq(found, to)))
      f.set(x, found)
      f.set(steps, i32.sub(steps, 1))
    },
  )
  f.for(0, kept, 1, (j) =>
    put(f, at(part.u, part.n, i, j), f64.sub(f64.sub(f64.load(list.poles(j)), origin), x)),
  )
  return f64.add(origin, x)
}

/** Of the differences in U come the z that has these roots, and with it the vectors: z_j / (d_j - x_i), of length 1. */
function adjust(f: FunctionBuilder, part: Part, kept: Local<'i32'>): void {
  const { n, u } = part
  const list = listsOf(part)
  f.for(0, kept, 1, (j) => put(f, list.squares(j), 1))
  f.for(0, kept, 1, (i) => {
    const pole = get(f, list.poles(i))
    f.for(0, kept, 1, (j) => {
      const distance = f64.sub(f64.load(list.poles(j)), pole)
      const ratio = f64.div(f64.load(at(u, n, i, j)), select(f64.const(1), distance, i32.eq(i, j)))
      put(f, list.squares(j), f64.mul(f64.load(list.squares(j)), ratio))
    })
  })
  f.for(0, kept, 1, (j) => {
    const z = f64.sqrt(f64.abs(f64.load(list.squares(j))))
    put(f, list.weights(j), f64.copysign(z, f64.load(list.weights(j))))
  })
  f.for(0, kept, 1, (i) => {
    const row = f.let(at(u, n, i, 0))
    f.for(0, kept, 1, (j) => {
      const place = f.let(i32.add(row, i32.shl(j, 3)))
      put(f, place, f64.div(f64.load(list.weights(j)), f64.load(place)))
    })
    divideBy(f, row, f.let(f64.sqrt(dot(f, row, row, kept))), kept)
  })
}
