import {
  type Expr,
  f32x4,
  f64x2,
  i8x16,
  i16x8,
  i32,
  i32x4,
  i64x2,
  isPooled,
  type Local,
  sequence,
  v128,
  zeros,
} from '../assembler/index.ts'
import { type Emission, splat32, splatF32, splatF64, whole } from '../emission.ts'
import { wide } from '../vectors.ts'
import type { ElementType } from './ir.ts'

/**
 * Four neighbouring elements in registers: one vector, or two for float64. A bool is a mask of 32-bit lanes, all
 * ones or all zeros; where all is bool, of bytes, and they are sixteen (see `Layout`).
 */
export interface Value {
  readonly dtype: ElementType
  readonly parts: readonly Expr<'v128'>[]
  /** The number that every element is, where it is a constant. */
  readonly constant?: number
}

export type V = Expr<'v128'>

/** The upper two lanes moved down. */
export const upper = (x: V): V => i64x2.shuffle([1, 1], x)
/** The lower halves of two vectors, side by side. */
export const joinLow = (a: V, b: V): V => i64x2.shuffle([0, 2], a, b)

/** A mask of 32-bit lanes as two of 64-bit lanes. */
function widenMask(e: Emission, mask: V): [V, V] {
  if (!wide()) return [i32x4.shuffle([0, 0, 1, 1], mask), i32x4.shuffle([2, 2, 3, 3], mask)]
  // V8 packs these two, and needs a mask that it has not packed itself
  const own = whole(e, mask)
  return [i64x2.extendLowI32x4S(own), i64x2.extendHighI32x4S(own)]
}

/** Keep every part in a variable. */
export function hold(e: Emission, value: Value): Value {
  return { ...value, parts: value.parts.map((part) => (isConstant(part) ? part : e.f.let(part))) }
}

/** A constant is cheaper to repeat than to keep. */
function isConstant(part: V): boolean {
  return isPooled(part) || (part.code[0] === 0xfd && part.code[1] === 12)
}

export function constantValue(e: Emission, dtype: ElementType, value: number): Value {
  switch (dtype) {
    case 'float32':
      return { dtype, parts: [splatF32(e, value)], constant: Math.fround(value) }
    case 'float64':
      return { dtype, parts: [splatF64(e, value), splatF64(e, value)], constant: value }
    case 'bool':
      return { dtype, parts: [splat32(e, value ? -1 : 0)] }
    default:
      return { dtype, parts: [splat32(e, value)], constant: value }
  }
}

/** Four neighbours from consecutive addresses. */
export function loadContiguous(dtype: ElementType, address: Expr<'i32'>, offset: number): Value {
  if (dtype === 'float64')
    return { dtype, parts: [v128.load(address, offset), v128.load(address, offset + 16)] }
  if (dtype !== 'bool') return { dtype, parts: [v128.load(address, offset)] }
  return { dtype, parts: [bytesToMask(v128.load32Zero(address, offset))] }
}

const bytesToMask = (bytes: V): V => i32x4.ne(i32x4.extendLowI16x8U(i16x8.extendLowI8x16U(bytes)), zeros)

/** Sixteen neighbouring bools as masks of bytes. */
export const loadBytes = (address: Expr<'i32'>, offset: number): Value => ({
  dtype: 'bool',
  parts: [i8x16.neg(v128.load(address, offset))],
})

/** Store the first `count` of sixteen bools that are masks of bytes. */
export function storeBytes(
  e: Emission,
  { parts: [mask] }: Value,
  address: Expr<'i32'>,
  offset: number,
  count: number,
): void {
  const bytes = e.f.let(i8x16.neg(mask!))
  const whole = count === 16
  for (let n = 0; n < (whole ? 1 : count); n++)
    e.f.emit(whole ? v128.store(address, bytes, offset) : v128.store8Lane(n, address, bytes, offset + n))
}

/** One element, repeated. */
export function loadSplat(dtype: ElementType, address: Expr<'i32'>, offset: number): Value {
  if (dtype === 'float64') {
    const part = v128.load64Splat(address, offset)
    return { dtype, parts: [part, part] }
  }
  if (dtype !== 'bool') return { dtype, parts: [v128.load32Splat(address, offset)] }
  return { dtype, parts: [i32x4.splat(i32.sub(0, i32.load8U(address, offset)))] }
}

