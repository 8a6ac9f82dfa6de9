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

type Read = (row: number) => Expr<'v128'>
type Write = (row: number, value: Expr<'v128'>) => void

/** Pairs of elements that a turn of a loop takes. */
const unrolled = 4

/**
 * Calls `body` for elements two by two, and for the last alone if one is left over: with how the elements of a row are read and
 * written, and which pair of a turn they are.
 */
function along(
  f: FunctionBuilder,
  rows: readonly Row[],
  count: Operand<'i32'>,
  body: (read: Read, write: Write, turn: number) => void,
): void {
  f.scope(() => {
    const length = f.copy(typeof count === 'number' ? i32.const(count) : count)
    const at = rows.map((row) => f.copy(row))
    const steps = (pairs: number, isOne = false): void => {
      for (let k = 0; k < pairs; k++)
        f.scope(() =>
          body(
            (row) => (isOne ? v128.load64Zero : v128.load)(at[row]!, 16 * k),
            (row, value) =>
              f.emit(isOne ? v128.store64Lane(0, at[row]!, value) : v128.store(at[row]!, value, 16 * k)),
            k,
          ),
        )
      if (!isOne) for (const pointer of at) f.set(pointer, i32.add(pointer, 16 * pairs))
    }
    const whole = f.let(i32.and(length, -2 * unrolled))
    f.for(0, whole, 2 * unrolled, () => steps(unrolled))
    f.for(whole, f.let(i32.and(length, -2)), 2, () => steps(1))
    f.if(i32.and(length, 1), () => steps(1, true))
  })
}

/** a b + c and c - a b, each rounded once where the machine can. */
export const fused = (fma: boolean): Record<'more' | 'less', typeof f64x2.relaxedMadd> =>
  fma
    ? { more: f64x2.relaxedMadd, less: f64x2.relaxedNmadd }
    : { more: (a, b, c) => f64x2.add(c, f64x2.mul(a, b)), less: (a, b, c) => f64x2.sub(c, f64x2.mul(a, b)) }

/** y -= factor * x, over `count` elements. */
export function subtractMultiple(
  f: FunctionBuilder,
  y: Row,
  x: Row,
  factor: Local<'f64'>,
  count: Operand<'i32'>,
): void {
  const both = f.let(f64x2.splat(factor))
  along(f, [y, x], count, (read, write) => write(0, f64x2.sub(read(0), f64x2.mul(both, read(1)))))
}

/** The sum that `term` continues with elements two by two; it may write. */
export function summed(
  f: FunctionBuilder,
  rows: readonly Row[],
  count: Operand<'i32'>,
  term: (read: Read, write: Write, sum: Local<'v128'>) => Expr<'v128'>,
): Local<'f64'> {
  const sums = Array.from({ length: unrolled }, () => f.copy(f64x2.splat(0)))
  along(f, rows, count, (read, write, k) => f.set(sums[k]!, term(read, write, sums[k]!)))
  const sum = f.let(sums.reduce<Expr<'v128'>>((total, part) => f64x2.add(total, part), f64x2.splat(0)))
  return f.let(f64.add(f64x2.extractLane(0, sum), f64x2.extractLane(1, sum)))
}

/** The sum of products of two rows. */
export const dot = (f: FunctionBuilder, x: Row, y: Row, count: Operand<'i32'>): Local<'f64'> =>
  summed(f, [x, y], count, (read, _, sum) => f64x2.add(sum, f64x2.mul(read(0), read(1))))

/** x /= divisor */
export function divideBy(f: FunctionBuilder, x: Row, divisor: Local<'f64'>, count: Operand<'i32'>): void {
  const both = f.let(f64x2.splat(divisor))
  along(f, [x], count, (read, write) => write(0, f64x2.div(read(0), both)))
}

/** y = x */
export function copyRow(f: FunctionBuilder, y: Row, x: Row, count: Operand<'i32'>): void {
  along(f, [y, x], count, (read, write) => write(0, read(1)))
}

/** Two rows change places. */
export function exchange(f: FunctionBuilder, x: Row, y: Row, count: Operand<'i32'>): void {
  along(f, [x, y], count, (read, write) => {
    const held = f.copy(read(0))
    write(0, read(1))
    write(1, held)
  })
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
  along(f, [x, y], count, (read, write) => {
    const [a, b] = [f.copy(read(0)), f.copy(read(1))]
    write(0, f64x2.sub(a, f64x2.add(f64x2.mul(ss, b), f64x2.mul(dd, a))))
    write(1, f64x2.add(b, f64x2.sub(f64x2.mul(ss, a), f64x2.mul(dd, b))))
  })
}
