import { afterEach, expect, test, vi } from 'vitest'
import { peakFlops } from './peak.ts'
import { wide, widen } from './vectors.ts'

const before = wide()
afterEach(() => {
  widen(before)
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

/** What a host finds for the first time. */
async function measured(): Promise<number> {
  vi.resetModules()
  return (await import('./peak.ts')).peakFlops()
}

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

test('a clock that ticks ten times a millisecond, as in pages, is fine enough', async () => {
  const exact = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => Math.floor(10 * exact()) / 10)
  const coarse = await measured()
  vi.restoreAllMocks()
  const fine = await measured()
  expect(coarse / fine).toBeGreaterThan(1 / 3)
  expect(coarse / fine).toBeLessThan(3)
})

test('it is not known where WebAssembly is refused', async () => {
  vi.stubGlobal('WebAssembly', undefined)
  expect(await measured()).toBeNaN()
})
