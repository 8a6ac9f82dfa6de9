/** The assembler: instructions as typed expressions, functions and modules that encode them. */
export { atomic32, atomic64, notify, wait32 } from './atomics.ts'
export { type Expr, type Operand, pair, type Result, sequence, type ValueType } from './expression.ts'
export { FunctionBuilder, type Label } from './function.ts'
export { isPooled, when } from './interleave.ts'
export { assignment, isLocal, type Local } from './local.ts'
export {
  call,
  type FunctionRef,
  type Library,
  type Locals,
  type MemoryImport,
  ModuleBuilder,
} from './module.ts'
export { drop, f32, f64, i32, i64, memory, select } from './scalar.ts'
export { f32x4, f64x2, i8x16, i16x8, i32x4, i64x2, v128, zeros } from './simd.ts'
