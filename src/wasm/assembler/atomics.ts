import {
  type Expr,
  instruction,
  load,
  type Operand,
  opcodeBytes,
  store,
  type ValueType,
} from './expression.ts'

// Opcodes of the threads proposal, all behind the prefix 0xfe. One row an instruction.

const at = (number: number): number => 0xfe0000 + number
const modify =
  (number: number) =>
  (address: Operand<'i32'>, value: Operand<'i32'>): Expr<'i32'> =>
    instruction([...opcodeBytes(at(number)), 2, 0], ['i32', 'i32'], 'i32', [address, value])
const exchange =
  <T extends ValueType>(number: number, type: T, align: number) =>
  (address: Operand<'i32'>, expected: Operand<T>, value: Operand<T>): Expr<T> =>
    instruction([...opcodeBytes(at(number)), align, 0], ['i32', type, type], type, [
      address,
      expected as Expr | number,
      value as Expr | number,
    ])

/** Atomic instructions on 32-bit integers; addresses are multiples of four. */
export const atomic32 = {
  load: load(at(0x10), 'i32', 2),
  store: store(at(0x17), 'i32', 2),
  add: modify(0x1e),
  sub: modify(0x25),
  compareExchange: exchange(0x48, 'i32', 2),
}

/** Atomic instructions on 64-bit integers; addresses are multiples of eight. */
export const atomic64 = {
  load: load(at(0x11), 'i64', 3),
  store: store(at(0x18), 'i64', 3),
  compareExchange: exchange(0x49, 'i64', 3),
}

/** Wake at most `count` threads that wait at the address; leaves how many were woken. */
export function notify(address: Operand<'i32'>, count: Operand<'i32'>): Expr<'i32'> {
  return instruction([0xfe, 0x00, 2, 0], ['i32', 'i32'], 'i32', [address, count])
}

/** Sleep while the word equals `expected`, at most `timeout` nanoseconds: 0 woken, 1 not equal, 2 timed out. */
export function wait32(
  address: Operand<'i32'>,
  expected: Operand<'i32'>,
  timeout: Operand<'i64'>,
): Expr<'i32'> {
  return instruction([0xfe, 0x01, 2, 0], ['i32', 'i32', 'i64'], 'i32', [address, expected, timeout])
}
