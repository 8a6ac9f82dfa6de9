import { f32x4, f64x2, i8x16 } from '../assembler/index.ts'
import type { Emission } from '../emission.ts'
import type { ElementType } from './ir.ts'
import { compareWith, type V, type Value, zip } from './value.ts'

/** A scalar operation chosen for the dtypes of its operands. */
export interface ScalarOperation {
  readonly result: ElementType
  /** Rough price in vector instructions for four elements. */
  readonly cost: number
  emit(e: Emission, ...args: readonly Value[]): Value
}

/** A row of the table: gives the operation for dtypes, or nothing where it has no meaning for them. */
export type Row = (dtypes: readonly ElementType[]) => ScalarOperation | undefined

export const isFloat = (t: ElementType | undefined): boolean => t === 'float32' || t === 'float64'
export const isInteger = (t: ElementType | undefined): boolean => t === 'int32' || t === 'uint32'
export type Kinds = Partial<Record<ElementType, (e: Emission, ...parts: V[]) => V>>

/** Same dtype in and out, one vector function a dtype, part by part. */
export function uniform(arity: number, kinds: Kinds, cost = 1): Row {
  return (dtypes) => {
    const dtype = dtypes[0]!
    const combine = kinds[dtype]
    if (!combine || dtypes.length !== arity || dtypes.some((t) => t !== dtype)) return undefined
    return {
      result: dtype,
      cost: dtype === 'float64' ? 2 * cost : cost,
      emit: (e, ...args) => zip(dtype, (...parts) => combine(e, ...parts), ...args),
    }
  }
}

type Combine = (...parts: V[]) => V

/** An instruction that vectors of both kinds of floats have, by its name. */
export type FloatInstruction = Exclude<
  keyof typeof f32x4 & keyof typeof f64x2,
  'splat' | 'extractLane' | 'replaceLane'
>
export const onFloats = (name: FloatInstruction): Kinds => ({
  float32: (_, ...parts) => (f32x4[name] as Combine)(...parts),
  float64: (_, ...parts) => (f64x2[name] as Combine)(...parts),
})
export const onIntegers = (combine: Combine): Kinds => ({
  int32: (_, ...parts) => combine(...parts),
  uint32: (_, ...parts) => combine(...parts),
})
export const onBits = (combine: Combine): Kinds => ({
  ...onIntegers(combine),
  bool: (_, ...parts) => combine(...parts),
})

type Compare = (x: V, y: V) => V

/** A comparison of two operands of one dtype: of floats by its name. */
export const comparison =
  (name: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge', signed: Compare, unsigned = signed): Row =>
  ([a, b]) => {
    if (a === undefined || a !== b) return undefined
    // by bytes, masks of any width are compared
    const compare =
      a === 'bool' ? i8x16[name] : a === 'float32' ? f32x4[name] : a === 'int32' ? signed : unsigned
    return { result: 'bool', cost: 1, emit: (_, x, y) => compareWith(compare, f64x2[name], x!, y!) }
  }
