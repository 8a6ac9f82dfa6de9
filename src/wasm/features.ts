import { f64x2, i32, ModuleBuilder, v128 } from './assembler/index.ts'
import { instantiate, webAssembly } from './webassembly.ts'

/** What the host's WebAssembly can do. */
export interface Features {
  /** Why nothing can be compiled, in the host's words or ours; undefined where it can. */
  readonly refused: string | undefined
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
  let relaxed = false
  let fma = false
  const threads = refusal(() => reserve(true)) === undefined
  const refused = refusal(() => {
    const bytes = probe(true)
    relaxed = webAssembly.validate(bytes)
    fma = instantiate(relaxed ? bytes : probe(false))['probe']!() === 1
    if (!threads) reserve(false)
  })
  if (refused !== undefined) return { refused, relaxed: false, fma: false, threads: false }
  return { refused, relaxed, fma, threads }
}

/** A page's security policy may forbid to compile what it lets validate. */
function refusal(attempt: () => void): string | undefined {
  if (typeof webAssembly === 'undefined') return 'no WebAssembly'
  try {
    attempt()
    return undefined
  } catch (error) {
    return String(error)
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
function reserve(shared: boolean): void {
  const { buffer } = new webAssembly.Memory({ initial: 1, maximum: 1, shared })
  if (shared && !(buffer instanceof SharedArrayBuffer)) throw new TypeError('not shared')
}
