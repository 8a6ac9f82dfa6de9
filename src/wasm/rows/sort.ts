import { type Expr, f32, f64, i32, i64, type Local, select } from '../assembler/index.ts'
import type { Emission } from '../emission.ts'
import { type CompiledKernel, kernelParameters } from '../kernel/generate.ts'
import { type ElementType, elementBytes } from '../kernel/ir.ts'

/** Sort rows along their last, contiguous axis; stable, NaN counts as the largest. */
export interface RowSort {
  readonly name: string
  readonly dtype: ElementType
  readonly rows: number
  readonly length: number
  readonly descending: boolean
}

/**
 * Bytes of a record while sorting. What has 32 bits or fewer is one integer: a key whose signed order is the order wanted,
 * then the position. Otherwise the position follows the key.
 */
const recordBytes = (s: RowSort): number => (s.dtype === 'float64' ? 16 : 8)

/** Bytes of the temporary that `compileRowSort` needs. */
export const sortTemporaryBytes = (s: RowSort): number => 2 * s.rows * s.length * recordBytes(s)

/** Merge sort of every row. Argument block: input [rows, length], temporary, values and positions (int32) of that shape. */
export function compileRowSort(s: RowSort): CompiledKernel {
  const size = elementBytes[s.dtype]
  const record = recordBytes(s)
  const rowWork = s.length * (1 + Math.ceil(Math.log2(Math.max(2, s.length)))) * 4
  const rowsPerTile = Math.max(1, Math.round(32768 / rowWork))
  return {
    name: s.name,
    tiles: Math.ceil(s.rows / rowsPerTile),
    scratchBytes: 0,
    flops: s.rows * rowWork,
    bytes: s.rows * s.length * (size + record),
    emit: (target) =>
      target.module.function(s.name, kernelParameters, 'void', (f, args, begin, end) => {
        const e: Emission = { ...target, f }
        const limit = f.let(i32.mul(end, rowsPerTile))
        const last = f.let(select(limit, i32.const(s.rows), i32.ltS(limit, s.rows)))
        f.for(i32.mul(begin, rowsPerTile), last, 1, (row) => {
          const input = f.let(i32.add(i32.load(args, 0), i32.mul(row, s.length * size)))
          const half = s.length * record
          const from = f.copy(i32.add(i32.load(args, 4), i32.mul(row, 2 * half)))
          const to = f.copy(i32.add(from, half))
          f.for(0, s.length, 1, (i) => {
            const at = f.let(i32.add(from, i32.mul(i, record)))
            const key = sortKey(e, s, f.let(i32.add(input, i32.mul(i, size))))
            if (record === 16) f.emit(i64.store(at, key), i32.store(at, i, 8))
            else f.emit(i64.store(at, i64.or(i64.shl(key, 32), i64.extendU(i))))
          })
          const width = f.copy(i32.const(1))
          f.until(
            () => i32.geS(width, s.length),
            () => {
              mergePass(e, s.length, record, width, from, to)
              const exchanged = f.copy(from)
              f.set(from, to)
              f.set(to, exchanged)
              f.set(width, i32.shl(width, 1))
            },
          )
          const values = f.let(i32.add(i32.load(args, 8), i32.mul(row, s.length * size)))
          const positions = f.let(i32.add(i32.load(args, 12), i32.mul(row, s.length * 4)))
          f.for(0, s.length, 1, (i) => {
            const position = f.let(i32.load(i32.add(from, i32.mul(i, record)), record === 16 ? 8 : 0))
            const source = i32.add(input, i32.mul(position, size))
            copyElement(e, s.dtype, source, i32.add(values, i32.mul(i, size)))
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
  record: number,
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
    const address = (i: Local<'i32'>): Expr<'i32'> => i32.add(from, i32.mul(i, record))
    const left = f.copy(address(start))
    const right = f.copy(address(middle))
    const leftEnd = f.copy(right)
    const rightEnd = f.copy(address(stop))
    const write = f.copy(i32.add(to, i32.mul(start, record)))
    f.for(start, stop, 1, () => {
      // take from the right run only where it is strictly smaller: equal keys keep their order
      const rightOpen = i32.ltU(right, rightEnd)
      const smaller = i64.ltS(i64.load(right), i64.load(left))
      const takeRight = f.let(i32.and(rightOpen, i32.or(i32.eq(left, leftEnd), smaller)))
      const source = f.let(select(right, left, takeRight))
      f.emit(i64.store(write, i64.load(source)))
      if (record === 16) f.emit(i64.store(write, i64.load(source, 8), 8))
      const step = f.let(i32.mul(takeRight, record))
      f.set(right, i32.add(right, step))
      f.set(left, i32.add(left, i32.sub(record, step)))
      f.set(write, i32.add(write, record))
    })
    f.set(start, stop)
    f.brIf(next, i32.ltS(start, length))
  })
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
  return direct(select(flipped, i64.const((1n << 63n) - 1n), f64.eq(value, value)))
}
