import { unsignedLeb } from './bytes.ts'
import {
  type Expr,
  inOrder,
  instruction,
  lane,
  load,
  type Operand,
  op,
  opcodeBytes,
  type Result,
  store,
  type ValueType,
} from './expression.ts'

// Opcodes of SIMD128 and relaxed SIMD, all behind the prefix 0xfd. One row an instruction, or several whose opcodes follow each other.

const at = (number: number): number => 0xfd0000 + number
const V = 'v128' as const
const vv = [V, V] as const
const unary = (number: number): ((x: Expr<'v128'>) => Expr<'v128'>) => op(at(number), [V], V)
const binary = (number: number): ((x: Expr<'v128'>, y: Expr<'v128'>) => Expr<'v128'>) => op(at(number), vv, V)
const ternary = (number: number): ((x: Expr<'v128'>, y: Expr<'v128'>, z: Expr<'v128'>) => Expr<'v128'>) =>
  op(at(number), [V, V, V], V)
const shift = (number: number): ((x: Expr<'v128'>, count: Operand<'i32'>) => Expr<'v128'>) =>
  op(at(number), [V, 'i32'], V)
const test = (number: number): ((x: Expr<'v128'>) => Expr<'i32'>) => op(at(number), [V], 'i32')
const splat = <T extends ValueType>(number: number, type: T): ((x: Operand<T>) => Expr<'v128'>) =>
  op(at(number), [type], V) as (x: Operand<T>) => Expr<'v128'>
const extract = <T extends ValueType>(
  number: number,
  type: T,
): ((lane: number, x: Expr<'v128'>) => Expr<T>) => lane(at(number), [V], type)
const replace = <T extends ValueType>(
  number: number,
  type: T,
): ((lane: number, x: Expr<'v128'>, value: Operand<T>) => Expr<'v128'>) =>
  lane(at(number), [V, type], V) as (lane: number, x: Expr<'v128'>, value: Operand<T>) => Expr<'v128'>
/** Load a lane of `x`, or store it. */
const moveLane =
  <R extends Result>(number: number, result: R) =>
  (lane: number, address: Operand<'i32'>, x: Expr<'v128'>, offset = 0): Expr<R> =>
    instruction([...opcodeBytes(at(number)), 0, ...unsignedLeb(offset), lane], ['i32', V], result, [
      address,
      x,
    ])

// V8 with vectors of 256 bits compiles some instructions wrongly (docs/decisions/0019). These orders of lanes are safe; others of one
// vector read memory that is not theirs, where the vector is the lower half of a wide one.
type Fours =
  | readonly [0, 2, 4, 6]
  | readonly [1, 3, 5, 7]
  | readonly [0, 4, 1, 5]
  | readonly [2, 6, 3, 7]
  | readonly [0, 0, 1, 1]
  | readonly [2, 2, 3, 3]
  | readonly [1, 2, 3, 0]
type Twos = readonly [0, 2] | readonly [1, 3] | readonly [1, 1] | readonly [1, 0]

/** Lanes of `bytes` bytes by their numbers, those of the second vector counted on after those of the first. */
const shuffle = <Lanes extends readonly number[]>(
  bytes: number,
): ((lanes: Lanes, a: Expr<'v128'>, b?: Expr<'v128'>) => Expr<'v128'>) => {
  /** The codes of the few orders that there are, by their digits. */
  const known = new Map<number, readonly number[]>()
  return (lanes, a, b = a) => {
    const digits = lanes.reduce((sum, lane) => 8 * sum + lane)
    const code = known.get(digits) ?? [
      ...opcodeBytes(at(13)),
      ...lanes.flatMap((lane) => Array.from({ length: bytes }, (_, i) => lane * bytes + i)),
    ]
    known.set(digits, code)
    return instruction(code, vv, V, [a, b])
  }
}

/** Instructions on 128 bits of no particular kind. */
export const v128 = {
  const: (bytes: ArrayLike<number>): Expr<'v128'> =>
    instruction([...opcodeBytes(at(12)), ...Array.from(bytes)], [], V, []),
  load: load(at(0), V, 0),
  load32Splat: load(at(9), V, 0),
  load64Splat: load(at(10), V, 0),
  load32Zero: load(at(92), V, 0),
  load64Zero: load(at(93), V, 0),
  load32Lane: moveLane(86, V),
  load64Lane: moveLane(87, V),
  store: store(at(11), V, 0),
  store8Lane: moveLane(88, 'void'),
  store32Lane: moveLane(90, 'void'),
  store64Lane: moveLane(91, 'void'),
  not: unary(77),
  // andnot: a and not b
  ...inOrder(78, ['and', 'andnot', 'or', 'xor'], binary),
  /** Bits of a where the mask is one, of b where it is zero. */
  bitselect: ternary(82),
  anyTrue: test(83),
}

