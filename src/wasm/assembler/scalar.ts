import {
  constant,
  constant64,
  type Expr,
  instruction,
  load,
  type Operand,
  op,
  store,
  type ValueType,
} from './expression.ts'

// One row an instruction: opcode, stack signature. Names are those of the WebAssembly specification in camelCase.

const ii = ['i32', 'i32'] as const
const ll = ['i64', 'i64'] as const
const ff = ['f32', 'f32'] as const
const dd = ['f64', 'f64'] as const

/** Instructions on 32-bit integers (addresses, counters, comparisons' results). */
export const i32 = {
  const: (value: number): Expr<'i32'> => constant('i32', value),
  load: load(0x28, 'i32', 2),
  load8U: load(0x2d, 'i32', 0),
  store: store(0x36, 'i32', 2),
  store8: store(0x3a, 'i32', 0),
  eqz: op(0x45, ['i32'], 'i32'),
  eq: op(0x46, ii, 'i32'),
  ne: op(0x47, ii, 'i32'),
  ltS: op(0x48, ii, 'i32'),
  ltU: op(0x49, ii, 'i32'),
  gtS: op(0x4a, ii, 'i32'),
  gtU: op(0x4b, ii, 'i32'),
  leS: op(0x4c, ii, 'i32'),
  leU: op(0x4d, ii, 'i32'),
  geS: op(0x4e, ii, 'i32'),
  geU: op(0x4f, ii, 'i32'),
  add: op(0x6a, ii, 'i32'),
  sub: op(0x6b, ii, 'i32'),
  mul: op(0x6c, ii, 'i32'),
  divS: op(0x6d, ii, 'i32'),
  divU: op(0x6e, ii, 'i32'),
  remS: op(0x6f, ii, 'i32'),
  remU: op(0x70, ii, 'i32'),
  and: op(0x71, ii, 'i32'),
  or: op(0x72, ii, 'i32'),
  xor: op(0x73, ii, 'i32'),
  shl: op(0x74, ii, 'i32'),
  shrS: op(0x75, ii, 'i32'),
  shrU: op(0x76, ii, 'i32'),
  wrap: op(0xa7, ['i64'], 'i32'),
  reinterpret: op(0xbc, ['f32'], 'i32'),
}

/** Instructions on 64-bit integers (bit patterns of f64, long products). */
export const i64 = {
  const: constant64,
  load: load(0x29, 'i64', 3),
  store: store(0x37, 'i64', 3),
  eqz: op(0x50, ['i64'], 'i32'),
  eq: op(0x51, ll, 'i32'),
  ne: op(0x52, ll, 'i32'),
  ltS: op(0x53, ll, 'i32'),
  ltU: op(0x54, ll, 'i32'),
  gtS: op(0x55, ll, 'i32'),
  gtU: op(0x56, ll, 'i32'),
  geU: op(0x5a, ll, 'i32'),
  add: op(0x7c, ll, 'i64'),
  sub: op(0x7d, ll, 'i64'),
  mul: op(0x7e, ll, 'i64'),
  and: op(0x83, ll, 'i64'),
  or: op(0x84, ll, 'i64'),
  xor: op(0x85, ll, 'i64'),
  shl: op(0x86, ll, 'i64'),
  shrS: op(0x87, ll, 'i64'),
  shrU: op(0x88, ll, 'i64'),
  extendS: op(0xac, ['i32'], 'i64'),
  extendU: op(0xad, ['i32'], 'i64'),
  reinterpret: op(0xbd, ['f64'], 'i64'),
}

/** Instructions on single-precision numbers. */
export const f32 = {
  const: (value: number): Expr<'f32'> => constant('f32', value),
  load: load(0x2a, 'f32', 2),
  store: store(0x38, 'f32', 2),
  eq: op(0x5b, ff, 'i32'),
  ne: op(0x5c, ff, 'i32'),
  lt: op(0x5d, ff, 'i32'),
  gt: op(0x5e, ff, 'i32'),
  le: op(0x5f, ff, 'i32'),
  ge: op(0x60, ff, 'i32'),
  abs: op(0x8b, ['f32'], 'f32'),
  neg: op(0x8c, ['f32'], 'f32'),
  trunc: op(0x8f, ['f32'], 'f32'),
  sqrt: op(0x91, ['f32'], 'f32'),
  add: op(0x92, ff, 'f32'),
  sub: op(0x93, ff, 'f32'),
  mul: op(0x94, ff, 'f32'),
  div: op(0x95, ff, 'f32'),
  min: op(0x96, ff, 'f32'),
  max: op(0x97, ff, 'f32'),
  convertI32S: op(0xb2, ['i32'], 'f32'),
  reinterpret: op(0xbe, ['i32'], 'f32'),
}

/** Instructions on double-precision numbers. */
export const f64 = {
  const: (value: number): Expr<'f64'> => constant('f64', value),
  load: load(0x2b, 'f64', 3),
  store: store(0x39, 'f64', 3),
  eq: op(0x61, dd, 'i32'),
  ne: op(0x62, dd, 'i32'),
  lt: op(0x63, dd, 'i32'),
  gt: op(0x64, dd, 'i32'),
  le: op(0x65, dd, 'i32'),
  ge: op(0x66, dd, 'i32'),
  abs: op(0x99, ['f64'], 'f64'),
  neg: op(0x9a, ['f64'], 'f64'),
  ceil: op(0x9b, ['f64'], 'f64'),
  floor: op(0x9c, ['f64'], 'f64'),
  trunc: op(0x9d, ['f64'], 'f64'),
  nearest: op(0x9e, ['f64'], 'f64'),
  sqrt: op(0x9f, ['f64'], 'f64'),
  add: op(0xa0, dd, 'f64'),
  sub: op(0xa1, dd, 'f64'),
  mul: op(0xa2, dd, 'f64'),
  div: op(0xa3, dd, 'f64'),
  min: op(0xa4, dd, 'f64'),
  max: op(0xa5, dd, 'f64'),
  copysign: op(0xa6, dd, 'f64'),
  convertI32S: op(0xb7, ['i32'], 'f64'),
  convertI64S: op(0xb9, ['i64'], 'f64'),
  convertI64U: op(0xba, ['i64'], 'f64'),
  promote: op(0xbb, ['f32'], 'f64'),
  reinterpret: op(0xbf, ['i64'], 'f64'),
}

/** Instructions on the memory as a whole. */
export const memory = {
  copy: (to: Operand<'i32'>, from: Operand<'i32'>, bytes: Operand<'i32'>): Expr<'void'> =>
    instruction([0xfc, 0x0a, 0, 0], ['i32', 'i32', 'i32'], 'void', [to, from, bytes]),
  fill: (to: Operand<'i32'>, byte: Operand<'i32'>, bytes: Operand<'i32'>): Expr<'void'> =>
    instruction([0xfc, 0x0b, 0], ['i32', 'i32', 'i32'], 'void', [to, byte, bytes]),
}

/** `condition ? a : b`, evaluating both. */
export function select<T extends ValueType>(a: Expr<T>, b: Expr<T>, condition: Operand<'i32'>): Expr<T> {
  // the untyped form of `select` is for numbers only; v128 needs its type spelt out
  const code = a.type === 'v128' ? [0x1c, 1, 0x7b] : [0x1b]
  return instruction(code, [a.type, a.type, 'i32'], a.type, [a, b, condition])
}

/** Evaluate an expression and forget its value. */
export function drop(value: Expr<ValueType>): Expr<'void'> {
  return instruction([0x1a], [value.type], 'void', [value])
}
