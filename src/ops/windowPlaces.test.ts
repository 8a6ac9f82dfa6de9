import { expect, test } from 'vitest'
import { someEmpty, type WindowPlaces } from './windowPlaces.ts'

/** Windows of `window` elements along one axis of `extent`. */
const along = (extent: number, window: number, motion: Partial<Record<keyof WindowPlaces, number>> = {}) => {
  const { stride = 1, low = 0, high = 0, dilation = 1, baseDilation = 1 } = motion
  return someEmpty({
    extents: [extent],
    window: [window],
    stride: [stride],
    low: [low],
    high: [high],
    dilation: [dilation],
    baseDilation: [baseDilation],
  })
}

test.each([
  ['without padding', along(4, 2), false],
  ['that reach over both edges', along(4, 3, { low: 1, high: 1 }), false],
  ['of which the first is before the tensor', along(4, 2, { low: 2 }), true],
  ['of which the last begins where the tensor ends', along(4, 1, { stride: 4, high: 1 }), true],
  ['whose taps pass over a short tensor', along(1, 2, { low: 1, high: 1, dilation: 2 }), true],
  ['between elements that are spaced out', along(3, 1, { baseDilation: 2 }), true],
  ['wide enough for elements that are spaced out', along(3, 2, { baseDilation: 2 }), false],
  ['over nothing', along(0, 1, { low: 1 }), true],
] as const)('windows %s', (_, found, isEmpty) => {
  expect(found).toBe(isEmpty)
})
