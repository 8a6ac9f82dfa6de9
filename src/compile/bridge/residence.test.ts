import { expect, test } from 'vitest'
import { Heap } from '../../wasm/memory.ts'
import { Residence } from './residence.ts'

const type = { dtype: 'float32', shape: [2] } as const

test('values that nothing uses any more leave the heap, however small they are, many at a time', () => {
  const residence = new Residence(new Heap({ shared: false }))
  const holds = (n: number): void => {
    for (let i = 0; i < n; i++) {
      residence.begin()
      residence.hold(type, Float32Array.of(i, -i))
    }
  }
  holds(1)
  const each = residence.bytes
  holds(100_000)
  expect(residence.bytes / each).toBeLessThan(65_536)
  let looks = 0
  const { evict } = residence
  residence.evict = (...limits) => {
    looks++
    return evict.apply(residence, limits)
  }
  holds(50_000)
  expect(looks).toBeLessThan(6)
  expect(looks).toBeGreaterThan(1)
})

test('values that are used stay, and are seldom looked at', () => {
  const residence = new Residence(new Heap({ shared: false }))
  let looks = 0
  const { evict } = residence
  residence.evict = (...limits) => {
    looks++
    return evict.apply(residence, limits)
  }
  residence.begin()
  const slots = Array.from({ length: 150_000 }, (_, i) => residence.hold(type, Float32Array.of(i, -i)))
  expect(looks).toBeLessThan(12)
  expect(slots.every(({ value }) => value.slot)).toBe(true)
  // later they are not, and can be read all the same
  for (let run = 0; run < 20; run++) residence.begin()
  for (let i = 0; i < 20_000; i++) residence.hold(type, Float32Array.of(0, 0))
  expect(slots.filter(({ value }) => value.slot).length).toBeLessThan(65_536)
  expect(slots.every(({ value }, i) => value.read()[0] === i)).toBe(true)
})

test('a value that only its variable knew leaves the heap when that lets go of it, others stay', () => {
  const residence = new Residence(new Heap({ shared: false }))
  residence.begin()
  const slot = residence.hold(type, Float32Array.of(1, 2))
  const { bytes } = residence
  slot.value.drop()
  expect(residence.bytes).toBe(bytes)
  const next = residence.replace(slot)
  next.share()
  next.drop()
  expect(residence.bytes).toBe(bytes)
  expect([...next.read()]).toEqual([1, 2])
  const last = residence.replace(slot)
  last.drop()
  expect(residence.bytes).toBe(0)
  last.drop()
})
