import {
  type Expr,
  type FunctionBuilder,
  f64,
  f64x2,
  i32,
  type Local,
  type Operand,
  v128,
} from '../assembler/index.ts'

/** A row of float64 by its address. */
export type Row = Local<'i32'>

/** Pairs of elements that a turn of a loop takes. */
const unrolled = 4

/**
 * Calls `pair` for elements two by two, then `one` for what is left over: by the address that they have in each row, the
 * bytes from there on, and which pair of a turn it is.
 */
function along(
  f: FunctionBuilder,
  rows: readonly Row[],
  count: Operand<'i32'>,
  pair: (at: readonly Row[], offset: number, turn: number) => void,
  one: (at: readonly Row[]) => void,
): void {
  f.scope(() => {
    const length = f.copy(typeof count === 'number' ? i32.const(count) : count)
    const at = rows.map((row) => f.copy(row))
    const steps = (pairs: number): void => {
      for (let k = 0; k < pairs; k++) f.scope(() => pair(at, 16 * k, k))
      for (const pointer of at) f.set(pointer, i32.add(pointer, 16 * pairs))
    }
    const whole = f.let(i32.and(length, -2 * unrolled))
    f.for(0, whole, 2 * unrolled, () => steps(unrolled))
    f.for(whole, f.let(i32.and(length, -2)), 2, () => steps(1))
    f.if(i32.and(length, 1), () => one(at))
  })
}

/** y -= factor * x, over `count` elements. */
export function subtractMultiple(
  f: FunctionBuilder,
  y: Row,
  x: Row,
  factor: Local<'f64'>,
  count: Operand<'i32'>,
): void {
  const both = f.let(f64x2.splat(factor))
  along(
    f,
    [y, x],
    count,
    ([p, q], on) =>
      f.emit(v128.store(p!, f64x2.sub(v128.load(p!, on), f64x2.mul(both, v128.load(q!, on))), on)),
    ([p, q]) => f.emit(f64.store(p!, f64.sub(f64.load(p!), f64.mul(factor, f64.load(q!))))),
  )
}

/** The sum of products of two rows. */
export function dot(f: FunctionBuilder, x: Row, y: Row, count: Operand<'i32'>): Local<'f64'> {
  const sums = Array.from({ length: unrolled }, () => f.copy(f64x2.splat(0)))
  const last = f.copy(f64.const(0))
  along(
    f,
    [x, y],
    count,
    ([p, q], on, k) => f.set(sums[k]!, f64x2.add(sums[k]!, f64x2.mul(v128.load(p!, on), v128.load(q!, on)))),
    ([p, q]) => f.set(last, f64.mul(f64.load(p!), f64.load(q!))),
  )
  const sum = f.let(sums.reduce<Expr<'v128'>>((total, part) => f64x2.add(total, part), f64x2.splat(0)))
  return f.let(f64.add(f64.add(f64x2.extractLane(0, sum), f64x2.extractLane(1, sum)), last))
}

/** x /= divisor */
export function divideBy(f: FunctionBuilder, x: Row, divisor: Local<'f64'>, count: Operand<'i32'>): void {
  const both = f.let(f64x2.splat(divisor))
  along(
    f,
    [x],
    count,
    ([p], on) => f.emit(v128.store(p!, f64x2.div(v128.load(p!, on), both), on)),
    ([p]) => f.emit(f64.store(p!, f64.div(f64.load(p!), divisor))),
  )
}

/** y = x */
export function copyRow(f: FunctionBuilder, y: Row, x: Row, count: Operand<'i32'>): void {
  along(
    f,
    [y, x],
    count,
    ([p, q], on) => f.emit(v128.store(p!, v128.load(q!, on), on)),
    ([p, q]) => f.emit(f64.store(p!, f64.load(q!))),
  )
}

/** Two rows change places. */
export function exchange(f: FunctionBuilder, x: Row, y: Row, count: Operand<'i32'>): void {
  const held = f.local('v128')
  const one = f.local('f64')
  along(
    f,
    [x, y],
    count,
    ([p, q], on) => {
      f.set(held, v128.load(p!, on))
      f.emit(v128.store(p!, v128.load(q!, on), on), v128.store(q!, held, on))
    },
    ([p, q]) => {
      f.set(one, f64.load(p!))
      f.emit(f64.store(p!, f64.load(q!)), f64.store(q!, one))
    },
  )
}

/**
 * x becomes (1 - d) x - s y, and y becomes s x + (1 - d) y: d is 1 less the cosine of the angle. Of small angles the digits of d
 * and s count, so that many of them leave lengths as they are.
 */
export function rotate(
  f: FunctionBuilder,
  x: Row,
  y: Row,
  [d, s]: readonly [Local<'f64'>, Local<'f64'>],
  count: Operand<'i32'>,
): void {
  const [dd, ss] = [f.let(f64x2.splat(d)), f.let(f64x2.splat(s))]
  along(
    f,
    [x, y],
    count,
    ([p, q], on) => {
      const [a, b] = [f.copy(v128.load(p!, on)), f.copy(v128.load(q!, on))]
      f.emit(
        v128.store(p!, f64x2.sub(a, f64x2.add(f64x2.mul(ss, b), f64x2.mul(dd, a))), on),
        v128.store(q!, f64x2.add(b, f64x2.sub(f64x2.mul(ss, a), f64x2.mul(dd, b))), on),
      )
    },
    ([p, q]) => {
      const [a, b] = [f.copy(f64.load(p!)), f.copy(f64.load(q!))]
      f.emit(
        f64.store(p!, f64.sub(a, f64.add(f64.mul(s, b), f64.mul(d, a)))),
        f64.store(q!, f64.add(b, f64.sub(f64.mul(s, a), f64.mul(d, b)))),
      )
    },
  )
}
