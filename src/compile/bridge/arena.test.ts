import { expect, test } from 'vitest'
import { Machine } from '../../wasm/machine.ts'
import { Heap } from '../../wasm/memory.ts'
import { Arena } from './arena.ts'

test('it is one slot, however it grows, and gives back nothing but that', () => {
  const heap = new Heap({ shared: false })
  const arena = new Arena(new Machine(heap))
  arena.reserve(1000, 'a')
  const { version } = arena
  arena.reserve(999, 'b')
  expect(arena.version).toBe(version)
  arena.reserve(100_000, 'c')
  expect(arena.version).not.toBe(version)
  expect(heap.statistics().slots).toBe(1)
  expect(arena.bytes).toBe(100_000)
  const { address } = arena
  arena.release()
  expect(arena.bytes).toBe(0)
  // others stand there now
  expect(heap.allocate('another', 100_000)).toBe(address)
  arena.release()
  expect(heap.statistics().slots).toBe(1)
})
