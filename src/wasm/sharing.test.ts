import { Worker } from 'node:worker_threads'
import { afterAll, describe, expect, test } from 'vitest'
import { drop, i32, i64, wait32 } from './assembler/index.ts'
import { compileProduct } from './gemm/gemm.ts'
import { matrixProduct } from './gemm/product.ts'
import { header, headerBytes, journalBytes } from './journal.ts'
import { type CompiledKernel, kernelParameters } from './kernel/generate.ts'
import { Machine } from './machine.ts'
import { Heap } from './memory.ts'
import { nodeWorkers } from './node-workers.ts'
import { claimOf, control } from './sharing.ts'
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
  /** Nanoseconds that a worker sleeps in a tile. */
  readonly sleeps?: bigint
}

/** A kernel of two tiles, which write their number plus 1; a worker may fail instead. */
const slowKernel = ({ turns, flops, fails, sleeps = 0n }: Slow): CompiledKernel => ({
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
        f.if(isWorker, () => f.emit(drop(wait32(to, 0, i64.const(sleeps)))))
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
async function run(slow: Slow, workers: WorkerFactory = nodeWorkers()!) {
  const heap = new Heap({ shared: true })
  const machine = new Machine(heap, { threads: 2, workers })
  machines.push(machine)
  machine.ensurePool()
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
    const { found, lost } = await run({ turns: [10, 0], sleeps: 3_000_000_000n, flops: 1e10 })
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

test('patience is for as many tiles as a worker takes at once', () => {
  expect(claimOf({ tiles: 4, flops: 0, bytes: 0 })).toEqual({ most: 4, patience: 2000 })
  // one tile that takes long
  expect(claimOf({ tiles: 1, flops: 1e10, bytes: 0 }).patience).toBeGreaterThan(60_000)
  expect(claimOf({ tiles: 2, flops: 1e30, bytes: 0 }).patience).toBeLessThan(2 ** 31)
  // many small ones: a product of 8192 x 8192 in the tiles that it has
  const product = compileProduct(matrixProduct('product', 'float32', { m: 8192, n: 8192, k: 8192 }))
  const { most, patience } = claimOf(product)
  expect(most).toBeLessThan(product.tiles / 10)
  expect(patience).toBeLessThan(15_000)
})

/** Threads that take part in a step of 64 tiles take what is theirs of it, not half. */
test('the first of four threads takes a fourth', async () => {
  const heap = new Heap({ shared: true })
  const machine = new Machine(heap, { threads: 4, workers: nodeWorkers()! })
  machines.push(machine)
  machine.ensurePool()
  while (machine.statistics().ready < 3) await pause(5)
  const kernel: CompiledKernel = {
    ...slowKernel({ turns: [0, 0], flops: 100 }),
    tiles: 64,
    // the length of the longest claim
    emit: ({ module }) =>
      module.function('claims', kernelParameters, 'void', (f, args, begin, end) => {
        const to = f.let(i32.load(args))
        const length = f.let(i32.sub(end, begin))
        f.if(i32.gtS(length, i32.load(to)), () => f.emit(i32.store(to, length)))
      }),
  }
  const program = machine.load({ kernels: [kernel], steps: [{ kind: 'kernel', kernel: 0, args: 0 }] }, 1)
  const to = heap.allocate('longest claim', 4)
  program.point(0, to)
  heap.view('int32', to, 1).fill(0)
  program.run()
  expect(heap.view('int32', to, 1)[0]).toBe(16)
})

/**
 * A step of 6 tiles, each of which counts its runs, with two workers that do nothing: in the main thread's first tile one takes
 * tile 2, and the workers stand still in these states.
 */
function stalled(...states: readonly number[]): { runs: number[]; lost: readonly string[] } {
  const heap = new Heap({ shared: true })
  const machine = new Machine(heap, {
    threads: 3,
    workers: () => ({ post: () => {}, onFailure: () => {}, terminate: () => {} }),
  })
  const scratch = heap.allocate('scratch of a worker', headerBytes + journalBytes) + headerBytes
  heap.view('int32', scratch - headerBytes, headerBytes / 4).set(header(scratch))
  const kernel: CompiledKernel = {
    ...slowKernel({ turns: [0, 0], flops: 100 }),
    tiles: 6,
    emit: ({ module }) =>
      module.function('counting', kernelParameters, 'void', (f, args, begin, end) =>
        f.for(begin, end, 1, (tile) => {
          const count = f.let(i32.add(i32.load(args), i32.shl(tile, 2)))
          f.emit(i32.store(count, i32.add(i32.load(count), 1)))
          f.if(i32.eqz(tile), () => {
            f.emit(i32.store(control.ticket, i32.sub(i32.load(control.ticket), 1)))
            for (const [worker, state] of states.entries()) {
              const words = [state, 2, 1, i32.load(control.sequence), scratch]
              words.forEach((word, i) => {
                f.emit(i32.store(control.claims + 64 * worker, word, 4 * i))
              })
            }
          })
        }),
      ),
  }
  const program = machine.load({ kernels: [kernel], steps: [{ kind: 'kernel', kernel: 0, args: 0 }] }, 1)
  const runs = heap.allocate('runs', 24)
  heap.view('int32', runs, 6).fill(0)
  // what an earlier claim of a worker that has not begun wrote over, in this place, is no longer to be put back
  if (states.length === 1) heap.view('int32', scratch, 5).set([runs + 20, (1 << 8) | 4, 0, 0, 99])
  heap.view('int32', control.ready, 1)[0] = 2
  program.point(0, runs)
  program.run()
  return { runs: [...heap.view('int32', runs, 6)], lost: machine.statistics().lost }
}

const expelled = (...workers: number[]): string[] =>
  workers.map((n) => `worker ${n}: gave no answer for long`)

test('a worker that stands still where it takes tiles is not counted for those of another', () => {
  expect(stalled(4, 1)).toEqual({ runs: [1, 1, 1, 1, 1, 1], lost: expelled(1) })
}, 20_000)

test('a worker that stands still after it has taken tiles, before it says so, has them run again', () => {
  expect(stalled(4)).toEqual({ runs: [1, 1, 1, 1, 1, 1], lost: expelled(0) })
}, 20_000)

test('two workers that stand still where they take tiles, of whom nobody knows which has them, are an error', () => {
  expect(() => stalled(4, 4)).toThrow(/unreachable/)
}, 20_000)
