// Kernels beside PyTorch, interleaved, least times of many rounds:
//   node bench/math-gemm.ts --torch python3 --rounds 20
// Without --torch only Nabla runs.
import { type ChildProcess, spawn } from 'node:child_process'
import { cpus } from 'node:os'
import { createInterface, type Interface } from 'node:readline'
import { features } from '../src/wasm/features.ts'
import type { ContractionAxis } from '../src/wasm/gemm/contraction.ts'
import { compileProduct } from '../src/wasm/gemm/gemm.ts'
import { matrixProduct } from '../src/wasm/gemm/product.ts'
import { stageContraction } from '../src/wasm/gemm/split.ts'
import { KernelBuilder } from '../src/wasm/kernel/builder.ts'
import type { CompiledKernel } from '../src/wasm/kernel/generate.ts'
import { compileStaged, type StagedKernel } from '../src/wasm/kernel/split.ts'
import { type LoadedProgram, Machine } from '../src/wasm/machine.ts'
import { Heap } from '../src/wasm/memory.ts'
import { nodeWorkers } from '../src/wasm/node-workers.ts'

const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? undefined : process.argv[at + 1]
}
const python = option('torch')
const rounds = Number(option('rounds') ?? 10)
const budget = 60

interface Work {
  readonly name: string
  readonly size: number
  readonly flops: number
  build(machine: Machine): LoadedProgram
}

const heap = new Heap()
const tensor = (length: number): number => {
  const address = heap.allocate('benchmark', 4 * length)
  heap.view('float32', address, length).fill(0.3)
  return address
}

function single(machine: Machine, kernel: CompiledKernel, addresses: readonly number[]): LoadedProgram {
  const program = machine.load(
    { kernels: [kernel], steps: [{ kind: 'kernel', kernel: 0, args: 0 }] },
    addresses.length,
  )
  addresses.forEach((address, i) => {
    program.point(4 * i, address)
  })
  return program
}

function staged(
  machine: Machine,
  { stages, temporaries }: StagedKernel,
  inputs: readonly number[],
  outputs: readonly number[],
): LoadedProgram {
  const from = { input: inputs, output: outputs, temporary: temporaries.map((bytes) => tensor(bytes / 4)) }
  let offset = 0
  const addresses: number[] = []
  const steps = stages.map((stage, kernel) => {
    const args = 4 * offset
    for (const a of stage.arguments) addresses.push(from[a.from][a.index]!)
    offset = addresses.length
    return { kind: 'kernel' as const, kernel, args }
  })
  const program = machine.load({ kernels: stages.map((s) => s.kernel), steps }, addresses.length)
  addresses.forEach((address, i) => {
    program.point(4 * i, address)
  })
  return program
}

/** 64 images of 16 channels, 14 x 14 padded to 16 x 16, 32 filters of 3 x 3: n, o, c, y, x, ty, tx. */
const convolutionAxes = (kernel: readonly number[], summed: readonly number[]): ContractionAxis[] => {
  const extents = [64, 32, 16, 14, 14, 3, 3]
  const image = [16 * 256, 0, 256, 16, 1, 16, 1]
  return extents.map((extent, i) => ({ extent, a: kernel[i]!, b: image[i]!, summed: summed.includes(i) }))
}
const store = (strides: number[]) => ({
  inputs: [],
  outputs: [{ dtype: 'float32' as const, strides, value: 0 }],
  body: [{ kind: 'input' as const, input: 0, dtype: 'float32' as const, args: [] }],
})

