import { expect, test } from 'vitest'
import { profileTable } from './profile-table.ts'

test('of what took no time by a coarse clock no rates are told', () => {
  const kernels = Array.from({ length: 50 }, (_, i) => ({
    name: `add_${i}`,
    results: 'add f32[8]',
    calls: 1,
    milliseconds: 0,
    flops: i % 2,
    bytes: 32,
    shareOfPeak: 0,
    source: undefined,
  }))
  const asides = [{ name: 'compiled', calls: 1, milliseconds: 0, bytes: 0 } as const]
  const profile = { kernels, asides, milliseconds: 0, peakFlops: 1e10, threads: 1 }
  const table = profileTable(profile, 100)
  expect(table).toMatch(/0.000 +- +1 +- +0% +- +add_0/)
  expect(table).not.toMatch(/NaN|Infinity/)
})
