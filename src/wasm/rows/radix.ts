import { type Expr, type FunctionBuilder, i32, i64, type Local, memory } from '../assembler/index.ts'

/** Bits of a digit: more for more records, of which one pass less saves more than counters cost. */
const digitBits = (length: number): number => (length < 1 << 16 ? 8 : 11)
const tableBytes = (length: number): number => 4 << digitBits(length)
const countersBytes = (length: number): number => Math.ceil(32 / digitBits(length)) * tableBytes(length)

/** Bytes that `sortByDigits` needs for so many records: two lots of them, and counters. */
export const digitsBytes = (length: number): number => 16 * length + countersBytes(length)

/**
 * Puts records of 8 bytes, a key of 32 bits above a position, in the order of their keys, digit by digit from the lowest; equal
 * keys keep their order. A digit that is the same in all records is left out. `key` gives each; leaves where the records stand.
 * Source: Knuth, The Art of Computer Programming 3, section 5.2.5.
 */
export function sortByDigits(
  f: FunctionBuilder,
  length: number,
  memoryAt: Local<'i32'>,
  key: (i: Local<'i32'>) => Expr<'i64'>,
): Local<'i32'> {
  const bits = digitBits(length)
  const size = tableBytes(length)
  const counters = f.let(i32.add(memoryAt, 16 * length))
  const [from, to] = [f.copy(memoryAt), f.copy(i32.add(memoryAt, 8 * length))]
  /** Where the counter is of a digit, or what it has come to. */
  const counterOf = (word: Local<'i32'>, shift: Expr<'i32'> | number, table: Local<'i32'>): Local<'i32'> =>
    f.let(i32.add(table, i32.shl(i32.and(i32.shrU(word, shift), (1 << bits) - 1), 2)))
  f.emit(memory.fill(counters, 0, countersBytes(length)))
  f.for(0, length, 1, (i) => {
    // the order of signed numbers as that of unsigned ones
    const word = f.let(i32.xor(i32.wrap(key(i)), -0x80000000))
    f.emit(i64.store(i32.add(from, i32.shl(i, 3)), i64.or(i64.shl(i64.extendU(word), 32), i64.extendU(i))))
    for (let shift = 0; shift < 32; shift += bits) {
      const table = f.let(i32.add(counters, (shift / bits) * size))
      const counter = counterOf(word, shift, table)
      f.emit(i32.store(counter, i32.add(i32.load(counter), 1)))
    }
  })
  const table = f.copy(counters)
  f.for(0, 32, bits, (shift) => {
    const digitAt = (record: Local<'i32'>): Local<'i32'> =>
      counterOf(f.let(i32.load(record, 4)), shift, table)
    f.if(i32.ne(i32.load(digitAt(from)), length), () => {
      const place = f.copy(to)
      f.for(0, size, 4, (t) => {
        const counter = f.let(i32.add(table, t))
        const count = f.let(i32.load(counter))
        f.emit(i32.store(counter, place))
        f.set(place, i32.add(place, i32.shl(count, 3)))
      })
      f.for(0, length, 1, (i) => {
        const record = f.let(i32.add(from, i32.shl(i, 3)))
        const next = digitAt(record)
        const target = f.let(i32.load(next))
        f.emit(i64.store(target, i64.load(record)), i32.store(next, i32.add(target, 8)))
      })
      const held = f.copy(from)
      f.set(from, to)
      f.set(to, held)
    })
    f.set(table, i32.add(table, size))
  })
  return from
}
