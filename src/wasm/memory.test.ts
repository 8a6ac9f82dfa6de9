import { expect, test } from 'vitest'
import { numbers } from '../../test/support/derivatives.ts'
import { Heap, lowMemory } from './memory.ts'

const page = 65536

test.each([true, false])(
  'slots lie apart in the heap, shared: %s, and what is given back is whole again',
  (shared) => {
    const heap = new Heap({ shared, limit: 64 * page })
    expect([heap.shared, heap.maximumPages, heap.statistics().reserved]).toEqual([shared, 64, 2 * page])
    const slots = new Map<number, number>()
    let [used, peak] = [0, 0]
    for (const x of numbers(400, 3)) {
      const addresses = [...slots.keys()]
      const address = addresses[Math.floor(Math.abs(x) * 1e4) % 40]
      if (address !== undefined && x > 0) {
        heap.release(address)
        used -= slots.get(address)!
        slots.delete(address)
      } else {
        const bytes = Math.floor(Math.abs(x) * 1e5) % 7 === 0 ? 64 : Math.ceil(Math.abs(x) * 3e4)
        const size = Math.ceil(bytes / 64) * 64
        slots.set(heap.allocate('slot', bytes), size)
        used += size
        peak = Math.max(peak, used)
      }
      const { reserved, ...told } = heap.statistics()
      expect(told).toEqual({ used, peak, slots: slots.size })
      let end: number = lowMemory.heap
      for (const [at, size] of [...slots].sort(([a], [b]) => a - b)) {
        expect(at % 64).toBe(0)
        expect(at).toBeGreaterThanOrEqual(end)
        end = at + size
      }
      // kernels may read beyond the end of a slot
      expect(end + 64).toBeLessThanOrEqual(reserved)
    }
    for (const address of slots.keys()) heap.release(address)
    const { reserved } = heap.statistics()
    expect(reserved).toBeGreaterThan(2 * page)
    expect(heap.memory.buffer.byteLength).toBe(reserved)
    expect(heap.allocate('all', reserved - lowMemory.heap - 64)).toBe(lowMemory.heap)
    expect(heap.statistics().reserved).toBe(reserved)
  },
)

test('the smallest free stretch that is large enough is taken', () => {
  const heap = new Heap({ shared: false, limit: 64 * page })
  const sizes = [256, 64, 128, 64, 192, 64]
  const at = sizes.map((size, i) => heap.allocate(`slot ${i}`, size))
  for (const i of [0, 2, 4]) heap.release(at[i]!)
  expect(heap.allocate('192', 150)).toBe(at[4])
  expect(heap.allocate('128', 128)).toBe(at[2])
  expect(heap.allocate('256', 200)).toBe(at[0])
  expect(heap.allocate('behind', 1)).toBe(at[5]! + 64)
  // no slots: nothing happens
  const before = heap.statistics()
  heap.release(at[0]! + 64)
  heap.release(0)
  expect(heap.statistics()).toEqual(before)
})

test('it grows from the end of what is used, by a quarter or what is needed, and says so', () => {
  const heap = new Heap({ shared: false, limit: 64 * page })
  const first = heap.allocate('first', 64)
  expect(heap.version).toBe(0)
  expect(heap.allocate('large', 20 * page)).toBe(first + 64)
  expect(heap.version).toBe(1)
  const { reserved } = heap.statistics()
  expect(reserved - 20 * page).toBeLessThanOrEqual(2 * page)
  heap.allocate('small', 2 * page)
  expect(heap.statistics().reserved).toBe(reserved + page * Math.floor(reserved / page / 4))
  // all but 2 pages: a quarter is not to be had any more
  heap.allocate('rest', 34 * page)
  expect(() => heap.allocate('too much', 8 * page)).toThrow(/too much needs 0.5 MiB, but 3/)
  expect(heap.allocate('the last page', page)).toBeGreaterThan(0)
})

test('constants are kept once, in memory of their own, as long as there is room', () => {
  const heap = new Heap({ shared: false })
  const bytes = (n: number): Uint8Array => new Uint8Array(Int32Array.of(n, n >> 8, 3, 4).buffer)
  const room = (lowMemory.constantsEnd - lowMemory.constants) / 16
  const loads = Array.from({ length: room }, (_, n) => heap.constants.load(bytes(n)))
  expect(loads).not.toContain(undefined)
  expect(heap.constants.load(bytes(room))).toBeUndefined()
  expect(heap.constants.load(bytes(5))).toBe(loads[5])
  expect(heap.view('int32', lowMemory.constants + 16 * 5, 8)).toEqual(Int32Array.of(5, 0, 3, 4, 6, 0, 3, 4))
})
