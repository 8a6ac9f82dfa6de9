import { expect, test } from 'vitest'
import { grad, mseLoss, stack, type Tensor, tensor, variable } from '../../src/index.ts'
import { Adam } from '../../src/optim/index.ts'
import { reachable, resident } from '../support/resident.ts'

/** Runs a loop without a pause, and returns by how many megabytes memory grew after its first tenth. */
function growth(rounds: number, body: (i: number) => void): number {
  for (let i = 0; i < rounds / 10; i++) body(i)
  const before = resident()
  for (let i = rounds / 10; i < rounds; i++) body(i)
  return resident() - before
}

/** JavaScript engines let garbage pile up before they collect it: this much is no leak. */
const slack = 100

test('100,000 eager evaluations in one synchronous loop', () => {
  const x = tensor(Float32Array.from({ length: 256 }, (_, i) => i / 256))
  let sum = 0
  const grown = growth(100_000, (i) => {
    sum += x.mul(i).add(1).sum().item()
  })
  expect(sum).toBeGreaterThan(0)
  expect(grown).toBeLessThan(slack)
})

test('20,000 rounds of backward and step in one synchronous loop', () => {
  const w1 = variable(
    Float32Array.from({ length: 64 }, (_, i) => Math.sin(i)),
    { shape: [4, 16] },
  )
  const w2 = variable(
    Float32Array.from({ length: 16 }, (_, i) => Math.cos(i)),
    { shape: [16, 1] },
  )
  const optimizer = new Adam([w1, w2], { lr: 1e-3 })
  const x = tensor(
    Float32Array.from({ length: 32 }, (_, i) => Math.sin(3 * i)),
    { shape: [8, 4] },
  )
  const y = x.sum(1, { keepdims: true })
  let last = 0
  const grown = growth(20_000, (i) => {
    optimizer.zeroGrad()
    const loss = mseLoss(x.matmul(w1).tanh().matmul(w2), y)
    loss.backward()
    optimizer.step()
    if (i % 1000 === 0) last = loss.item()
  })
  expect(last).toBeLessThan(1)
  expect(grown).toBeLessThan(slack)
})

test('10,000 functional gradient steps, each from the one before', () => {
  let p = { w: tensor([1, -2, 3]), b: tensor(0.5) }
  const loss = (q: { w: Tensor; b: Tensor }): Tensor => q.w.mul(q.w).sum().add(q.b.mul(q.b))
  const grown = growth(10_000, () => {
    const g = grad(loss)(p)
    p = { w: p.w.sub(g.w.mul(1e-3)), b: p.b.sub(g.b.mul(1e-3)) }
  })
  expect(p.w.abs().max().item()).toBeLessThan(1e-6)
  expect(grown).toBeLessThan(slack)
})

test('a running sum that is never read, and one that is never read of gradients', () => {
  const big = new Float32Array(100_000)
  let total = tensor(0)
  const grown = growth(5_000, () => {
    total = total.add(tensor(big).sum())
  })
  expect(total.item()).toBe(0)
  // Inputs may wait up to the limit for pending programs.
  expect(grown).toBeLessThan(slack + 300)
})

test('a sum of losses that is never read keeps no history', () => {
  const w = variable([1, 2, 3])
  const optimizer = new Adam([w], { lr: 1e-3 })
  const x = tensor(new Float32Array(3000), { shape: [1000, 3] })
  let total = tensor(0)
  const grown = growth(10_000, () => {
    optimizer.zeroGrad()
    const loss = x.matmul(w).sum().add(w.sum())
    loss.backward()
    optimizer.step()
    total = total.add(loss)
  })
  expect(Number.isFinite(total.item())).toBe(true)
  expect(grown).toBeLessThan(slack)
  expect(() => total.backward()).toThrow(/already used/)
})

test('episodes of 160 different lengths, each with a step of its own graph', () => {
  const w = variable([[0.1, -0.2]])
  const optimizer = new Adam([w], { lr: 1e-3 })
  const episode = (length: number): void => {
    const logs: Tensor[] = []
    for (let i = 0; i < length; i++)
      logs.push(
        tensor([[i]])
          .matmul(w)
          .logSoftmax(-1)
          .at(0, i % 2),
      )
    optimizer.zeroGrad()
    stack(logs).sum().neg().backward()
    optimizer.step()
  }
  for (let i = 1; i < 30; i++) episode(i)
  const before = reachable()
  for (let i = 30; i <= 160; i++) episode(i)
  expect(w.isfinite().all().item()).toBe(1)
  expect(reachable() - before).toBeLessThan(40)
})
