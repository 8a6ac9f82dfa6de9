import { type FunctionBuilder, f64, f64x2, i32, type Local, type Operand, v128 } from '../assembler/index.ts'

/** A row of float64 by its address. */
export type Row = Local<'i32'>

/** Calls `pairs` for elements two by two (by the address that they have in each row), then `one` for what is left over. */
function along(
  f: FunctionBuilder,
  rows: readonly Row[],
  count: Operand<'i32'>,
  pairs: (...at: Row[]) => void,
  one: (...at: Row[]) => void,
): void {
  f.scope(() => {
    const length = f.copy(typeof count === 'number' ? i32.const(count) : count)
    const at = rows.map((row) => f.copy(row))
    const step = (bytes: number): void => {
      for (const pointer of at) f.set(pointer, i32.add(pointer, bytes))
    }
    f.for(0, f.let(i32.and(length, -2)), 2, () => {
      pairs(...at)
      step(16)
    })
    f.if(i32.and(length, 1), () => one(...at))
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
    (p, q) => f.emit(v128.store(p!, f64x2.sub(v128.load(p!), f64x2.mul(both, v128.load(q!))))),
    (p, q) => f.emit(f64.store(p!, f64.sub(f64.load(p!), f64.mul(factor, f64.load(q!))))),
  )
}

/** The sum of products of two rows. */
export function dot(f: FunctionBuilder, x: Row, y: Row, count: Operand<'i32'>): Local<'f64'> {
  const sums = f.copy(f64x2.splat(0))
  const last = f.copy(f64.const(0))
  along(
    f,
    [x, y],
    count,
    (p, q) => f.set(sums, f64x2.add(sums, f64x2.mul(v128.load(p!), v128.load(q!)))),
    (p, q) => f.set(last, f64.mul(f64.load(p!), f64.load(q!))),
  )
  return f.let(f64.add(f64.add(f64x2.extractLane(0, sums), f64x2.extractLane(1, sums)), last))
}

/** x /= divisor */
export function divideBy(f: FunctionBuilder, x: Row, divisor: Local<'f64'>, count: Operand<'i32'>): void {
  const both = f.let(f64x2.splat(divisor))
  along(
    f,
    [x],
    count,
    (p) => f.emit(v128.store(p!, f64x2.div(v128.load(p!), both))),
    (p) => f.emit(f64.store(p!, f64.div(f64.load(p!), divisor))),
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
    (p, q) => {
      f.set(held, v128.load(p!))
      f.emit(v128.store(p!, v128.load(q!)), v128.store(q!, held))
    },
    (p, q) => {
      f.set(one, f64.load(p!))
      f.emit(f64.store(p!, f64.load(q!)), f64.store(q!, one))
    },
  )
}

/** x becomes c x - s y, and y becomes s x + c y. */
export function rotate(
  f: FunctionBuilder,
  x: Row,
  y: Row,
  [c, s]: readonly [Local<'f64'>, Local<'f64'>],
  count: Operand<'i32'>,
): void {
  const [cc, ss] = [f.let(f64x2.splat(c)), f.let(f64x2.splat(s))]
  along(
    f,
    [x, y],
    count,
    (p, q) => {
      const [a, b] = [f.copy(v128.load(p!)), f.copy(v128.load(q!))]
      f.emit(
        v128.store(p!, f64x2.sub(f64x2.mul(cc, a), f64x2.mul(ss, b))),
        v128.store(q!, f64x2.add(f64x2.mul(ss, a), f64x2.mul(cc, b))),
      )
    },
    (p, q) => {
      const [a, b] = [f.copy(f64.load(p!)), f.copy(f64.load(q!))]
      f.emit(
        f64.store(p!, f64.sub(f64.mul(c, a), f64.mul(s, b))),
        f64.store(q!, f64.add(f64.mul(s, a), f64.mul(c, b))),
      )
    },
  )
}
