import { f32x4, f64x2, i32x4 } from '../assembler/index.ts'
import type { Emission } from '../emission.ts'
import type { ElementType } from './ir.ts'
import { isInteger, type Row } from './row.ts'
import { compareWith, constantValue, hold, joinLow, selectValue, upper, type V, type Value } from './value.ts'

export function conversion(to: ElementType): Row {
  return ([from]) => (from ? { result: to, cost: 3, emit: (e, x) => convert(e, to, x!) } : undefined)
}

function convert(e: Emission, to: ElementType, x: Value): Value {
  const from = x.dtype
  if (from === to || (isInteger(from) && isInteger(to))) return { dtype: to, parts: x.parts }
  const value = hold(e, x)
  const [low, high] = value.parts as [V, V]
  if (to === 'bool') {
    const zero = constantValue(e, from, 0)
    return compareWith(from === 'float32' ? f32x4.ne : i32x4.ne, f64x2.ne, value, zero)
  }
  if (from === 'bool') {
    const one = constantValue(e, to, 1)
    return selectValue(e, value, one, constantValue(e, to, 0))
  }
  if (from === 'float64') {
    if (to === 'float32')
      return { dtype: to, parts: [joinLow(f32x4.demoteF64x2Zero(low), f32x4.demoteF64x2Zero(high))] }
    const truncate = to === 'int32' ? i32x4.truncSatF64x2SZero : i32x4.truncSatF64x2UZero
    return { dtype: to, parts: [joinLow(truncate(low), truncate(high))] }
  }
  if (to === 'float64') {
    const widen =
      from === 'float32'
        ? f64x2.promoteLowF32x4
        : from === 'int32'
          ? f64x2.convertLowI32x4S
          : f64x2.convertLowI32x4U
    return { dtype: to, parts: [widen(low), widen(upper(low))] }
  }
  if (to === 'float32')
    return { dtype: to, parts: [(from === 'int32' ? f32x4.convertI32x4S : f32x4.convertI32x4U)(low)] }
  return { dtype: to, parts: [(to === 'int32' ? i32x4.truncSatF32x4S : i32x4.truncSatF32x4U)(low)] }
}

/** The same 32 bits read as another dtype. */
export const bitcast =
  (to: ElementType): Row =>
  ([from]) =>
    from && from !== 'float64' && from !== 'bool'
      ? { result: to, cost: 0, emit: (_, x) => ({ dtype: to, parts: x!.parts }) }
      : undefined
