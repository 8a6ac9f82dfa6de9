import { f64x2, i32, ModuleBuilder, v128 } from './assembler/index.ts'
import { instantiate, webAssembly } from './webassembly.ts'

/** What the host's WebAssembly can do. */
export interface Features {
  /** 128-bit vectors; Nabla's engine needs them. */
  readonly simd: boolean
  /** Relaxed SIMD (`relaxed_madd`) is understood. */
  readonly relaxed: boolean
  /** `relaxed_madd` rounds once on this machine: a true fused multiply-add. */
  readonly fma: boolean
  /** Shared memory and atomic instructions. */
  readonly threads: boolean
}

let found: Features | undefined

/** What this host can do, found once by validating and running tiny modules. */
export function features(): Features {
  found ??= detect()
  return found
}

function detect(): Features {
  if (typeof webAssembly === 'undefined') return { simd: false, relaxed: false, fma: false, threads: false }
  const simd = webAssembly.validate(probe(false)) && mayCompile() && hasMemory(false)
  const relaxed = simd && webAssembly.validate(probe(true))
  const fma = relaxed && instantiate(probe(true))['probe']!() === 1
  return { simd, relaxed, fma, threads: simd && hasMemory(true) }
}

/** A page's security policy may forbid to compile what it lets validate. */
function mayCompile(): boolean {
  try {
    return instantiate(probe(false))['probe']!() === 0
  } catch {
    return false
  }
}

/** (1 + 2^-27)(1 + 2^-27) - (1 + 2^-26) is 2^-54 if rounded once, 0 if the product is rounded first. */
function probe(relaxed: boolean): Uint8Array {
  const module = new ModuleBuilder()
  const f = module.function('probe', [], 'i32', (f) => {
    const x = f.let(f64x2.splat(1 + 2 ** -27))
    const c = f64x2.splat(-(1 + 2 ** -26))
    const r = relaxed ? f64x2.relaxedMadd(x, x, c) : f64x2.add(f64x2.mul(x, x), c)
    f.yield(i32.and(v128.anyTrue(r), 1))
  })
  module.export('probe', f)
  return module.encode()
}

/** A process whose address space is limited may have no memory for WebAssembly, a page that is not isolated none to share. */
function hasMemory(shared: boolean): boolean {
  try {
    const { buffer } = new webAssembly.Memory({ initial: 1, maximum: 1, shared })
    return !shared || buffer instanceof SharedArrayBuffer
  } catch {
    return false
  }
}
