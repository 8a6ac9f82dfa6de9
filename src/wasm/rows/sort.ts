import {
  call,
  type Expr,
  type FunctionRef,
  f32,
  f64,
  i32,
  i64,
  type Local,
  type ModuleBuilder,
  select,
} from '../assembler/index.ts'
import type { Emission } from '../emission.ts'
import { type CompiledKernel, kernelParameters, overUnits } from '../kernel/generate.ts'
import { type ElementType, elementBytes } from '../kernel/ir.ts'
import { digitsBytes, sortByDigits } from './radix.ts'

/** Sort rows along their last, contiguous axis; stable, NaN counts as the largest. Of each, `count` places from `start` on. */
export interface RowSort {
  readonly name: string
  readonly dtype: ElementType
  readonly rows: number
  readonly length: number
  readonly descending: boolean
  readonly start: number
  readonly count: number
}

/**
 * Bytes of a record while sorting. What has 32 bits or fewer is one integer: a key whose signed order is the order wanted,
 * then the position. Otherwise the position follows the key.
 */
const recordBytes = (s: RowSort): number => (s.dtype === 'float64' ? 16 : 8)

/** Records of a row that are held at once: where few are wanted, the others make room again and again. */
const roomOf = (s: RowSort): number => Math.min(s.length, 64 + 4 * (s.start + s.count))

/** Lengths of rows that go digit by digit where most of one is wanted: shorter ones are sorted as soon, longer ones take room. */
const [leastByDigits, mostByDigits] = [128, 1 << 24]
const goesByDigits = (s: RowSort): boolean =>
  recordBytes(s) === 8 && s.length >= leastByDigits && s.length <= mostByDigits && 2 * s.count >= s.length

/** Bytes that the records of a row take. */
const workBytes = (s: RowSort): number =>
  goesByDigits(s) ? digitsBytes(s.length) : roomOf(s) * recordBytes(s)

/** Rows of a tile, and what one costs. */
function tilingOf({ length, count }: RowSort): { readonly rowsPerTile: number; readonly rowWork: number } {
  const rowWork = (length + count * Math.ceil(Math.log2(Math.max(2, count)))) * 4
  return { rowWork, rowsPerTile: Math.max(1, Math.round(32768 / rowWork)) }
}

/** Bytes of the temporary that `compileRowSort` needs. */
export const sortTemporaryBytes = (s: RowSort): number =>
  Math.ceil(s.rows / tilingOf(s).rowsPerTile) * workBytes(s)

/**
 * Partial quicksort of every row, or a sort of its digits. Argument block: input [rows, length], temporary,
 * values and positions (int32) of [rows, count].
 */
export function compileRowSort(s: RowSort): CompiledKernel {
  const { length, start, count } = s
  const size = elementBytes[s.dtype]
  const record = recordBytes(s)
  const { rowWork, rowsPerTile } = tilingOf(s)
  const room = roomOf(s)
  const kept = start + count
  return {
    name: s.name,
    tiles: Math.ceil(s.rows / rowsPerTile),
    scratchBytes: 0,
    flops: s.rows * rowWork,
    bytes: s.rows * (length * size + count * (size + 4)),
    emit: (target) => {
      const order = quicksort(target.module, record)
      return target.module.function(s.name, kernelParameters, 'void', (f, args, begin, end) => {
        const e: Emission = { ...target, f }
        // All rows of a call use the same memory: it stays in the cache.
        const first = f.let(i32.add(i32.load(args, 4), i32.mul(begin, workBytes(s))))
        const full = f.let(i32.add(first, room * record))
        overUnits(f, [begin, end], rowsPerTile, s.rows, (row) => {
          const input = f.let(i32.add(i32.load(args, 0), i32.mul(row, length * size)))
          const keyOf = (i: Local<'i32'>): Expr<'i64'> =>
            sortKey(e, s, f.let(i32.add(input, i32.mul(i, size))))
          const quickly = (): Local<'i32'> => {
            const next = f.copy(first)
            const worst = f.copy(i64.const(largestKey))
            const inOrder = (from: number): void =>
              f.emit(call(order, first, next, i32.add(first, from * record), i32.add(first, kept * record)))
            f.for(0, length, 1, (i) => {
              const key = keyOf(i)
              const held = f.let(record === 16 ? key : i64.or(i64.shl(key, 32), i64.extendU(i)))
              f.emit(i64.store(next, held))
              if (record === 16) f.emit(i64.store(next, i64.extendU(i), 8))
              // one that is larger than all that may be wanted is written over
              const step = room < length ? i32.mul(i32.eqz(i64.ltS(worst, held)), record) : record
              f.set(next, i32.add(next, step))
              if (room < length)
                f.if(i32.eq(next, full), () => {
                  inOrder(kept - 1)
                  f.set(next, i32.add(first, kept * record))
                  f.set(worst, i64.load(first, (kept - 1) * record))
                })
            })
            inOrder(start)
            return first
          }
          const records = goesByDigits(s) ? sortByDigits(f, length, first, keyOf) : quickly()
          const values = f.let(i32.add(i32.load(args, 8), i32.mul(row, count * size)))
          const positions = f.let(i32.add(i32.load(args, 12), i32.mul(row, count * 4)))
          f.for(0, count, 1, (i) => {
            const position = f.let(
              i32.load(i32.add(records, i32.mul(i, record)), start * record + record - 8),
            )
            const source = i32.add(input, i32.mul(position, size))
            copyElement(e, s.dtype, source, i32.add(values, i32.mul(i, size)))
            f.emit(i32.store(i32.add(positions, i32.shl(i, 2)), position))
          })
        })
      })
    },
  }
}

