import { i32, type Local } from '../assembler/index.ts'
import type { Emission } from '../emission.ts'
import { advanceOdometer, type Digit, setOdometer } from '../kernel/odometer.ts'
import { overAxes } from './pack.ts'
import type { OperandAxis } from './product.ts'

/** Writes where each step of a chunk of `count` lies in A, whose axes have strides in bytes. */
export function tabulateSteps(
  e: Emission,
  axes: readonly OperandAxis[],
  count: number,
  table: Local<'i32'>,
): void {
  const { f } = e
  const at = f.copy(table)
  const first = f.let(i32.const(count))
  overAxes(e, axes, first, (shift) => {
    f.emit(i32.store(at, shift ?? i32.const(0)))
    f.set(at, i32.add(at, 4))
  })
}

/** Writes where `rows` rows from `row` on lie in A, whose axes have strides in bytes. */
export function tabulateRows(
  { f }: Emission,
  axes: readonly OperandAxis[],
  row: Local<'i32'>,
  rows: Local<'i32'>,
  table: Local<'i32'>,
): void {
  const digits = axes.map(({ extent }): Digit => [f.local('i32'), extent])
  setOdometer(f, digits, row)
  f.for(0, rows, 1, (r) => {
    const shift = axes
      .map(({ stride }, i) => i32.mul(digits[i]![0], stride))
      .reduce((sum, part) => i32.add(sum, part))
    f.emit(i32.store(i32.add(table, i32.shl(r, 2)), shift))
    advanceOdometer(f, digits)
  })
}
