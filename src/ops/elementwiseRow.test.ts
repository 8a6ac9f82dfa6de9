import { beforeEach, expect, test, vi } from 'vitest'
import type { Node, Op } from '../graph/node.ts'

beforeEach(() => vi.resetModules())

/** Builds the partial derivatives of all rows of a table; throws where one names an operation that is not loaded. */
async function differentiate(table: object): Promise<number> {
  const { parameter } = await import('../graph/leaves.ts')
  const { apply, none } = await import('../graph/node.ts')
  let built = 0
  for (const row of Object.values(table) as Op[]) {
    if (!row.partials) continue
    const params = row.name === 'polygamma' ? { order: 1 } : none
    const inputs = Array.from({ length: row.elementwise!.arity }, () =>
      parameter({ dtype: 'float64', shape: [2] }, 0, 'test'),
    )
    built += row.partials(apply(row, inputs, params) as Node).length
  }
  return built
}

test('derivatives of elementwise rows name no other table', async () => {
  const { elementwise } = await import('./elementwise.ts')
  expect(await differentiate(elementwise)).toBe(35)
  const { vocabulary } = await import('./partials.ts')
  for (const name of ['erf', 'lgamma', 'power']) expect(vocabulary.has(name)).toBe(false)
})

test('derivatives of powers need elementwise rows only', async () => {
  await import('./elementwise.ts')
  const { powers } = await import('./power.ts')
  expect(await differentiate(powers)).toBe(2)
})

test('derivatives of sine and cosine name each other', async () => {
  await import('./elementwise.ts')
  const { trigonometric } = await import('./trigonometric.ts')
  expect(await differentiate(trigonometric)).toBe(2)
})

test('derivatives of inverse and hyperbolic functions and their like need elementwise and trigonometric rows only', async () => {
  await import('./elementwise.ts')
  await import('./trigonometric.ts')
  const { elementary } = await import('./elementary.ts')
  expect(await differentiate(elementary)).toBeGreaterThan(10)
})

test('derivatives of error functions need elementwise rows only', async () => {
  await import('./elementwise.ts')
  const { errorFunctions } = await import('./errorFunctions.ts')
  expect(await differentiate(errorFunctions)).toBe(5)
  const { errorInverse } = await import('./errorInverse.ts')
  expect(await differentiate(errorInverse)).toBe(1)
  const { normalDistribution } = await import('./normalDistribution.ts')
  expect(await differentiate(normalDistribution)).toBe(1)
})

test('derivatives of the gamma family need elementwise rows only', async () => {
  await import('./elementwise.ts')
  const { gammaFunctions } = await import('./gammaFunctions.ts')
  expect(await differentiate(gammaFunctions)).toBe(11)
})
