import { expect, test } from 'vitest'
import { Heap } from './memory.ts'
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