const addresses = ['i32', 'i32', 'i32', 'i32'] as const
type Addresses = typeof addresses
const largestKey = (1n << 63n) - 1n

/** Whether the record at x comes before the one at y: of equal keys, the one that stood first. */
function isBefore(record: number, x: Local<'i32'>, y: Local<'i32'>): Expr<'i32'> {
  const compared = (part: 'ltS' | 'eq', at: number): Expr<'i32'> =>
    i64[part](i64.load(x, at), i64.load(y, at))
  const smaller = compared('ltS', 0)
  return record === 8 ? smaller : i32.or(smaller, i32.and(compared('eq', 0), compared('ltS', 8)))
}

/**
 * A function (first, end, from, to): puts the records between `first` and `end` in order, as far as those are concerned that
 * then stand between `from` and `to`. No two records are equal. Source: Hoare, Quicksort (1962); Martinez, Partial quicksort (2004).
 */
function quicksort(module: ModuleBuilder, record: number): FunctionRef<Addresses, 'void'> {
  return module.shared(`quicksort ${record}`, addresses, 'void', (f, first, end, from, to) => {
    const random = f.copy(i32.const(0))
    const exchange = (x: Local<'i32'>, y: Local<'i32'>): void => {
      for (let at = 0; at < record; at += 8) {
        const held = f.let(i64.load(x, at))
        f.emit(i64.store(x, i64.load(y, at), at), i64.store(y, held, at))
      }
    }
    const sortThese = (low: Local<'i32'>, high: Local<'i32'>): void =>
      f.emit(call(quicksort(module, record), low, high, from, to))
    f.until(
      () => i32.or(i32.leU(end, i32.add(first, record)), i32.or(i32.leU(end, from), i32.leU(to, first))),
      () => {
        // Pivots at random: no order of elements takes long.
        f.set(random, i32.add(i32.mul(random, 1664525), 1013904223))
        const place = i32.remU(i32.shrU(random, 8), i32.divU(i32.sub(end, first), record))
        const last = f.let(i32.sub(end, record))
        exchange(f.let(i32.add(first, i32.mul(place, record))), last)
        const [middle, at] = [f.copy(first), f.copy(first)]
        f.until(
          () => i32.geU(at, last),
          () => {
            const less = f.let(isBefore(record, at, last))
            exchange(at, middle)
            f.set(middle, i32.add(middle, i32.mul(less, record)))
            f.set(at, i32.add(at, record))
          },
        )
        exchange(last, middle)
        const after = f.let(i32.add(middle, record))
        // The longer part is left for the next round, so that calls are not deep.
        f.if(
          i32.ltU(i32.sub(middle, first), i32.sub(end, after)),
          () => {
            sortThese(first, middle)
            f.set(first, after)
          },
          () => {
            sortThese(after, end)
            f.set(end, middle)
          },
        )
      },
    )
  })
}

function copyElement(e: Emission, dtype: ElementType, from: Expr<'i32'>, to: Expr<'i32'>): void {
  if (dtype === 'bool') e.f.emit(i32.store8(to, i32.load8U(from)))
  else if (dtype === 'float64') e.f.emit(f64.store(to, f64.load(from)))
  else e.f.emit(i32.store(to, i32.load(from)))
}

/** An integer (of 32 bits, but for float64) whose signed order is the order of the elements, NaN after all numbers. */
function sortKey(e: Emission, s: RowSort, address: Local<'i32'>): Expr<'i64'> {
  const { f } = e
  const direct = (key: Expr<'i64'>): Expr<'i64'> => (s.descending ? i64.xor(key, i64.const(-1n)) : key)
  if (s.dtype === 'bool') return direct(i64.extendU(i32.load8U(address)))
  if (s.dtype === 'int32') return direct(i64.extendS(i32.load(address)))
  if (s.dtype === 'uint32') return direct(i64.extendS(i32.xor(i32.load(address), -0x80000000)))
  // adding 0 makes -0 equal to +0; negative numbers are ordered backwards by their bits
  if (s.dtype === 'float32') {
    const value = f.let(f32.add(f32.load(address), 0))
    const bits = f.let(i32.reinterpret(value))
    const flipped = i32.xor(bits, i32.shrU(i32.shrS(bits, 31), 1))
    return direct(i64.extendS(select(flipped, i32.const(0x7fffffff), f32.eq(value, value))))
  }
  const value = f.let(f64.add(f64.load(address), 0))
  const bits = f.let(i64.reinterpret(value))
  const flipped = i64.xor(bits, i64.shrU(i64.shrS(bits, 63), 1))
  return direct(select(flipped, i64.const(largestKey), f64.eq(value, value)))
}
