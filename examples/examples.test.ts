import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => vi.restoreAllMocks())

test('moons.ts learns the moons', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  await import('./moons.ts')
  const last = String(log.mock.calls.at(-1)?.[0])
  expect(last).toMatch(/^accuracy [\d.]+ %$/)
  expect(Number(last.split(' ')[1])).toBeGreaterThan(98)
})
