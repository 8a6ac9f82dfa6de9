import { describe, expect, test } from 'vitest'
import { engine, jit, manualSeed, type Tensor, tensor, variable } from '../../src/index.ts'
import * as nn from '../../src/nn/index.ts'
import { Adam } from '../../src/optim/index.ts'
import { compiledOnOneThread, numbers } from '../support/compiled.ts'

/** A training loop that has settled compiles nothing, and leaves nothing behind. */
compiledOnOneThread()

describe('a steady loop', () => {
  const learner = (size = 40) => {
    manualSeed(1)
    const model = nn.sequential(nn.linear(size, size), nn.batchNorm1d(size), nn.relu(), nn.linear(size, 4))
    const optimizer = new Adam(model.parameters(), { lr: 1e-3 })
    const step = (x: Tensor): Tensor => {
      optimizer.zeroGrad()
      const loss = model.forward(x).mul(model.forward(x)).mean()
      loss.backward()
      optimizer.step()
      return loss
    }
    return { model, optimizer, step }
  }
  const batch = (seed: number): Tensor => tensor(numbers(16 * 40, seed), { shape: [16, 40] })

  test.each(['after the step', 'before backward', 'seldom'])('compiles nothing: loss read %s', (when) => {
    const { optimizer, model } = learner()
    const step = (i: number): void => {
      optimizer.groups[0]!.lr = 1e-3 / (1 + i)
      optimizer.zeroGrad()
      const loss = model.forward(batch(i)).mul(3).tanh().mean()
      if (when === 'before backward') loss.item()
      loss.backward()
      optimizer.step()
      if (when === 'after the step' || i % 10 === 0) loss.item()
    }
    for (let i = 0; i < 12; i++) step(i)
    const start = engine.stats()
    const { used } = engine.memory()
    for (let i = 12; i < 60; i++) step(i)
    const end = engine.stats()
    expect([end.compiled, end.recompiled]).toEqual([start.compiled, start.recompiled])
    if (when === 'after the step') expect(end.runs - start.runs).toBe(48)
    expect(engine.memory().used).toBe(used)
  })

  test('state stands in the heap; what is read of it is small', () => {
    const { step, model } = learner()
    const run = jit(step)
    run(batch(0))
    const { resident } = engine.memory()
    const bytes = [...model.parameters()].reduce((sum, { size }) => sum + 4 * size, 0)
    expect(resident).toBeGreaterThan(3 * bytes)
    for (let i = 0; i < 50; i++) run(batch(i))
    expect(engine.memory().resident).toBe(resident)
  })

  test('models that were dropped leave the heap', () => {
    const x = batch(1)
    let most = 0
    for (let i = 0; i < 60; i++) {
      const w = variable(new Float32Array(1 << 20).fill(i))
      const run = jit((s: Tensor) => {
        w.assign(w.add(s.sum()))
      })
      run(x)
      most = Math.max(most, engine.memory().resident)
    }
    expect(most).toBeLessThan(160 * 2 ** 20)
  })
})
