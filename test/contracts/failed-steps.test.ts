import { afterEach, describe, expect, test } from 'vitest'
import {
  embedding,
  engine,
  IndexError,
  jit,
  OutOfMemoryError,
  type Tensor,
  tensor,
  variable,
} from '../../src/index.ts'
import * as nn from '../../src/nn/index.ts'
import { Adam } from '../../src/optim/index.ts'

/** A step that fails leaves no trace: the loop that goes on learns what it had learnt without that step. */
const before = engine.settings()
afterEach(() => {
  engine.settings(before)
})

const wave = (rows: number, columns: number): Tensor =>
  tensor(
    Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i)),
    { shape: [rows, columns] },
  )

/** Losses and parameters of a loop, whose second step is followed by one that fails. */
function loop(compiled: boolean, failing?: () => Tensor): number[] {
  const normalised = nn.batchNorm1d(16)
  const model = nn.sequential(nn.linear(16, 16), normalised, nn.relu(), nn.linear(16, 3))
  for (const parameter of model.parameters())
    parameter.assign(parameter.mul(0).add(wave(1, parameter.size).reshape(parameter.shape)))
  const optimizer = new Adam(model.parameters(), { lr: 0.01 })
  const plain = (x: Tensor): Tensor => {
    optimizer.zeroGrad()
    const loss = model.forward(x).square().mean()
    loss.backward()
    optimizer.step()
    return loss
  }
  const step = compiled ? jit(plain) : plain
  const x = wave(8, 16)
  const seen: number[] = []
  for (let i = 0; i < 5; i++) {
    seen.push(step(x).item())
    if (i === 1 && failing) expect(() => step(failing()).item()).toThrow(OutOfMemoryError)
  }
  return [...seen, ...model.parameters().map((p) => p.sum().item()), normalised.runningMean!.sum().item()]
}

describe.each([
  ['jit', true],
  ['lazy', false],
] as const)('a training step, %s', (_, compiled) => {
  test('for which memory is too small', () => {
    engine.settings({ mode: 'compile', threads: 1, memory: 24 * 2 ** 20 })
    expect(loop(compiled, () => tensor(new Float32Array(3_200_000), { shape: [200_000, 16] }))).toEqual(
      loop(compiled),
    )
  })
})

test('a variable whose new value cannot be computed keeps the one before, others get theirs', () => {
  for (const mode of ['compile', 'interpret'] as const) {
    engine.settings({ mode, threads: 1, memory: before.memory })
    const table = tensor([[1], [2], [3]])
    const a = variable([1, 1])
    const b = variable([5], { requiresGrad: false })
    a.assign(a.add(1))
    const good = a.detach()
    a.assign(a.add(embedding(tensor([2, 7], { dtype: 'int32' }), table).sum()))
    const wrong = a.detach()
    b.assign(b.mul(2))
    expect(() => a.toArray()).toThrow(IndexError)
    expect(a.toArray()).toEqual([2, 2])
    expect(b.toArray()).toEqual([10])
    expect(good.toArray()).toEqual([2, 2])
    expect(() => wrong.toArray()).toThrow(IndexError)
    expect(a.requiresGrad).toBe(true)
    a.square().sum().backward()
    expect(a.grad!.toArray()).toEqual([4, 4])
  }
})

test('a value can be read although the update that shares its operands cannot be computed', () => {
  for (const mode of ['compile', 'interpret'] as const) {
    engine.settings({ mode, threads: 1, memory: before.memory })
    const table = tensor([[1], [2], [3]])
    const w = variable([1, 2], { requiresGrad: false })
    const shared = w.mul(3)
    w.assign(shared.add(embedding(tensor([7], { dtype: 'int32' }), table).sum()))
    expect(shared.sum().item()).toBe(9)
    expect(() => w.toArray()).toThrow(IndexError)
    expect(w.toArray()).toEqual([1, 2])
  }
})
