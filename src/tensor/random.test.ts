import { expect, test } from 'vitest'
import { manualSeed, random } from './index.ts'

const f64 = { dtype: 'float64' } as const

test('random numbers repeat with the seed', () => {
  manualSeed(7)
  const a = random.randn([3]).toArray()
  const b = random.randn([3]).toArray()
  manualSeed(7)
  expect(random.randn([3]).toArray()).toEqual(a)
  expect(b).not.toEqual(a)
  const big = random.normal([20000], 1, 2, { key: random.key(1), ...f64 })
  expect(big.mean().item()).toBeCloseTo(1, 1)
  expect(big.sub(1).square().mean().item()).toBeCloseTo(4, 0)
  expect(new Set(random.permutation(100, { key: random.key(3) }).data()).size).toBe(100)
})
