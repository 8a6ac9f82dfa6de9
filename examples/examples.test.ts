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

/** The number behind a word of the last line that an example prints. */
const lastNumber = async (path: string, word: string): Promise<number> =>
  Number((await printed(path)).at(-1)!.split(word)[1]!.trim().split(' ')[0])

// what is drawn from a normal distribution, without having learned, is 0.29 from the data
test('diffusion.ts draws moons', { timeout: 60_000 }, async () => {
  expect(await lastNumber('./diffusion.ts', 'are')).toBeLessThan(0.18)
})

test('flow.ts learns a density', { timeout: 60_000 }, async () => {
  expect(await lastNumber('./flow.ts', 'are')).toBeLessThan(0.06)
})

test('segmentation.ts finds discs', { timeout: 60_000 }, async () => {
  expect(await lastNumber('./segmentation.ts', 'union')).toBeGreaterThan(65)
})
