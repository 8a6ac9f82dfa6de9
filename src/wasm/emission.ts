import type { Expr, FunctionBuilder, ModuleBuilder } from './assembler/index.ts'
import { isPooled, v128 } from './assembler/index.ts'
import { wide } from './vectors.ts'

/** Places in the heap where constants stand, so that loops load them instead of building them. */
export interface ConstantPool {
  /** Loads 16 bytes, by one expression for the same bytes; undefined where the pool is full or there is none. */
  load(bytes: Uint8Array): Expr<'v128'> | undefined
  /** What it loads that is one number in all lanes, by the number: a map for each kind of lanes. */
  readonly splats: readonly Map<unknown, Expr<'v128'>>[]
}

/** Maps for splatted numbers: of 32 and 64 bits, and of single and double precision. */
export const newSplats = (): ConstantPool['splats'] => Array.from({ length: 4 }, () => new Map())

/** A pool that keeps nothing: constants are written into the code. */
export const noConstants: ConstantPool = { load: () => undefined, splats: newSplats() }

/** What code emitters write to and may rely on. */
export interface Emission {
  readonly module: ModuleBuilder
  readonly f: FunctionBuilder
  /** Fused multiply-add may be used: `relaxed_madd` rounds once. */
  readonly fma: boolean
  readonly constants: ConstantPool
}

/** A 16-byte constant: from the pool where it has one. */
export const vectorConstant = (e: Emission, bytes: Uint8Array): Expr<'v128'> =>
  e.constants.load(bytes) ?? v128.const(bytes)

/** One number in all lanes of `vector`. */
const splat =
  <N extends number | bigint>(
    kind: number,
    vector: { fill(value: N): unknown; readonly buffer: ArrayBuffer },
  ): ((e: Emission, value: N) => Expr<'v128'>) =>
  (e, value) => {
    const known = e.constants.splats[kind]!
    // a map takes the two zeros for one number
    const key = Object.is(value, -0) ? '-0' : value
    let found = known.get(key)
    if (!found) {
      vector.fill(value)
      found = vectorConstant(e, new Uint8Array(vector.buffer))
      if (isPooled(found)) known.set(key, found)
    }
    return found
  }

/** A splatted 32-bit pattern. */
export const splat32 = splat(0, new Int32Array(4))
/** A splatted 64-bit pattern. */
export const splat64 = splat(1, new BigInt64Array(2))
/** A splatted single-precision number. */
export const splatF32 = splat(2, new Float32Array(4))
/** A splatted double-precision number. */
export const splatF64 = splat(3, new Float64Array(2))

/**
 * A vector that is no half of one of 256 bits: calls, and a few instructions, may be given no other (docs/decisions/0019). A copy, where
 * vectors are wide.
 */
export const whole = (e: Emission, x: Expr<'v128'>): Expr<'v128'> => {
  if (!wide()) return x
  const held = e.f.let(x)
  return e.f.let(v128.or(held, held))
}
