import {
  constant,
  constant64,
  type Expr,
  inOrder,
  instruction,
  load,
  type Operand,
  op,
  store,
  type ValueType,
} from './expression.ts'

// One row an instruction, or several whose opcodes follow each other: opcode, stack signature. Names are those of the
// WebAssembly specification in camelCase.

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
  ...inOrder(0x46, ['eq', 'ne', 'ltS', 'ltU', 'gtS', 'gtU', 'leS', 'leU', 'geS', 'geU'], (opcode) =>
    op(opcode, ii, 'i32'),
  ),
  ...inOrder(
    0x6a,
    ['add', 'sub', 'mul', 'divS', 'divU', 'remS', 'remU', 'and', 'or', 'xor', 'shl', 'shrS', 'shrU'],
    (opcode) => op(opcode, ii, 'i32'),
  ),
  wrap: op(0xa7, ['i64'], 'i32'),
  reinterpret: op(0xbc, ['f32'], 'i32'),
}

/** Instructions on 64-bit integers (bit patterns of f64, long products). */
export const i64 = {
  const: constant64,
  load: load(0x29, 'i64', 3),
  store: store(0x37, 'i64', 3),
  ...inOrder(0x51, ['eq', 'ne', 'ltS', 'ltU'], (opcode) => op(opcode, ll, 'i32')),
  ...inOrder(0x7c, ['add', 'sub', 'mul'], (opcode) => op(opcode, ll, 'i64')),
  ...inOrder(0x83, ['and', 'or', 'xor', 'shl', 'shrS', 'shrU'], (opcode) => op(opcode, ll, 'i64')),
  extendS: op(0xac, ['i32'], 'i64'),
  extendU: op(0xad, ['i32'], 'i64'),
  reinterpret: op(0xbd, ['f64'], 'i64'),
}

/** Instructions on single-precision numbers; their arithmetic is done in vectors. */
export const f32 = {
  load: load(0x2a, 'f32', 2),
  eq: op(0x5b, ff, 'i32'),
  add: op(0x92, ff, 'f32'),
}

/** Instructions on double-precision numbers. */
export const f64 = {
  const: (value: number): Expr<'f64'> => constant('f64', value),
  load: load(0x2b, 'f64', 3),
  store: store(0x39, 'f64', 3),
  ...inOrder(0x61, ['eq', 'ne', 'lt', 'gt', 'le', 'ge'], (opcode) => op(opcode, dd, 'i32')),
  abs: op(0x99, ['f64'], 'f64'),
  neg: op(0x9a, ['f64'], 'f64'),
  sqrt: op(0x9f, ['f64'], 'f64'),
  ...inOrder(0xa0, ['add', 'sub', 'mul', 'div', 'min', 'max', 'copysign'], (opcode) => op(opcode, dd, 'f64')),
  convertI64S: op(0xb9, ['i64'], 'f64'),
  convertI64U: op(0xba, ['i64'], 'f64'),
  reinterpret: op(0xbf, ['i64'], 'f64'),
}

/** Instructions on the memory as a whole. */
export const memory = {
  /** To, from, how many bytes. */
  copy: op(0xfc000a, ['i32', 'i32', 'i32'], 'void', 0, 0),
  /** To, with which byte, how many bytes. */
  fill: op(0xfc000b, ['i32', 'i32', 'i32'], 'void', 0),
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
