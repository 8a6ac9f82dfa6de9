import type { Expr, FunctionBuilder, ModuleBuilder } from './assembler/index.ts'
import { v128 } from './assembler/index.ts'
import type { Journal } from './journal.ts'
import { wide } from './vectors.ts'

/** Places in the heap where constants stand, so that loops load them instead of building them. */
export interface ConstantPool {
  /** Loads 16 bytes, by one expression for the same bytes; undefined where the pool is full or there is none. */
  load(bytes: Uint8Array): Expr<'v128'> | undefined
}

/** A pool that keeps nothing: constants are written into the code. */
export const noConstants: ConstantPool = { load: () => undefined }

/** What code emitters write to and may rely on. */
export interface Emission {
  readonly module: ModuleBuilder
  readonly f: FunctionBuilder
  /** Fused multiply-add may be used: `relaxed_madd` rounds once. */
  readonly fma: boolean
  readonly constants: ConstantPool
  /** Where to keep what results are written over. */
  readonly journal?: Journal
}

/** A 16-byte constant: from the pool where it has one. */
export const vectorConstant = (e: Emission, bytes: Uint8Array): Expr<'v128'> =>
  e.constants.load(bytes) ?? v128.const(bytes)

const splat = (e: Emission, lanes: { readonly buffer: ArrayBuffer }): Expr<'v128'> =>
  vectorConstant(e, new Uint8Array(lanes.buffer))

/** A splatted 32-bit pattern. */
export const splat32 = (e: Emission, bits: number): Expr<'v128'> => splat(e, new Int32Array(4).fill(bits))
/** A splatted 64-bit pattern. */
export const splat64 = (e: Emission, bits: bigint): Expr<'v128'> => splat(e, new BigInt64Array(2).fill(bits))
/** A splatted single-precision number. */
export const splatF32 = (e: Emission, value: number): Expr<'v128'> =>
  splat(e, new Float32Array(4).fill(value))
/** A splatted double-precision number. */
export const splatF64 = (e: Emission, value: number): Expr<'v128'> =>
  splat(e, new Float64Array(2).fill(value))

/**
 * A vector that is no half of one of 256 bits: calls, and a few instructions, may be given no other (docs/decisions/0019). A copy, where
 * vectors are wide.
 */
export const whole = (e: Emission, x: Expr<'v128'>): Expr<'v128'> => {
  if (!wide()) return x
  const held = e.f.let(x)
  return e.f.let(v128.or(held, held))
}
