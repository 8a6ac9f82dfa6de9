import { afterEach, expect, test, vi } from 'vitest'
import { Machine } from './machine.ts'
import { Heap } from './memory.ts'
import { nodeWorkers } from './node-workers.ts'

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
