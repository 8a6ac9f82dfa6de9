import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { ModuleBuilder } from './assembler/index.ts'
import { noConstants } from './emission.ts'
import { features } from './features.ts'
import { compileProduct } from './gemm/gemm.ts'
import { matrixProduct } from './gemm/product.ts'
import { header, headerBytes, putBack, renew } from './journal.ts'
import { KernelBuilder, keptAxes } from './kernel/builder.ts'
import { type CompiledKernel, compileLoop } from './kernel/generate.ts'
import { Machine } from './machine.ts'
import { Heap } from './memory.ts'
import { compileScatter } from './rows/scatter.ts'
import { control } from './sharing.ts'
import { wide } from './vectors.ts'
import { instantiate, webAssembly } from './webassembly.ts'

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

const kinds = [
  update('float32'),
  update('float64'),
  product([0, n, 1]),
  product([0, 1, n]),
  product([0, 2 * n, 2]),
  adding,
]

/** Steps of updates in place on a machine of `threads`: runs them, and leaves what is in memory then. */
function updates(heap: Heap, machine: Machine): () => readonly ArrayLike<number>[] {
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
    kernel: i % kinds.length,
    args: starts[i % kinds.length]!,
  }))
  const program = machine.load(
    { kernels: kinds, steps, inPlace: new Set([0, 1, 2, 3, 4]) },
    args.flat().length,
  )
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

test.each(kinds.map((kernel, i) => [i, kernel] as const))(
  'a tile of kernel %i can be put back and done again',
  (i, kernel) => {
    const module = new ModuleBuilder(undefined, wide())
    const pages = 64
    module.importMemory({ shared: false, minimum: pages, maximum: pages })
    const target = { module, fma: features().fma, constants: noConstants }
    module.export('plain', kernel.emit(target))
    module.export('journaled', kernel.emit({ ...target, journaled: true }))
    const undo = module.function('undo', ['i32'], 'void', (f, scratch) => {
      putBack(f, scratch)
      renew(f, scratch)
    })
    module.export('undo', undo)
    const memory = new webAssembly.Memory({ initial: pages, maximum: pages })
    const { plain, journaled, undo: back } = instantiate(module.encode(), { env: { memory } })
    const [pointers, operands, results, scratch] = [1024, 4096, 1 << 20, 2 << 20]
    const journal = scratch + (1 << 19)
    const words = new Int32Array(memory.buffer)
    const floats = i === 1 ? new Float64Array(memory.buffer) : new Float32Array(memory.buffer)
    // places of a scatter come first: whole numbers
    const given =
      i === 5 ? [operands, operands + (1 << 16), results] : [operands, operands + (1 << 18), results, results]
    if (i < 2) given.splice(0, 2, results, operands)
    words.set(given, pointers / 4)
    for (let k = operands / floats.BYTES_PER_ELEMENT; k < scratch / floats.BYTES_PER_ELEMENT; k++)
      floats[k] = Math.sin(k)
    if (i === 5) for (let k = 0; k < 4 * n; k++) words[operands / 4 + k] = (k * 7) % n
    words.set(header(journal), (scratch - headerBytes) / 4)
    const bytes = new Uint8Array(memory.buffer, operands, scratch - headerBytes - operands)
    for (let tile = 0; tile < kernel.tiles; tile++) {
      const before = bytes.slice()
      plain!(pointers, tile, tile + 1, scratch)
      const after = bytes.slice()
      expect(after).not.toEqual(before)
      bytes.set(before)
      journaled!(pointers, tile, tile + 1, scratch)
      expect(after.every((byte, k) => bytes[k] === byte)).toBe(true)
      back!(scratch)
      expect(before.every((byte, k) => bytes[k] === byte)).toBe(true)
      bytes.set(after)
    }
  },
)
