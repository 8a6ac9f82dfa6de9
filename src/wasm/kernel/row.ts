import { f32x4, f64x2 } from '../assembler/index.ts'
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

export type Table = Record<string, (x: V, y: V) => V>
/** A binary instruction that all of these tables have under one name. */
export const both = (name: string): Kinds => ({
  float32: (_, x, y) => (f32x4 as unknown as Table)[name]!(x!, y!),
  float64: (_, x, y) => (f64x2 as unknown as Table)[name]!(x!, y!),
})
export const integers = (combine: (x: V, y: V) => V): Kinds => ({
  int32: (_, x, y) => combine(x!, y!),
  uint32: (_, x, y) => combine(x!, y!),
})
export const bits = (combine: (x: V, y: V) => V): Kinds => ({
  ...integers(combine),
  bool: (_, x, y) => combine(x!, y!),
})

export type Compare = (x: V, y: V) => V
export function comparison(float32: Compare, float64: Compare, signed: Compare, unsigned: Compare): Row {
  const chosen = { float32, float64, int32: signed, uint32: unsigned, bool: (x: V, y: V) => unsigned(x, y) }
  return ([a, b]) => {
    if (a === undefined || a !== b) return undefined
    return { result: 'bool', cost: 1, emit: (_, x, y) => compareWith(chosen[a], float64, x!, y!) }
  }
}

export type UnaryTable = Record<string, (x: V) => V>
/** A unary instruction that all of these tables have under one name. */
export const unary = (name: string): Kinds => ({
  float32: (_, x) => (f32x4 as unknown as UnaryTable)[name]!(x!),
  float64: (_, x) => (f64x2 as unknown as UnaryTable)[name]!(x!),
})
