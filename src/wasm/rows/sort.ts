import { type Expr, f32, f64, i32, i64, type Local, select } from '../assembler/index.ts'
import type { Emission } from '../emission.ts'
import { type CompiledKernel, kernelParameters } from '../kernel/generate.ts'
import { type ElementType, elementBytes } from '../kernel/ir.ts'

/** Sort rows along their last, contiguous axis; stable, NaN last. */
export interface RowSort {
  readonly name: string
  readonly dtype: ElementType
  readonly rows: number
  readonly length: number
  readonly descending: boolean
  /** How many of each row's first elements are stored (top-k). Default: all. */
  readonly keep?: number
}

/** Bytes of a record while sorting: a key whose order as a signed integer is the order wanted, and its position. */
const recordBytes = 16

/** Bytes of the temporary that `compileRowSort` needs. */
export function sortTemporaryBytes(s: RowSort): number {
  return 2 * s.rows * s.length * recordBytes
}

/**
 * Merge sort of every row. Argument block: input [rows, length], temporary, values [rows, keep], positions
 * [rows, keep] (int32).
 */
export function compileRowSort(s: RowSort): CompiledKernel {
  const keep = Math.min(s.keep ?? s.length, s.length)
  const size = elementBytes[s.dtype]
  const rowWork = s.length * (1 + Math.ceil(Math.log2(Math.max(2, s.length)))) * 4
  const rowsPerTile = Math.max(1, Math.round(32768 / rowWork))
  return {
    name: s.name,
    tiles: keep === 0 ? 0 : Math.ceil(s.rows / rowsPerTile),
    scratchBytes: 0,
    flops: s.rows * rowWork,
    bytes: s.rows * s.length * (size + recordBytes),
    emit: (target) =>
      target.module.function(s.name, kernelParameters, 'void', (f, args, begin, end) => {
        const e: Emission = { ...target, f }
        const limit = f.let(i32.mul(end, rowsPerTile))
        const last = f.let(select(limit, i32.const(s.rows), i32.ltS(limit, s.rows)))
        f.for(i32.mul(begin, rowsPerTile), last, 1, (row) => {
          const input = f.let(i32.add(i32.load(args, 0), i32.mul(row, s.length * size)))
          const half = s.length * recordBytes
          const from = f.copy(i32.add(i32.load(args, 4), i32.mul(row, 2 * half)))
          const to = f.copy(i32.add(from, half))
          f.for(0, s.length, 1, (i) => {
            const record = f.let(i32.add(from, i32.mul(i, recordBytes)))
            f.emit(
              i64.store(record, sortKey(e, s, f.let(i32.add(input, i32.mul(i, size))))),
              i32.store(record, i, 8),
            )
          })
          const width = f.copy(i32.const(1))
          f.block((sorted) => {
            f.loop((again) => {
              f.brIf(sorted, i32.geS(width, s.length))
              mergePass(e, s.length, width, from, to)
              const exchanged = f.copy(from)
              f.set(from, to)
              f.set(to, exchanged)
              f.set(width, i32.shl(width, 1))
              f.br(again)
            })
          })
          const values = f.let(i32.add(i32.load(args, 8), i32.mul(row, keep * size)))
          const positions = f.let(i32.add(i32.load(args, 12), i32.mul(row, keep * 4)))
          f.for(0, keep, 1, (i) => {
            const position = f.let(i32.load(i32.add(from, i32.mul(i, recordBytes)), 8))
            copyElement(
              e,
              s.dtype,
              i32.add(input, i32.mul(position, size)),
              i32.add(values, i32.mul(i, size)),
            )
            f.emit(i32.store(i32.add(positions, i32.shl(i, 2)), position))
          })
        })
      }),
  }
}

function copyElement(e: Emission, dtype: ElementType, from: Expr<'i32'>, to: Expr<'i32'>): void {
  if (dtype === 'bool') e.f.emit(i32.store8(to, i32.load8U(from)))
  else if (dtype === 'float64') e.f.emit(f64.store(to, f64.load(from)))
  else e.f.emit(i32.store(to, i32.load(from)))
}

/** Merge neighbouring sorted runs of `width` records. */
function mergePass(
  e: Emission,
  length: number,
  width: Local<'i32'>,
  from: Local<'i32'>,
  to: Local<'i32'>,
): void {
  const { f } = e
  const bounded = (x: Local<'i32'>): Local<'i32'> => f.copy(select(x, i32.const(length), i32.ltS(x, length)))
  const start = f.copy(i32.const(0))
  f.loop((next) => {
    const middle = bounded(f.copy(i32.add(start, width)))
    const stop = bounded(f.copy(i32.add(start, i32.shl(width, 1))))
    const address = (i: Local<'i32'>): Expr<'i32'> => i32.add(from, i32.mul(i, recordBytes))
    const left = f.copy(address(start))
    const right = f.copy(address(middle))
    const leftEnd = f.copy(right)
    const rightEnd = f.copy(address(stop))
    const write = f.copy(i32.add(to, i32.mul(start, recordBytes)))
    f.for(start, stop, 1, () => {
      // take from the right run only where it is strictly smaller: equal keys keep their order
      const rightOpen = i32.ltU(right, rightEnd)
      const smaller = i64.ltS(i64.load(right), i64.load(left))
      const takeRight = f.let(i32.and(rightOpen, i32.or(i32.eq(left, leftEnd), smaller)))
      const source = f.let(select(right, left, takeRight))
      f.emit(i64.store(write, i64.load(source)), i64.store(write, i64.load(source, 8), 8))
      const step = f.let(i32.shl(takeRight, 4))
      f.set(right, i32.add(right, step))
      f.set(left, i32.add(left, i32.sub(recordBytes, step)))
      f.set(write, i32.add(write, recordBytes))
    })
    f.set(start, stop)
    f.brIf(next, i32.ltS(start, length))
  })
}

/** An integer whose signed order is the order of the elements; NaN after all numbers, in either direction. */
function sortKey(e: Emission, s: RowSort, address: Local<'i32'>): Expr<'i64'> {
  const { f } = e
  const direct = (key: Expr<'i64'>): Expr<'i64'> => (s.descending ? i64.xor(key, i64.const(-1n)) : key)
  if (s.dtype === 'bool') return direct(i64.extendU(i32.load8U(address)))
  if (s.dtype === 'int32') return direct(i64.extendS(i32.load(address)))
  if (s.dtype === 'uint32') return direct(i64.extendU(i32.load(address)))
  // adding 0 makes -0 equal to +0; negative numbers are ordered backwards by their bits
  const value = f.let(f64.add(s.dtype === 'float32' ? f64.promote(f32.load(address)) : f64.load(address), 0))
  const bits = f.let(i64.reinterpret(value))
  const flipped = i64.xor(bits, i64.shrU(i64.shrS(bits, 63), 1))
  return select(direct(flipped), i64.const((1n << 63n) - 1n), f64.eq(value, value))
}
