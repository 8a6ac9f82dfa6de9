import { expect, test } from 'vitest'
import { KernelBuilder } from './kernel/builder.ts'
import { compileLoop } from './kernel/generate.ts'
import { Machine } from './machine.ts'
import { Heap } from './memory.ts'
import { nodeWorkers } from './node-workers.ts'
import { control } from './sharing.ts'
import { WorkerPool } from './threads.ts'

test('each worker that fails is one less that is ready, whichever it is', () => {
  for (let failing = 0; failing < 3; failing++) {
    const reports: ((reason: string) => void)[] = []
    const heap = new Heap({ shared: true })
    const pool = new WorkerPool(heap, 3, 64, () => ({
      post() {},
      onFailure: (report) => void reports.push(report),
      terminate() {},
    }))
    expect(pool.ready).toBe(0)
    heap.view('int32', control.ready, 1)[0] = 3
    expect(pool.ready).toBe(3)
    reports[failing]!('exited')
    reports[failing]!('exited again')
    expect(pool.statistics()).toEqual({ ready: 2, lost: [`worker ${failing}: exited`] })
    pool.expel((failing + 1) % 3, false)
    expect(pool.statistics().lost).toContain(`worker ${(failing + 1) % 3}: gave no answer for long`)
    pool.close()
  }
})

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

test('workers that a host does not end by force end when they are told that all is closed; what is loaded runs on', async () => {
  const heap = new Heap({ shared: true })
  const ends: string[] = []
  const machine = new Machine(heap, {
    threads: 3,
    workers: (source) => {
      const { post, onFailure } = nodeWorkers()!(source)
      onFailure((reason) => ends.push(reason))
      return { post, onFailure: () => {}, terminate: () => {} }
    },
  })
  const k = new KernelBuilder('twice', [{ extent: 200_000, reduced: false }])
  const x = k.input('float32', [1])
  k.output([1], k.apply('add', x, x))
  const steps = [{ kind: 'kernel', kernel: 0, args: 0 }] as const
  const program = machine.load({ kernels: [compileLoop(k.finish())], steps }, 2)
  const [from, to] = [heap.allocate('x', 800_000), heap.allocate('twice x', 800_000)]
  program.point(0, from)
  program.point(4, to)
  while (machine.statistics().ready < 2) await pause(2)
  const doubled = (value: number): boolean => {
    heap.view('float32', from, 200_000).fill(value)
    program.run()
    return heap.view('float32', to, 200_000).every((y) => y === 2 * value)
  }
  expect(doubled(1)).toBe(true)
  // they sleep by now
  await pause(20)
  machine.close()
  for (let wait = 0; wait < 1000 && ends.length < 2; wait++) await pause(5)
  expect(ends).toEqual(['exited with code 0', 'exited with code 0'])
  expect(machine.statistics()).toEqual({ ready: 0, lost: [] })
  expect(doubled(3)).toBe(true)
  program.release()
  // the thread's own scratch, and the two tensors
  expect(heap.statistics().slots).toBe(3)
}, 20_000)
