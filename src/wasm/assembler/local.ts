import { unsignedLeb } from './bytes.ts'
import { type Expr, instruction, type Result, type ValueType } from './expression.ts'

/** A variable of a function; as an expression it reads the value that the variable has when the code runs. */
export interface Local<T extends ValueType = ValueType> extends Expr<T> {
  readonly index: number
}

/** Instructions that read and write a variable, by its number: the same for all functions. */
const getters: (readonly number[])[] = []
const setters: (readonly number[])[] = []
const withIndex = (known: (readonly number[])[], opcode: number, index: number): readonly number[] =>
  (known[index] ??= [opcode, ...unsignedLeb(index)])

export function makeLocal<T extends ValueType>(type: T, index: number): Local<T> {
  return { type, index, code: withIndex(getters, 0x20, index), operands: [] }
}

/** Whether an expression is a plain variable (reading it twice costs nothing). */
export function isLocal<T extends Result>(value: Expr<T>): value is Expr<T> & Local<T & ValueType> {
  return 'index' in value
}

/** The statement that sets a variable. */
export const assignment = <T extends ValueType>(variable: Local<T>, value: Expr<T> | number): Expr<'void'> =>
  instruction(withIndex(setters, 0x21, variable.index), [variable.type], 'void', [value])
