import type { Expr, FunctionBuilder, ModuleBuilder } from './assembler/index.ts'
import { v128 } from './assembler/index.ts'
import type { Journal } from './journal.ts'

/** Places in the heap where constants stand, so that loops load them instead of building them. */
export interface ConstantPool {
  /** Address of these bytes, a multiple of 16, or undefined where the pool is full or there is none. */
  address(bytes: Uint8Array): number | undefined
}

/** A pool that keeps nothing: constants are written into the code. */
export const noConstants: ConstantPool = { address: () => undefined }

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
export function vectorConstant(e: Emission, bytes: Uint8Array): Expr<'v128'> {
  const address = e.constants.address(bytes)
  return address === undefined ? v128.const(bytes) : v128.load(0, address)
}

/** A splatted 32-bit pattern. */
export function splat32(e: Emission, bits: number): Expr<'v128'> {
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  for (let lane = 0; lane < 4; lane++) view.setInt32(4 * lane, bits | 0, true)
  return vectorConstant(e, bytes)
}

/** A splatted 64-bit pattern. */
export function splat64(e: Emission, bits: bigint): Expr<'v128'> {
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  for (let lane = 0; lane < 2; lane++) view.setBigUint64(8 * lane, BigInt.asUintN(64, bits), true)
  return vectorConstant(e, bytes)
}

const view = new DataView(new ArrayBuffer(8))

/** A splatted single-precision number. */
export function splatF32(e: Emission, value: number): Expr<'v128'> {
  view.setFloat32(0, value)
  return splat32(e, view.getInt32(0))
}

/** A splatted double-precision number. */
export function splatF64(e: Emission, value: number): Expr<'v128'> {
  view.setFloat64(0, value)
  return splat64(e, view.getBigUint64(0))
}
