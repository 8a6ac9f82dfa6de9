import { expect, test } from 'vitest'
import { merged, volume } from './axes.ts'

test('neighbours that all strides walk along are one axis', () => {
  const axes = [
    { extent: 2, a: 60, b: 12 },
    { extent: 1, a: 7, b: 7 },
    { extent: 3, a: 20, b: 4 },
    { extent: 4, a: 5, b: 1 },
  ]
  expect(merged(axes, ({ a }) => [a])).toEqual([{ extent: 24, a: 5, b: 1 }])
  expect(merged(axes, ({ a, b }) => [a, b])).toEqual([{ extent: 24, a: 5, b: 1 }])
  const apart = axes.with(3, { extent: 4, a: 5, b: 2 })
  expect(merged(apart, ({ a, b }) => [a, b])).toEqual([{ extent: 6, a: 20, b: 4 }, apart[3]])
  expect(merged([{ extent: 1 }], () => [])).toEqual([])
  expect(volume(axes)).toBe(24)
  expect(volume([])).toBe(1)
})
