import { afterAll, expect, test } from 'vitest'
import { ModuleBuilder } from '../assembler/index.ts'
import { noConstants } from '../emission.ts'
import { features } from '../features.ts'
import { Machine } from '../machine.ts'
import { Heap } from '../memory.ts'
import { nodeWorkers } from '../node-workers.ts'
import { webAssembly } from '../webassembly.ts'
import { compileProduct } from './gemm.ts'
import { planProduct } from './plan.ts'
import { matrixProduct } from './product.ts'

// columns that are packed as a whole for many tiles of rows
const [m, n, k] = [256, 64, 256]
const product = matrixProduct('product', 'float32', { m, n, k }, { b: true })
const kernel = compileProduct(product)
const machines: Machine[] = []
afterAll(() => {
  for (const machine of machines) machine.close()
})

test('columns that one tile packed serve the next, until somebody says that they are others', () => {
  expect(planProduct(product)).toMatchObject({ packB: 'whole', columnBlocks: 1 })
  const module = new ModuleBuilder()
  const pages = 32
  module.importMemory({ shared: false, minimum: pages, maximum: pages })
  module.export('kernel', kernel.emit({ module, fma: features().fma, constants: noConstants }))
  const memory = new webAssembly.Memory({ initial: pages, maximum: pages })
  const instance = new webAssembly.Instance(new webAssembly.Module(module.encode()), { env: { memory } })
  const [a, b, c, scratch] = [1 << 16, 1 << 19, 3 << 18, 1 << 20]
  new Int32Array(memory.buffer, 1024, 3).set([a, b, c])
  new Float32Array(memory.buffer, a, m * k).fill(1)
  const columns = new Float32Array(memory.buffer, b, n * k)
  const packed = new Int32Array(memory.buffer, scratch - 4, 1)
  /** The first number of the rows that a tile computes. */
  const sumOf = (tile: number, value: number): number => {
    columns.fill(value)
    const results = new Float32Array(memory.buffer, c, m * n).fill(0)
    instance.exports['kernel']!(1024, tile, tile + 1, scratch)
    return results.find((sum) => sum !== 0)!
  }
  expect(sumOf(0, 1)).toBe(k)
  expect(sumOf(1, 2)).toBe(k)
  packed[0] = 0
  expect(sumOf(2, 2)).toBe(2 * k)
})

test.each([1, 2, 3])('%i threads pack the columns of each run anew', async (threads) => {
  const heap = new Heap({ shared: true })
  const machine = new Machine(heap, { threads, workers: nodeWorkers()! })
  machines.push(machine)
  if (threads > 1) machine.ensurePool()
  while (machine.statistics().ready < threads - 1) await new Promise((done) => setTimeout(done, 5))
  // twice in a program, of other columns
  const steps = [0, 12].map((args) => ({ kind: 'kernel', kernel: 0, args }) as const)
  const program = machine.load({ kernels: [kernel], steps }, 6)
  const [a, b, d, c, e] = [m * k, n * k, n * k, m * n, m * n].map((size) => heap.allocate('tensor', 4 * size))
  ;[a!, b!, c!, a!, d!, e!].forEach((address, i) => {
    program.point(4 * i, address)
  })
  heap.view('float32', a!, m * k).fill(1)
  for (let run = 1; run < 200; run++) {
    heap.view('float32', b!, n * k).fill(run)
    heap.view('float32', d!, n * k).fill(-run)
    program.run()
    for (const [results, value] of [
      [c!, run],
      [e!, -run],
    ] as const)
      expect(heap.view('float32', results, m * n).every((sum) => sum === k * value)).toBe(true)
  }
})
