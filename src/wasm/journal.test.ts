import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { compileProduct } from './gemm/gemm.ts'
import { matrixProduct } from './gemm/product.ts'
import { headerBytes } from './journal.ts'
import { KernelBuilder, keptAxes } from './kernel/builder.ts'
import { type CompiledKernel, compileLoop } from './kernel/generate.ts'
import { Machine } from './machine.ts'
import { Heap } from './memory.ts'
import { compileScatter } from './rows/scatter.ts'
import { control } from './sharing.ts'

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const n = 192
const size = n * n

/** w <- 0.999 w + a, of every number in place, row by row. */
function update(dtype: 'float32' | 'float64'): CompiledKernel {
  const k = new KernelBuilder(`update ${dtype}`, keptAxes([n, n]))
  const [w, a] = [k.input(dtype, [n, 1]), k.input(dtype, [0, 1])]
  k.output([n, 1], k.apply('add', k.apply('multiply', w, k.constant(dtype, 0.999)), a))
  return compileLoop(k.finish())
}

/** w <- w - a b / 1000, in place; rows or columns lie side by side, or nothing does. */
function product(strides: readonly number[]): CompiledKernel {
  const plain = matrixProduct('product', 'float32', { m: n, n, k: n })
  const input = (index: number) => ({
    kind: 'input' as const,
    input: index,
    dtype: 'float32' as const,
    args: [],
  })
  const line = (name: string, ...args: number[]) => ({
    kind: 'apply' as const,
    name,
    dtype: 'float32' as const,
    args,
  })
  return compileProduct({
    ...plain,
    epilogue: {
      inputs: [{ dtype: 'float32', strides }],
      outputs: [{ dtype: 'float32', strides, value: 4 }],
      body: [
        input(0),
        { kind: 'constant', value: -0.001, dtype: 'float32', args: [] },
        line('multiply', 0, 1),
        input(1),
        line('add', 2, 3),
      ],
    },
  })
}

const adding = compileScatter({
  name: 'adding',
  dtype: 'float32',
  combination: 'add',
  batch: 1,
  elements: size,
  updates: 4 * n,
  indexed: [{ extent: n, stride: n }],
  window: [{ extent: n, stride: 1 }],
})

/** Steps of updates in place on a machine of `threads`: runs them, and leaves what is in memory then. */
function updates(heap: Heap, machine: Machine): () => readonly ArrayLike<number>[] {
  const products = [
    [0, n, 1],
    [0, 1, n],
    [0, 2 * n, 2],
  ].map(product)
  const kernels = [update('float32'), update('float64'), ...products, adding]
  const names = ['a', 'b', 'w', 'a64', 'w64', 'indices', 'table', 'rows']
  const types = [
    'float32',
    'float32',
    'float32',
    'float64',
    'float64',
    'int32',
    'float32',
    'float32',
  ] as const
  const lengths = [size, size, 2 * size, size, size, 4 * n, size, 4 * size]
  const at = names.map((name, i) => heap.allocate(name, 8 * lengths[i]! + 64))
  const [a, b, w, a64, w64, indices, table, rows] = at as number[]
  const args = [
    [w, a, w],
    [w64, a64, w64],
    [a, b, w, w],
    [a, b, w, w],
    [a, b, w, w],
    [indices, rows, table],
  ] as number[][]
  const starts = args.map((_, i) => 4 * args.slice(0, i).flat().length)
  const steps = Array.from({ length: 48 }, (_, i) => ({
    kind: 'kernel' as const,
    kernel: i % 6,
    args: starts[i % 6]!,
  }))
  const program = machine.load({ kernels, steps, inPlace: new Set([0, 1, 2, 3, 4]) }, args.flat().length)
  args.flat().forEach((address, i) => {
    program.point(4 * i, address)
  })
  return () => {
    at.forEach((address, i) => {
      heap.view(types[i]!, address, lengths[i]!).forEach((_, k, all) => {
        all[k] = types[i] === 'int32' ? (k * 7) % n : Math.sin(k + i)
      })
    })
    program.run()
    return at.map((address, i) => heap.view(types[i]!, address, lengths[i]!).slice() as ArrayLike<number>)
  }
}

// how many workers die; more of them: NABLA_TEST_KILLS=200
const kills = Number(process.env['NABLA_TEST_KILLS'] ?? 6)

test('what a worker wrote over before it died is put back, and done again', {
  timeout: 20_000 + 4000 * kills,
}, async () => {
  const heap = new Heap({ shared: true })
  const alone = new Machine(heap)
  const want = updates(heap, alone)()
  let late = 0
  for (let round = 0; round < kills; round++) {
    const machine = new Machine(heap, {
      threads: 2,
      workers: (source) => {
        const listen = "require('node:worker_threads').parentPort.once('message', serve)"
        const worker = new Worker(`${source}\n${listen}`, { eval: true })
        return {
          post: (message) => worker.postMessage(message),
          onFailure: (report) => void worker.on('error', (error: Error) => report(error.message)),
          terminate: () => void worker.terminate(),
        }
      },
    })
    machine.ensurePool()
    for (let i = 0; i < 500 && machine.statistics().ready < 1; i++) await pause(5)
    const run = updates(heap, machine)
    for (let i = 0; i < 3; i++) run()
    // its journal ends early, and it with it, somewhere in a tile
    const scratch = heap.view('int32', control.claims + 16, 1)[0]!
    const header = heap.view('uint32', scratch - headerBytes, headerBytes / 4) as Uint32Array
    const [beginning] = header.subarray(-4)
    header[headerBytes / 4 - 2] = beginning! + 32 * (1 + ((round * 7919) % 5000))
    const before = machine.statistics().ready
    // on a busy machine it may take some runs until a worker has much of one
    for (let i = 0; i < 20 && machine.statistics().ready === before; i++)
      run().forEach((found, k) => {
        const wanted = want[k]!
        for (let j = 0; j < wanted.length; j++)
          if (found[j] !== wanted[j])
            expect({ round, k, j, found: found[j] }).toEqual({ round, k, j, found: wanted[j] })
      })
    if (machine.statistics().ready < before) late++
    machine.close()
  }
  expect(late).toBeGreaterThan(0)
})
