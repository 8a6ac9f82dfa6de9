import { load, op, store } from './expression.ts'

// Opcodes of the threads proposal, all behind the prefix 0xfe. One row an instruction.

const at = (number: number): number => 0xfe0000 + number
const modify = (number: number) => op(at(number), ['i32', 'i32'], 'i32', 2, 0)

/** Atomic instructions on 32-bit integers; addresses are multiples of four. */
export const atomic32 = {
  load: load(at(0x10), 'i32', 2),
  store: store(at(0x17), 'i32', 2),
  add: modify(0x1e),
  sub: modify(0x25),
  compareExchange: op(at(0x48), ['i32', 'i32', 'i32'], 'i32', 2, 0),
}

/** Atomic instructions on 64-bit integers; addresses are multiples of eight. */
export const atomic64 = {
  load: load(at(0x11), 'i64', 3),
  store: store(at(0x18), 'i64', 3),
  compareExchange: op(at(0x49), ['i32', 'i64', 'i64'], 'i64', 3, 0),
}

/** Wake at most so many threads that wait at an address; leaves how many were woken. */
export const notify = modify(0x00)

/** Sleep while the word at an address equals the second operand, at most so many nanoseconds: 0 woken, 1 not equal, 2 timed out. */
export const wait32 = op(at(0x01), ['i32', 'i32', 'i64'], 'i32', 2, 0)
