import { f32x4, i32, ModuleBuilder, v128 } from './assembler/index.ts'
import { features } from './features.ts'
import { now } from './pace.ts'
import { wide } from './vectors.ts'
import { instantiate, webAssembly } from './webassembly.ts'

const found = new Map<boolean, number>()

/** Float32 operations a second that one thread can do at most here, measured once by multiply-adds in registers. */
export function peakFlops(): number {
  const known = found.get(wide())
  if (known !== undefined) return known
  const measured = measure()
  found.set(wide(), measured)
  return measured
}

function measure(): number {
  const { fma } = features()
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
