import { f32x4, i32, ModuleBuilder, v128 } from './assembler/index.ts'
import { features } from './features.ts'
import { now } from './pace.ts'
import { wide } from './vectors.ts'
import { instantiate, webAssembly } from './webassembly.ts'

const found = new Map<boolean, number>()

/** Float32 operations a second that one thread can do at most here, measured once by multiply-adds in registers; NaN where WebAssembly is refused. */
export function peakFlops(): number {
  const peak = found.get(wide()) ?? measure()
  found.set(wide(), peak)
  return peak
}

function measure(): number {
  const { fma, refused } = features()
  if (refused !== undefined) return Number.NaN
  // sums that do not wait for one another: two vectors that lie side by side are one where vectors are wide
  const sums = wide() ? 24 : 12
  const module = new ModuleBuilder()
  module.importMemory({ minimum: 1, maximum: 1, shared: false })
  const run = module.function('run', ['i32'], 'void', (f, left) => {
    const x = f.let(f32x4.splat(0.5))
    const sum = Array.from({ length: sums }, () => f.copy(x))
    f.loop((again) => {
      for (const s of sum) f.set(s, fma ? f32x4.relaxedMadd(s, x, x) : f32x4.add(f32x4.mul(s, x), x))
      f.set(left, i32.sub(left, 1))
      f.brIf(again, left)
    })
    const start = f.let(i32.const(0))
    for (let i = sums - 1; i >= 0; i--) f.emit(v128.store(start, sum[i]!, 16 * i))
  })
  module.export('run', run)
  const memory = new webAssembly.Memory({ initial: 1, maximum: 1 })
  const { run: turns } = instantiate(module.encode(), { env: { memory } })
  let count = 5000
  let best = Infinity
  // the first rounds run code that is not optimised yet, and in browsers a clock ticks ten times a millisecond
  for (const end = now() + 30; now() < end || best === Infinity; ) {
    const start = now()
    turns!(count)
    const took = now() - start
    if (took < 2) count *= 2
    else best = Math.min(best, took / count)
  }
  return (2 * 4 * sums * 1000) / best
}
