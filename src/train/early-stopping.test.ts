import { expect, test } from 'vitest'
import { Watch } from './early-stopping.ts'

const stops = (mode: 'min' | 'max', minDelta: number, values: readonly number[]): boolean[] => {
  const watch = new Watch({ monitor: 'loss', mode, minDelta, patience: 1 }, [], false)
  return values.map((loss, i) => watch.see({ epoch: i, loss, metrics: {} } as never, (() => 0) as never))
}

test('an epoch is better only where it is so by more than minDelta', () => {
  expect(stops('max', 0, [0.5, 0.75, 0.75])).toEqual([false, false, true])
  expect(stops('min', 0, [0.5, 0.25, 0.25])).toEqual([false, false, true])
  expect(stops('max', 0.25, [0.5, 0.875, 1.125])).toEqual([false, false, true])
  expect(stops('min', 0.25, [1.125, 0.75, 0.5])).toEqual([false, false, true])
})
