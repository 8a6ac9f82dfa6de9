// GFLOPS of matrix products on one thread: node bench/math-gemm.ts [size ...]
import { ModuleBuilder } from '../src/wasm/assembler/index.ts'
import { noConstants } from '../src/wasm/emission.ts'
import { features } from '../src/wasm/features.ts'
import { compileProduct } from '../src/wasm/gemm/gemm.ts'
import { matrixProduct } from '../src/wasm/gemm/plan.ts'
import { webAssembly } from '../src/wasm/webassembly.ts'

const cases: [string, number, number, number, boolean, boolean][] = []
const sizes = process.argv.slice(2).map(Number)
for (const n of sizes.length > 0 ? sizes : [64, 128, 256, 512, 1024])
  for (const [ta, tb] of [
    [false, false],
    [false, true],
    [true, false],
  ] as const)
    cases.push([`${n} ${ta ? 'T' : 'N'}${tb ? 'T' : 'N'}`, n, n, n, ta, tb])
cases.push(
  ['MLP forward 128x784x128', 128, 128, 784, false, false],
  ['MLP weight gradient 784x128x128', 784, 128, 128, true, false],
  ['skinny 128x128x10 NN', 128, 10, 128, false, false],
)

for (const dtype of ['float32', 'float64'] as const)
  for (const [name, m, n, k, ta, tb] of cases) {
    const p = matrixProduct('product', dtype, { m, n, k }, { a: ta, b: tb })
    const kernel = compileProduct(p)
    const module = new ModuleBuilder()
    const pages = 1024
    module.importMemory({ shared: false, minimum: pages, maximum: pages })
    module.export('kernel', kernel.emit({ module, fma: features().fma, constants: noConstants }))
    const memory = new webAssembly.Memory({ initial: pages, maximum: pages })
    const run = new webAssembly.Instance(new webAssembly.Module(module.encode()), { env: { memory } })
      .exports['kernel']!
    const size = dtype === 'float32' ? 4 : 8
    const starts = [4096, 4096 + size * m * k + 64, 4096 + size * (m * k + k * n) + 128]
    new Int32Array(memory.buffer, 1024, 3).set(starts)
    const scratch = starts[2]! + size * m * n + 64
    ;new (dtype === 'float32' ? Float32Array : Float64Array)(
      memory.buffer as ArrayBuffer,
      4096,
      m * k + k * n,
    ).fill(0.5)
    let best = Number.POSITIVE_INFINITY
    const until = performance.now() + 700
    while (performance.now() < until) {
      const start = performance.now()
      run(1024, 0, kernel.tiles, scratch)
      best = Math.min(best, performance.now() - start)
    }
    console.log(
      `${dtype} ${name}: ${(kernel.flops / best / 1e6).toFixed(1)} GFLOPS, ${best.toFixed(3)} ms, ${kernel.tiles} tiles`,
    )
  }