const works: Work[] = [
  ...[128, 256, 512, 1024].map((n) => ({
    name: 'matmul',
    size: n,
    flops: 2 * n ** 3,
    build: (machine: Machine) =>
      single(
        machine,
        compileProduct(matrixProduct('matmul', 'float32', { m: n, n, k: n })),
        [n * n, n * n, n * n].map(tensor),
      ),
  })),
  {
    name: 'tanhsum',
    size: 1_000_000,
    flops: 0,
    build: (machine) => {
      const k = new KernelBuilder('tanhsum', [{ extent: 1_000_000, reduced: true }])
      const x = k.apply('multiply', k.input('float32', [1]), k.constant('float32', 2))
      k.output([0], k.reduce('sum', k.apply('tanh', k.apply('add', x, k.constant('float32', 1)))))
      return staged(machine, compileStaged(k.finish()), [tensor(1_000_000)], [tensor(1)])
    },
  },
  {
    name: 'softmax',
    size: 1_000_000,
    flops: 0,
    build: (machine) => {
      const k = new KernelBuilder('softmax', [
        { extent: 1000, reduced: false },
        { extent: 1000, reduced: true },
      ])
      const x = k.input('float32', [1000, 1])
      const e = k.apply('exp', k.apply('subtract', x, k.reduce('max', x)))
      k.output([1000, 1], k.apply('divide', e, k.reduce('sum', e)))
      return staged(machine, compileStaged(k.finish()), [tensor(1_000_000)], [tensor(1_000_000)])
    },
  },
  {
    name: 'conv',
    size: 0,
    flops: 2 * 64 * 32 * 16 * 196 * 9,
    build: (machine) => {
      const axes = convolutionAxes([0, 144, 9, 0, 0, 3, 1], [2, 5, 6])
      const stages = stageContraction({
        name: 'conv',
        dtype: 'float32',
        axes,
        offsetA: 0,
        offsetB: 0,
        epilogue: store([32 * 196, 196, 14, 1]),
      })
      return staged(machine, stages, [32 * 144, 64 * 16 * 256].map(tensor), [tensor(64 * 32 * 196)])
    },
  },
  {
    name: 'convgrad',
    size: 0,
    flops: 2 * 64 * 32 * 16 * 196 * 9,
    build: (machine) => {
      const axes = convolutionAxes([32 * 196, 196, 0, 14, 1, 0, 0], [0, 3, 4])
      const stages = stageContraction({
        name: 'convgrad',
        dtype: 'float32',
        axes,
        offsetA: 0,
        offsetB: 0,
        epilogue: store([144, 9, 3, 1]),
      })
      return staged(machine, stages, [64 * 32 * 196, 64 * 16 * 256].map(tensor), [tensor(32 * 144)])
    },
  },
]

interface Peer {
  readonly process: ChildProcess
  readonly lines: AsyncIterator<string>
  readonly reader: Interface
}
function startPeer(threads: number): Peer | undefined {
  if (!python) return undefined
  const env = {
    ...process.env,
    OMP_NUM_THREADS: `${threads}`,
    OPENBLAS_NUM_THREADS: `${threads}`,
    MKL_NUM_THREADS: `${threads}`,
  }
  const child = spawn(python, [new URL('./math-peer.py', import.meta.url).pathname, `${threads}`], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const reader = createInterface({ input: child.stdout! })
  return { process: child, reader, lines: reader[Symbol.asyncIterator]() }
}

async function askPeer(peer: Peer | undefined, work: Work): Promise<number> {
  if (!peer) return Number.NaN
  peer.process.stdin!.write(`${work.name} ${work.size} ${budget}\n`)
  return Number((await peer.lines.next()).value)
}

function measure(program: LoadedProgram): number {
  let best = Number.POSITIVE_INFINITY
  const until = performance.now() + budget
  while (performance.now() < until) {
    const start = performance.now()
    program.run()
    best = Math.min(best, performance.now() - start)
  }
  return best
}

const threadCounts = cpus().length > 1 ? [1, 2] : [1]
console.log(
  `Node ${process.version}, fused multiply-add: ${features().fma}, least of ${rounds} rounds of ${budget} ms`,
)
for (const threads of threadCounts) {
  const machine = new Machine(heap, { threads, workers: nodeWorkers()! })
  if (threads > 1) machine.ensurePool()
  for (let i = 0; i < 100 && machine.statistics().ready < threads - 1; i++)
    await new Promise((r) => setTimeout(r, 20))
  const peer = startPeer(threads)
  const wanted = option('only')
  for (const work of works) {
    if (wanted && work.name !== wanted) continue
    const program = work.build(machine)
    let ours = Number.POSITIVE_INFINITY
    let theirs = Number.POSITIVE_INFINITY
    for (let round = 0; round < rounds; round++) {
      ours = Math.min(ours, measure(program))
      theirs = Math.min(theirs, await askPeer(peer, work))
    }
    const rate = work.flops > 0 ? `, ${(work.flops / ours / 1e6).toFixed(1)} GFLOPS` : ''
    const ratio = peer ? `, PyTorch ${theirs.toFixed(3)} ms, ratio ${(theirs / ours).toFixed(2)}` : ''
    console.log(`${threads} thread(s) ${work.name} ${work.size || ''}: ${ours.toFixed(3)} ms${rate}${ratio}`)
  }
  peer?.process.kill()
  machine.close()
}
