import { i32, type Local } from '../assembler/index.ts'
import type { Emission } from '../emission.ts'
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

/** Writes where `rows` rows from `row` on lie in A: an odometer over its axes. */
export function tabulateRows(
  { f }: Emission,
  axes: readonly OperandAxis[],
  row: Local<'i32'>,
  rows: Local<'i32'>,
  table: Local<'i32'>,
): void {
  const rest = f.copy(row)
  const shift = f.copy(i32.const(0))
  const indices = axes.map(() => f.local('i32'))
  for (let i = axes.length - 1; i >= 0; i--) {
    const { extent, stride } = axes[i]!
    f.set(indices[i]!, i > 0 ? i32.remU(rest, extent) : rest)
    if (i > 0) f.set(rest, i32.divU(rest, extent))
    f.set(shift, i32.add(shift, i32.mul(indices[i]!, stride)))
  }
  const count = (i: number): void => {
    f.set(indices[i]!, i32.add(indices[i]!, 1))
    f.set(shift, i32.add(shift, axes[i]!.stride))
    if (i > 0)
      f.if(i32.eq(indices[i]!, axes[i]!.extent), () => {
        f.set(indices[i]!, 0)
        f.set(shift, i32.sub(shift, axes[i]!.stride * axes[i]!.extent))
        count(i - 1)
      })
  }
  f.for(0, rows, 1, (r) => {
    f.emit(i32.store(i32.add(table, i32.shl(r, 2)), shift))
    count(axes.length - 1)
  })
}
