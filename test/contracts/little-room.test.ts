import { expect, test } from 'vitest'
import { engine, jit, type Variable, variable } from '../../src/index.ts'
import { compiledOnOneThread } from '../support/compiled.ts'

/** Where memory is scarce, idle values leave it, never those that the step is about to write over. */
compiledOnOneThread()

test('what a step updates is not moved out for the room that it needs', () => {
  engine.settings({ memory: 2_900_000 })
  const size = 250_000
  const make = (): Variable => variable(new Float32Array(size).fill(1), { requiresGrad: false })
  const [a, b, idle] = [make(), make(), make()]
  const count = (x: Variable): void => {
    const step = jit(() => {
      x.assign(x.add(1))
      return x.at(0)
    })
    for (let i = 0; i < 3; i++) step()
  }
  count(a)
  count(idle)
  expect(engine.memory().resident).toBeGreaterThan(8 * size)
  const step = jit(() => {
    a.assign(a.add(1))
    b.assign(b.mul(2))
    return a.at(size - 1)
  })
  expect([1, 2].map(() => step().item())).toEqual([5, 6])
  const other = make()
  count(other)
  expect([a, b, idle, other].map((x) => x.data()[size - 1])).toEqual([6, 4, 4, 4])
})
