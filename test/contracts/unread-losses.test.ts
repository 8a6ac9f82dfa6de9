import { afterAll, expect, test } from 'vitest'
import { crossEntropy, engine, manualSeed, type Tensor, tensor } from '../../src/index.ts'
import * as nn from '../../src/nn/index.ts'

const before = engine.settings()
afterAll(() => void engine.settings({ mode: before.mode, threads: before.threads }))

const batches = [0, 1, 2].map((seed) => ({
  x: tensor(
    Float32Array.from({ length: 8 * 10 }, (_, i) => Math.sin(i + seed)),
    { shape: [8, 10] },
  ),
  y: tensor(Int32Array.from({ length: 8 }, (_, i) => (i * 7 + seed) % 10)),
}))

/** The sum of the losses of so many batches, of which none is read before. */
function total(rounds: number): number {
  manualSeed(1)
  const model = nn.sequential(nn.linear(10, 16), nn.relu(), nn.linear(16, 10))
  let sum: Tensor = tensor(0)
  for (let i = 0; i < rounds; i++) {
    const { x, y } = batches[i % batches.length]!
    sum = sum.add(crossEntropy(model.forward(x), y))
  }
  return sum.item()
}

test('a loop over batches without noGrad that reads nothing takes few programs, and gives what is interpreted', () => {
  engine.settings({ mode: 'interpret', threads: 1 })
  const wanted = total(600)
  engine.settings({ mode: 'compile' })
  const { compiled } = engine.stats()
  expect(total(600) / wanted).toBeCloseTo(1, 5)
  // its first rounds, those between, and its last; and the weights
  expect(engine.stats().compiled - compiled).toBeLessThanOrEqual(6)
})
