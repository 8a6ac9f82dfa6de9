import { afterEach, expect, test } from 'vitest'
import { peakFlops } from './peak.ts'
import { wide, widen } from './vectors.ts'

const before = wide()
afterEach(() => {
  widen(before)
})

test('the most that a thread can do is measured once for each width of vectors', () => {
  widen(false)
  const narrow = peakFlops()
  expect(narrow).toBeGreaterThan(1e8)
  if (!widen(true)) return
  const most = peakFlops()
  expect(most).not.toBe(narrow)
  expect(peakFlops()).toBe(most)
  widen(false)
  expect(peakFlops()).toBe(narrow)
})
