import { Worker } from 'node:worker_threads'
import { afterAll, describe, expect, test } from 'vitest'
import { i32 } from './assembler/index.ts'
import { type CompiledKernel, kernelParameters } from './kernel/generate.ts'
import { Machine } from './machine.ts'
import { Heap } from './memory.ts'
import { nodeWorkers } from './node/workers.ts'
import { patienceFor } from './sharing.ts'
import type { WorkerFactory } from './threads.ts'

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const machines: Machine[] = []
afterAll(() => {
  for (const machine of machines) machine.close()
})

interface Slow {
  /** Millions of turns that the main thread, and a worker, takes for a tile. */
  readonly turns: readonly [number, number]
  readonly flops: number
  readonly fails?: boolean
}

/** A kernel of two tiles, which write their number plus 1; a worker may fail instead. */
const slowKernel = ({ turns, flops, fails }: Slow): CompiledKernel => ({
  name: 'slow',
  tiles: 2,
  scratchBytes: 0,
  flops,
  bytes: 0,
  emit: ({ module }) =>
    module.function('slow', kernelParameters, 'void', (f, args, begin, end, scratch) =>
      f.for(begin, end, 1, (tile) => {
        // only a worker has a journal
        const isWorker = f.let(i32.ne(i32.load(i32.sub(scratch, 16)), 0))
        if (fails) f.if(isWorker, () => f.unreachable())
        const to = f.let(i32.add(i32.load(args), i32.shl(tile, 2)))
        const millions = f.copy(i32.const(turns[0]))
        f.if(isWorker, () => f.set(millions, turns[1]))
        f.for(0, millions, 1, () => {
          // a store, so that no engine leaves the loop out
          f.for(0, 1_000_000, 1, (turn) => f.emit(i32.store(to, turn)))
        })
        f.emit(i32.store(to, i32.add(tile, 1)))
      }),
    ),
})

/** Runs a slow kernel together with a worker; leaves what the tiles wrote, and who is lost. */
async function run(slow: Slow, workers: WorkerFactory = nodeWorkers) {
  const heap = new Heap({ shared: true })
  const machine = new Machine(heap, { threads: 2, workers })
  machines.push(machine)
  machine.warmUp()
  while (machine.statistics().ready < 1) await pause(5)
  const steps = [{ kind: 'kernel', kernel: 0, args: 0 }] as const
  const warm = machine.load({ kernels: [slowKernel({ ...slow, turns: [10, 0], fails: false })], steps }, 1)
  const program = machine.load({ kernels: [slowKernel(slow)], steps }, 1)
  const to = heap.allocate('tiles', 8)
  for (const each of [warm, program]) each.point(0, to)
  const { ready } = machine.statistics()
  const start = performance.now()
  for (let round = 0; round < 20 && machine.statistics().ready === ready; round++) {
    heap.view('int32', to, 2).fill(0)
    program.run()
    if (!slow.fails) break
  }
  return { found: [...heap.view('int32', to, 2)], took: performance.now() - start, ...machine.statistics() }
}

describe('a worker', () => {
  test('that takes long for a tile is waited for, as its kernel has much to do', async () => {
    const { found, lost } = await run({ turns: [10, 12_000], flops: 1e10 })
    expect(found).toEqual([1, 2])
    expect(lost).toEqual([])
  }, 60_000)

  test('that hangs is ended, and its tile run again without it', async () => {
    const ended: Worker[] = []
    const { found, took, lost } = await run({ turns: [10, 1_000_000], flops: 100 }, (source) => {
      const listen = "require('node:worker_threads').parentPort.once('message', serve)"
      const worker = new Worker(`${source}\n${listen}`, { eval: true })
      return {
        post: (message) => worker.postMessage(message),
        onFailure: () => {},
        terminate: () => {
          ended.push(worker)
          void worker.terminate()
        },
      }
    })
    expect(found).toEqual([1, 2])
    expect(took).toBeGreaterThan(1900)
    expect(lost).toEqual(['worker 0: gave no answer for long'])
    expect(ended).toHaveLength(1)
  }, 60_000)

  test('that fails in a tile is not waited for', async () => {
    const { found, took, ready } = await run({ turns: [10, 0], flops: 100, fails: true })
    expect(found).toEqual([1, 2])
    expect(ready).toBe(0)
    expect(took).toBeLessThan(1900)
  }, 60_000)
})

test('patience grows with what a kernel has to do', () => {
  expect(patienceFor({ flops: 0, bytes: 0 })).toBe(2000)
  expect(patienceFor({ flops: 3e9, bytes: 0 })).toBeGreaterThan(60_000)
  expect(patienceFor({ flops: 1e30, bytes: 0 })).toBeLessThan(2 ** 31)
})
