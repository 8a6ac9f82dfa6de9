import { Worker } from 'node:worker_threads'
import { afterEach, expect, test, vi } from 'vitest'
import { compileProduct } from './gemm/gemm.ts'
import { matrixProduct } from './gemm/product.ts'
import { Machine } from './machine.ts'
import { Heap } from './memory.ts'
import { nodeWorkers } from './node-workers.ts'

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

afterEach(() => {
  vi.unstubAllGlobals()
})

test('worker_threads are loaded with the first worker; a host that has none has no workers', () => {
  const asked: string[] = []
  const getBuiltinModule = (name: string): void => {
    asked.push(name)
  }
  vi.stubGlobal('process', { getBuiltinModule })
  const workers = nodeWorkers()!
  expect(asked).toEqual([])
  const machine = new Machine(new Heap({ shared: true }), { threads: 3, workers })
  machine.ensurePool()
  expect(asked).toEqual(['node:worker_threads'])
  expect(machine.statistics()).toMatchObject({
    ready: 0,
    lost: [expect.stringMatching(/^worker 0/)],
  })
  vi.stubGlobal('process', {})
  expect(nodeWorkers()).toBeUndefined()
})

/** As in Deno, the buffer in the worker is as long as when the memory came, until the worker grows it. */
const stale = `
  const unaware = (memory) => {
    let { buffer } = memory
    Object.defineProperty(memory, 'buffer', { get: () => buffer, configurable: true })
    memory.grow = (pages) => {
      delete memory.buffer
      return WebAssembly.Memory.prototype.grow.call(memory, pages)
    }
  }
  require('node:worker_threads').parentPort.once('message', (orders) => {
    unaware(orders.memory)
    serve(orders)
  })`

test('a worker that is not told that the memory grew finds programs all the same', async () => {
  const heap = new Heap({ shared: true })
  const machine = new Machine(heap, {
    threads: 2,
    workers: (source) => {
      const worker = new Worker(source + stale, { eval: true })
      return {
        post: (message) => worker.postMessage(message),
        onFailure: (report) => void worker.on('error', (error: Error) => report(error.message)),
        terminate: () => void worker.terminate(),
      }
    },
  })
  machine.ensurePool()
  while (machine.statistics().ready === 0) await pause(10)
  const { reserved } = heap.statistics()
  while (heap.statistics().reserved === reserved) heap.allocate('what fills the memory', 4096)
  const n = 128
  const program = machine.load(
    {
      kernels: [compileProduct(matrixProduct('product', 'float32', { m: n, n, k: n }))],
      steps: [{ kind: 'kernel', kernel: 0, args: 0 }],
    },
    3,
  )
  for (let i = 0; i < 3; i++) program.point(4 * i, heap.allocate('matrix', 4 * n * n))
  for (let i = 0; i < 20; i++) {
    program.run()
    await pause(5)
  }
  expect(machine.statistics()).toEqual({ ready: 1, lost: [] })
  machine.close()
})
