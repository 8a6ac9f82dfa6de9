import { f32x4, i32, ModuleBuilder, v128 } from './assembler/index.ts'
import { features } from './features.ts'
import { now } from './pace.ts'
import { instantiate } from './webassembly.ts'

let found: number | undefined

/** Float32 operations a second that one thread can do at most here, measured once by multiply-adds in registers. */
export function peakFlops(): number {
  found ??= measure()
  return found
}

function measure(): number {
  const { fma } = features()
  const sums = 12
  const module = new ModuleBuilder()
  const run = module.function('run', ['i32'], 'i32', (f, left) => {
    const x = f.let(f32x4.splat(0.5))
    const sum = Array.from({ length: sums }, () => f.copy(f32x4.splat(1)))
    f.loop((again) => {
      for (const s of sum) f.set(s, fma ? f32x4.relaxedMadd(s, x, x) : f32x4.add(f32x4.mul(s, x), x))
      f.set(left, i32.sub(left, 1))
      f.brIf(again, left)
    })
    f.yield(v128.anyTrue(sum.reduce((a, b) => f.copy(f32x4.add(a, b)))))
  })
  module.export('run', run)
  const { run: turns } = instantiate(module.encode())
  const count = 5000
  let best = Infinity
  // the first rounds run code that is not optimised yet
  for (const end = now() + 30; now() < end; ) {
    const start = now()
    turns!(count)
    best = Math.min(best, now() - start)
  }
  return (2 * 4 * sums * count * 1000) / best
}