/** A vector of zeros. */
export const zeros = v128.const(new Uint8Array(16))

/** Instructions on sixteen bytes, which are compared as unsigned numbers. */
export const i8x16 = {
  ...inOrder(35, ['eq', 'ne', 'ltS', 'lt', 'gtS', 'gt', 'leS', 'le', 'geS', 'ge'], binary),
  neg: unary(97),
  narrowI16x8S: binary(101),
}

/** Instructions on eight 16-bit integers (steps between bytes and 32-bit lanes). */
export const i16x8 = {
  narrowI32x4S: binary(133),
  extendLowI8x16U: unary(137),
}

/** Instructions on four 32-bit integers. */
export const i32x4 = {
  shuffle: shuffle<Fours>(4),
  splat: splat(17, 'i32'),
  extractLane: extract(27, 'i32'),
  replaceLane: replace(28, 'i32'),
  ...inOrder(55, ['eq', 'ne', 'ltS', 'ltU', 'gtS', 'gtU', 'leS', 'leU', 'geS', 'geU'], binary),
  abs: unary(160),
  neg: unary(161),
  extendLowI16x8U: unary(169),
  ...inOrder(171, ['shl', 'shrS', 'shrU'], shift),
  add: binary(174),
  sub: binary(177),
  ...inOrder(181, ['mul', 'minS', 'minU', 'maxS', 'maxU'], binary),
  truncSatF32x4S: unary(248),
  truncSatF32x4U: unary(249),
  truncSatF64x2SZero: unary(252),
  truncSatF64x2UZero: unary(253),
  /** Like bitselect for masks of whole lanes (relaxed SIMD): one instruction on most machines. */
  relaxedLaneselect: ternary(0x10b),
}

/** Instructions on two 64-bit integers. */
export const i64x2 = {
  shuffle: shuffle<Twos>(8),
  /** Of a vector that is no part of a wide one (docs/decisions/0019), as the next. */
  extendLowI32x4S: unary(199),
  extendHighI32x4S: unary(200),
  ...inOrder(203, ['shl', 'shrS', 'shrU'], shift),
  add: binary(206),
  sub: binary(209),
  relaxedLaneselect: ternary(0x10c),
}

/** Instructions on four single-precision numbers. */
export const f32x4 = {
  splat: splat(19, 'f32'),
  extractLane: extract(31, 'f32'),
  replaceLane: replace(32, 'f32'),
  ...inOrder(65, ['eq', 'ne', 'lt', 'gt', 'le', 'ge'], binary),
  demoteF64x2Zero: unary(94),
  ...inOrder(103, ['ceil', 'floor', 'trunc', 'nearest'], unary),
  abs: unary(224),
  neg: unary(225),
  sqrt: unary(227),
  // min: NaN if either is NaN; -0 below +0.
  // pmin: b < a ? b : a
  // pmax: a < b ? b : a
  ...inOrder(228, ['add', 'sub', 'mul', 'div', 'min', 'max', 'pmin', 'pmax'], binary),
  convertI32x4S: unary(250),
  convertI32x4U: unary(251),
  /** a * b + c, fused where the machine can (relaxed SIMD). */
  relaxedMadd: ternary(0x105),
  /** c - a * b, fused where the machine can (relaxed SIMD). */
  relaxedNmadd: ternary(0x106),
}

/** The sign of each double, made without a load. */
const doubleSigns = i64x2.shl(v128.const(new Uint8Array(16).fill(0xff)), 63)

/** Instructions on two double-precision numbers. */
export const f64x2 = {
  splat: splat(20, 'f64'),
  extractLane: extract(33, 'f64'),
  replaceLane: replace(34, 'f64'),
  ...inOrder(71, ['eq', 'ne', 'lt', 'gt', 'le', 'ge'], binary),
  promoteLowF32x4: unary(95),
  ceil: unary(116),
  floor: unary(117),
  trunc: unary(122),
  nearest: unary(148),
  abs: unary(236),
  // not f64x2.neg, of which V8 with vectors of 256 bits turns other bits too
  neg: (x: Expr<'v128'>): Expr<'v128'> => v128.xor(x, doubleSigns),
  sqrt: unary(239),
  ...inOrder(240, ['add', 'sub', 'mul', 'div', 'min', 'max', 'pmin', 'pmax'], binary),
  convertLowI32x4S: unary(254),
  convertLowI32x4U: unary(255),
  relaxedMadd: ternary(0x107),
  relaxedNmadd: ternary(0x108),
}
