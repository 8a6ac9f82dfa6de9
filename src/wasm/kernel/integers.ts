import { type Expr, i32, i32x4, type Local, select } from '../assembler/index.ts'
import type { Emission } from '../emission.ts'
import { isInteger, type Row, type ScalarOperation } from './row.ts'
import { laneByLane, zip } from './value.ts'

/** Integer arithmetic that vectors do not have. */
export function scalarIntegers(
  signed: (x: Local<'i32'>, y: Local<'i32'>, e: Emission) => Expr<'i32'>,
  unsigned: (x: Local<'i32'>, y: Local<'i32'>, e: Emission) => Expr<'i32'>,
): Row {
  return ([a, b]) => {
    if (!isInteger(a) || a !== b) return undefined
    const compute = a === 'int32' ? signed : unsigned
    return {
      result: a!,
      cost: 40,
      emit: (e, x, y) => laneByLane(e, a!, (p, q) => compute(p!, q!, e), x!, y!),
    }
  }
}

/** A divisor that does not trap; the caller discards the quotient where it was zero. */
export const nonzero = (y: Local<'i32'>): Expr<'i32'> => i32.or(y, i32.eqz(y))
/** x / -1 is -x, which the division instruction refuses for the least integer. */
export const isMinusOne = (y: Local<'i32'>): Expr<'i32'> => i32.eq(y, -1)
export const safeDivisor = (y: Local<'i32'>): Expr<'i32'> => select(i32.const(1), nonzero(y), isMinusOne(y))
export const unlessZero = (value: Expr<'i32'>, y: Local<'i32'>): Expr<'i32'> =>
  select(i32.const(0), value, i32.eqz(y))

/** x^n for an integer n >= 0, modulo 2^32. */
export function bySquares(f: Emission['f'], x: Local<'i32'>, n: Expr<'i32'>): Local<'i32'> {
  const left = f.copy(n)
  const base = f.copy(x)
  const result = f.copy(i32.const(1))
  f.until(
    () => i32.eqz(left),
    () => {
      f.set(result, i32.mul(result, select(base, i32.const(1), i32.and(left, 1))))
      f.set(base, i32.mul(base, base))
      f.set(left, i32.shrU(left, 1))
    },
  )
  return result
}

/** Shift by a count for each lane; counts of 32 and more shift everything out. */
export function shifts(name: 'shl' | 'shrU' | 'shrS'): Row {
  const shift = (x: Local<'i32'>, y: Local<'i32'>): Expr<'i32'> =>
    select(name === 'shrS' ? i32.shrS(x, 31) : i32.const(0), i32[name](x, y), i32.gtU(y, 31))
  const general = scalarIntegers(shift, shift)
  return (dtypes) => {
    const found = general(dtypes)
    if (!found) return found
    const emit: ScalarOperation['emit'] = (e, x, y) => {
      const count = (y!.constant ?? 32) >>> 0
      return count > 31 ? found.emit(e, x!, y!) : zip(found.result, (p) => i32x4[name](p!, count), x!)
    }
    return { ...found, emit }
  }
}
