import { expect, test } from 'vitest'
import {
  crossEntropy,
  engine,
  grad,
  jit,
  type Tensor,
  tensor,
  type Variable,
  variable,
} from '../../src/index.ts'
import { SGD } from '../../src/optim/index.ts'

test('logits read after the step are the logits from before it, to the bit', () => {
  const values = Float32Array.from({ length: 12 }, (_, i) => Math.sin(i))
  const x = tensor(
    Float32Array.from({ length: 20 }, (_, i) => Math.cos(i)),
    { shape: [5, 4] },
  )
  const target = tensor([0, 1, 2, 0, 1], { dtype: 'int32' })
  const expected = x.matmul(tensor(values, { shape: [4, 3] })).data()
  const w = variable(values, { shape: [4, 3] })
  const optimizer = new SGD([w], { lr: 0.5, momentum: 0.9 })
  for (let round = 0; round < 3; round++) {
    const before = w.data()
    optimizer.zeroGrad()
    const logits = x.matmul(w)
    const later = logits.softmax(1)
    crossEntropy(logits, target).backward()
    const gradient = w.grad!
    optimizer.step()
    expect(w.data()).not.toEqual(before)
    if (round === 0) expect(logits.data()).toEqual(expected)
    expect(logits.data()).toEqual(x.matmul(tensor(before, { shape: [4, 3] })).data())
    expect(later.data()).toEqual(
      x
        .matmul(tensor(before, { shape: [4, 3] }))
        .softmax(1)
        .data(),
    )
    const again = gradient.data()
    optimizer.step()
    expect(gradient.data()).toEqual(again)
  }
})

test('values from before a compiled step stay', () => {
  const w = variable([1, 2, 3])
  const held = w.mul(2)
  const alias = w.add(0)
  const step = jit(() => {
    w.assign(w.mul(10))
    return w.sum()
  })
  expect(step().item()).toBe(60)
  expect(step().item()).toBe(600)
  expect(held.toArray()).toEqual([2, 4, 6])
  expect(alias.toArray()).toEqual([1, 2, 3])
  expect(w.toArray()).toEqual([100, 200, 300])
})

test('data that was handed in or out is not shared', () => {
  const given = new Float32Array([1, 2, 3])
  const x = tensor(given)
  given[0] = 99
  const out = x.data()
  out[1] = 99
  expect(x.toArray()).toEqual([1, 2, 3])
})

test('depth 100,000: values, gradients, second derivatives', () => {
  let y: Tensor = tensor(1, { dtype: 'float64', requiresGrad: true })
  const x = y
  for (let i = 0; i < 100_000; i++) y = i % 2 ? y.mul(1.000001) : y.add(1e-6)
  y.backward()
  expect(x.grad!.item()).toBeCloseTo(1.000001 ** 50_000, 10)
  const f = (v: Tensor): Tensor => {
    let z = v.mul(v)
    for (let i = 0; i < 100_000; i++) z = z.add(1e-9)
    return z
  }
  expect(grad(grad(f))(tensor(2, { dtype: 'float64' })).item()).toBe(2)
}, 120_000)

test('the same sum for one variable or the other is written over its own old value only', () => {
  const before = engine.settings()
  try {
    engine.settings({ mode: 'compile', threads: 1 })
    const values = [1, 2].map((seed) => Float32Array.from({ length: 100 }, (_, i) => Math.sin(seed + i)))
    const [a, b] = values.map((value) => variable(value)) as [Variable, Variable]
    const expected = values.map((value) => value.slice())
    for (let round = 0; round < 8; round++) {
      const turn = round === 3 || round > 5 ? 1 : 0
      const sum = expected[0]!.map((value, i) => Math.fround(value + expected[1]![i]!))
      ;[a, b][turn]!.assign(a.add(b))
      expected[turn] = sum
      expect(a.sum().item()).toBeCloseTo(
        expected[0]!.reduce((x, y) => x + y, 0),
        1,
      )
      expect([a.data(), b.data()]).toEqual(expected)
    }
  } finally {
    engine.settings(before)
  }
})
