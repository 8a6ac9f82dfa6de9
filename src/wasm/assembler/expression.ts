import { type ByteWriter, signedLeb, signedLeb64, unsignedLeb } from './bytes.ts'

/** Types of values on the WebAssembly stack. */
export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128'

/** Type of what an expression leaves: a value, two vectors, or nothing (stores and other effects). */
export type Result = ValueType | 'pair' | 'void'

/**
 * An instruction with its operands: the unit that kernels are written in. Its code is emitted where the expression
 * is *used*; use `FunctionBuilder.let` for a value that is used twice or must be read before a later store.
 */
export interface Expr<T extends Result = Result> {
  readonly type: T
  readonly code: readonly number[]
  readonly operands: readonly Expr[]
  /** Of a call: the function, whose number follows the code. */
  readonly callee?: Callee | undefined
}

/** A function that is called: its number is written with the module. */
export interface Callee {
  readonly index: number
  readonly name: string
}

/** What an operand of type T may be given as: an expression, or a number that becomes a constant. */
export type Operand<T extends ValueType> = T extends 'v128' ? Expr<T> : Expr<T> | number

type Operands<P extends readonly ValueType[]> = { [K in keyof P]: Operand<P[K]> }

const scratch = new DataView(new ArrayBuffer(8))

/** The bytes of a constant of a scalar type. */
export function constant<T extends 'i32' | 'f32' | 'f64'>(type: T, value: number): Expr<T> {
  if (type === 'i32') return { type, code: [0x41, ...signedLeb(value)], operands: [] }
  if (type === 'f32') {
    scratch.setFloat32(0, value, true)
    return { type, code: [0x43, ...scratchBytes(4)], operands: [] }
  }
  scratch.setFloat64(0, value, true)
  return { type, code: [0x44, ...scratchBytes(8)], operands: [] }
}

/** A 64-bit integer constant. */
export function constant64(value: bigint): Expr<'i64'> {
  return { type: 'i64', code: [0x42, ...signedLeb64(value)], operands: [] }
}

function scratchBytes(count: number): number[] {
  return Array.from({ length: count }, (_, i) => scratch.getUint8(i))
}

/**
 * Build an instruction; numbers among its operands, a list that it keeps, become constants of their types. What does not fit its
 * stack signature is refused by TypeScript, and by WebAssembly when the module is compiled.
 */
export function instruction<T extends Result>(
  code: readonly number[],
  parameters: readonly (ValueType | 'pair')[],
  result: T,
  operands: (Expr | number)[],
  callee?: Callee,
): Expr<T> {
  for (let i = 0; i < operands.length; i++) {
    const given = operands[i]!
    if (typeof given !== 'number') continue
    const type = parameters[i] as 'i32' | 'i64' | 'f32' | 'f64'
    operands[i] = type === 'i64' ? constant64(BigInt(given)) : constant(type, given)
  }
  return { type: result, code, operands: operands as Expr[], callee }
}

/** Two vectors, as what a function leaves. */
export const pair = (first: Expr<'v128'>, second: Expr<'v128'>): Expr<'pair'> => ({
  type: 'pair',
  code: [],
  operands: [first, second],
})

/** Effects one after the other, as one statement. */
export const sequence = (...effects: Expr<'void'>[]): Expr<'void'> => ({
  type: 'void',
  code: [],
  operands: effects,
})

/** Bytes of an opcode; a prefixed one is written as prefix * 65536 + number. */
export function opcodeBytes(opcode: number): number[] {
  return opcode > 0xffff ? [opcode >>> 16, ...unsignedLeb(opcode & 0xffff)] : [opcode]
}

/** Row of the table: an instruction whose immediates are always the same, if it has some. */
export function op<const P extends readonly ValueType[], R extends Result>(
  opcode: number,
  parameters: P,
  result: R,
  ...immediates: readonly number[]
): (...operands: Operands<P>) => Expr<R> {
  const code = [...opcodeBytes(opcode), ...immediates]
  return (...operands) => instruction(code, parameters, result, operands as (Expr | number)[])
}

/** Instructions whose opcodes follow each other, by their names. */
export const inOrder = <const N extends string, F>(
  first: number,
  names: readonly N[],
  make: (opcode: number) => F,
): Readonly<Record<N, F>> =>
  Object.fromEntries(names.map((name, i) => [name, make(first + i)])) as Readonly<Record<N, F>>

/** Row of the table: a load; `offset` is added to the address without wrapping. */
export function load<R extends ValueType>(
  opcode: number,
  result: R,
  align: number,
): (address: Operand<'i32'>, offset?: number) => Expr<R> {
  const code = [...opcodeBytes(opcode), align]
  return (address, offset = 0) => instruction(code.concat(unsignedLeb(offset)), ['i32'], result, [address])
}

/** Row of the table: a store. */
export function store<T extends ValueType>(
  opcode: number,
  type: T,
  align: number,
): (address: Operand<'i32'>, value: Operand<T>, offset?: number) => Expr<'void'> {
  const code = [...opcodeBytes(opcode), align]
  return (address, value, offset = 0) =>
    instruction(code.concat(unsignedLeb(offset)), ['i32', type], 'void', [address, value as Expr | number])
}

/** Row of the table: an instruction whose immediate is the number of a lane. */
export function lane<const P extends readonly ValueType[], R extends Result>(
  opcode: number,
  parameters: P,
  result: R,
): (lane: number, ...operands: Operands<P>) => Expr<R> {
  const code = opcodeBytes(opcode)
  return (index, ...operands) =>
    instruction([...code, index], parameters, result, operands as (Expr | number)[])
}

/** Code that is written, and where in it the numbers of functions are left out. */
export interface Code {
  readonly out: ByteWriter
  readonly calls: [at: number, callee: Callee][]
}

/** Write an expression: operands first, then the instruction. */
export function encode(expression: Expr, code: Code): void {
  const { operands, callee } = expression
  for (let i = 0; i < operands.length; i++) encode(operands[i]!, code)
  code.out.raw(expression.code)
  if (callee) code.calls.push([code.out.length, callee])
}
