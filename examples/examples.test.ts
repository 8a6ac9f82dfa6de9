import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => vi.restoreAllMocks())

/** What an example prints, line by line. */
async function printed(path: string): Promise<string[]> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  await import(path)
  return log.mock.calls.map(([line]) => String(line))
}

test('moons.ts learns the moons', async () => {
  const last = (await printed('./moons.ts')).at(-1)!
  expect(last).toMatch(/^accuracy [\d.]+ %$/)
  expect(Number(last.split(' ')[1])).toBeGreaterThan(98)
})

test('language-model.ts says the rhyme', async () => {
  expect((await printed('./language-model.ts')).at(-1)).toMatch(/^twinkle (twinkle )?little/)
})

test('pinn.ts solves the heat equation', async () => {
  expect(Number((await printed('./pinn.ts')).at(-1)!.split(': ')[1])).toBeLessThan(5e-3)
})

test('hamiltonian.ts finds the line', async () => {
  const [accepted, line] = await printed('./hamiltonian.ts')
  expect(Number(accepted!.split(' ')[1])).toBeGreaterThan(70)
  expect(line).toMatch(/^slope (1.9[6-9]|2.00), offset (0.9|1.[01])/)
})