/** Four elements from four addresses. */
export function loadLanes(dtype: ElementType, addresses: readonly Expr<'i32'>[], offset: number): Value {
  if (dtype === 'float64') {
    const pair = (a: number): V =>
      v128.load64Lane(1, addresses[a + 1]!, v128.load64Zero(addresses[a]!, offset), offset)
    return { dtype, parts: [pair(0), pair(2)] }
  }
  if (dtype === 'bool') {
    let lanes = i32x4.splat(i32.load8U(addresses[0]!, offset))
    for (let lane = 1; lane < 4; lane++)
      lanes = i32x4.replaceLane(lane, lanes, i32.load8U(addresses[lane]!, offset))
    return { dtype, parts: [i32x4.neg(lanes)] }
  }
  let lanes = v128.load32Zero(addresses[0]!, offset)
  for (let lane = 1; lane < 4; lane++) lanes = v128.load32Lane(lane, addresses[lane]!, lanes, offset)
  return { dtype, parts: [lanes] }
}

/** Masks as bytes 0 or 1 in the first four bytes. */
function maskToBytes(e: Emission, mask: V): V {
  const words = e.f.let(i16x8.narrowI32x4S(mask, mask))
  return i8x16.neg(i8x16.narrowI16x8S(words, words))
}

export function storeContiguous(e: Emission, value: Value, address: Expr<'i32'>, offset: number): void {
  const [low, high] = value.parts
  if (value.dtype === 'bool') {
    e.f.emit(v128.store32Lane(0, address, maskToBytes(e, low!), offset))
    return
  }
  const store = v128.store(address, low!, offset)
  e.f.emit(high ? sequence(v128.store(address, high, offset + 16), store) : store)
}

/** Store one lane. */
export function storeLane(
  e: Emission,
  value: Value,
  lane: number,
  address: Expr<'i32'>,
  offset: number,
): void {
  const [low, high] = value.parts
  if (value.dtype === 'float64')
    e.f.emit(v128.store64Lane(lane % 2, address, lane < 2 ? low! : high!, offset))
  else if (value.dtype === 'bool')
    e.f.emit(i32.store8(address, i32.and(i32x4.extractLane(lane, low!), 1), offset))
  else e.f.emit(v128.store32Lane(lane, address, low!, offset))
}

/** Apply a function part by part. */
export function zip(dtype: ElementType, combine: (...parts: V[]) => V, ...values: readonly Value[]): Value {
  const { parts } = values.find((v) => v.parts.length > 1) ?? values[0]!
  return { dtype, parts: parts.map((_, i) => combine(...values.map((v) => v.parts[i] ?? v.parts[0]!))) }
}

/** Compare lane by lane; leaves a bool. */
export function compareWith(
  compare32: (a: V, b: V) => V,
  compare64: (a: V, b: V) => V,
  a: Value,
  b: Value,
): Value {
  if (a.dtype !== 'float64') return { dtype: 'bool', parts: [compare32(a.parts[0]!, b.parts[0]!)] }
  const [low, high] = [0, 1].map((i) => compare64(a.parts[i]!, b.parts[i]!))
  return { dtype: 'bool', parts: [i32x4.shuffle([0, 2, 4, 6], low!, high!)] }
}

/** condition ? a : b */
export function selectValue(e: Emission, condition: Value, a: Value, b: Value): Value {
  const mask = e.f.let(condition.parts[0]!)
  const double = a.dtype === 'float64'
  const masks = double ? widenMask(e, mask) : [mask]
  const select = e.fma && a.dtype !== 'bool' ? (double ? i64x2 : i32x4).relaxedLaneselect : v128.bitselect
  return { dtype: a.dtype, parts: masks.map((m, i) => select(a.parts[i]!, b.parts[i]!, m)) }
}

/** Compute each lane with scalar code (integer division and the like). */
export function laneByLane(
  e: Emission,
  dtype: ElementType,
  compute: (...lanes: Local<'i32'>[]) => Expr<'i32'>,
  ...values: readonly Value[]
): Value {
  const { f } = e
  const sources = values.map((v) => f.let(v.parts[0]!))
  const result = f.local('v128')
  for (let lane = 0; lane < 4; lane++) {
    const lanes = sources.map((s) => f.copy(i32x4.extractLane(lane, s)))
    f.set(result, i32x4.replaceLane(lane, result, compute(...lanes)))
  }
  return { dtype, parts: [result] }
}

/** Rotate the four elements so that combining twice reaches all of them: by two, and what that left by one. */
export function rotated({ dtype, parts }: Value, by: 1 | 2): Value {
  const [low, high] = parts as [V, V | undefined]
  if (high && by === 2) return { dtype, parts: [high, low] }
  const turn =
    by === 2 || high ? (x: V) => i64x2.shuffle([1, 0], x) : (x: V) => i32x4.shuffle([1, 2, 3, 0], x)
  return { dtype, parts: parts.map(turn) }
}

/** The dtype's vector instructions for floats. */
export const floats = (dtype: ElementType): typeof f32x4 | typeof f64x2 =>
  dtype === 'float64' ? f64x2 : f32x4
