import { expect, test } from 'vitest'
import {
  crossEntropy,
  customVjp,
  engine,
  grad,
  jit,
  noGrad,
  relu,
  type Tensor,
  type TensorLike,
  tensor,
  variable,
} from '../index.ts'
import * as nn from '../nn/index.ts'

/** Gradients by backward(), which copies those of steps before, beside those that grad() builds by the rules. */
function compare(f: (x: Tensor, y: Tensor) => Tensor, seed: number): void {
  const numbers = [1, 2, 3, 4, 5, 6].map((i) => Math.sin(i + seed) + 1.5)
  const x = variable(numbers, { shape: [2, 3], dtype: 'float64' })
  const y = variable(numbers.toReversed(), { shape: [2, 3], dtype: 'float64' })
  f(x, y).backward()
  const [dx, dy] = grad(f, { argnums: [0, 1] } as never)(x, y) as unknown as [Tensor, Tensor]
  expect(x.grad?.toArray() ?? dx.mul(0).toArray()).toEqual(dx.toArray())
  expect(y.grad?.toArray() ?? dy.mul(0).toArray()).toEqual(dy.toArray())
}

test('functions that differ in wiring, parameters and constants only, in turn and often', () => {
  const functions: ((i: number) => (x: Tensor, y: Tensor) => Tensor)[] = [
    () => (x, y) => x.mul(y).mul(x).sum(),
    () => (x, y) => x.mul(y).mul(y).sum(),
    () => (x) => x.mul(x).mul(x).sum(),
    (i) => (x, y) => x.mul(i).add(y).exp().sum(),
    (i) => (x, y) =>
      x
        .mul(i % 2)
        .add(y.mul(1))
        .exp()
        .sum(),
    () => (x, y) => x.sum(0).mul(y.sum(0)).sum(),
    () => (x, y) => x.sum(0).mul(y.sum(0)).div(x.sum()).sum(),
    (i) => (x, y) =>
      x
        .index(i % 2)
        .mul(y.index(1))
        .sum(),
    () => (x, y) => x.matmul(y.transpose()).tanh().sum(),
    () => (x, y) => x.transpose().matmul(y).tanh().sum(),
    () => (x, y) => x.detach().mul(y).sum(),
    () => (x, y) => x.mul(y.detach()).sum(),
  ]
  for (let i = 0; i < 12; i++) for (const f of functions) for (let k = 0; k < 2; k++) compare(f(i), i)
})

test('what is not tracked counts by its place: once one tensor for both, once two', () => {
  const [a, b] = [tensor([1, 2]), tensor([3, 4])]
  const slope = (p: Tensor, q: Tensor): unknown => {
    const x = variable([5, 6])
    x.mul(p).mul(x).mul(q).sum().backward()
    return x.grad!.toArray()
  }
  for (let i = 0; i < 4; i++) {
    expect(slope(a, a)).toEqual([10, 48])
    expect(slope(a, b)).toEqual([30, 96])
  }
})

test('where there was an operand without a gradient stands a leaf, an operation, or the cotangent', () => {
  const c = tensor([10, 20])
  for (let i = 0; i < 4; i++) {
    const [x, y] = [variable([1, 2]), variable([3, 4])]
    x.mul(c).add(y).sum().backward()
    y.grad = undefined
    x.mul(y).add(y).sum().backward()
    expect(y.grad!.toArray()).toEqual([2, 3])
    x.mul(c).add(y).backward(c)
    y.grad = undefined
    x.mul(y).add(y).backward(y)
    expect(y.grad!.toArray()).toEqual([6, 12])
    const u = variable([0, 0])
    u.exp().mul(c).sum().backward()
    u.grad = undefined
    const h = u.exp()
    h.mul(h).sum().backward()
    expect(u.grad!.toArray()).toEqual([2, 2])
  }
})

test('rules that a user writes are asked each time, hooks are called, gradients add up', () => {
  let factor = 1
  const scaled = customVjp(
    (x: Tensor) => x.mul(2),
    (x: Tensor) => [x.mul(2), null],
    (_, ct) => [ct.mul(factor)],
  )
  for (factor = 1; factor < 6; factor++) {
    const x = variable([1, 2])
    scaled(x).sum().backward()
    expect(x.grad!.toArray()).toEqual([factor, factor])
  }
  const w = variable([1, 2])
  let calls = 0
  for (let i = 1; i < 6; i++) {
    const h = w.mul(3)
    h.registerHook((g) => g.mul(++calls))
    h.sum().backward()
  }
  expect(w.grad!.toArray()).toEqual([45, 45])
  const kept = variable([1, 2])
  for (let i = 1; i < 6; i++) {
    const h = kept.mul(3).retainGrad()
    h.mul(i).sum().backward()
    expect(h.grad!.toArray()).toEqual([i, i])
  }
  expect(kept.grad!.toArray()).toEqual([45, 45])
})

test('second derivatives go through copied gradients', () => {
  for (let i = 1; i < 6; i++) {
    const x = variable([i])
    x.mul(x).mul(x).sum().backward(undefined, { createGraph: true })
    const first = x.grad!
    x.grad = undefined
    first.sum().backward()
    expect(x.grad!.toArray()).toEqual([6 * i])
  }
})

test('a cross entropy by its options, types and shapes, with and without gradients', () => {
  const logits = [
    [2, 1, 0],
    [0, 1, 5],
  ]
  const losses: [target: TensorLike, options: object][] = [
    [[0, 2], {}],
    [[0, 2], { reduction: 'sum' }],
    [[0, 2], { ignoreIndex: 2 }],
    [[0, 2], { labelSmoothing: 0.1 }],
    [[0, 2], { weight: [1, 2, 3] }],
    [[0, 2], { weight: [3, 2, 1] }],
    [tensor([0, 2], { dtype: 'int32' }), {}],
    [logits, {}],
  ]
  const before = engine.settings()
  engine.settings({ mode: 'interpret' })
  for (let i = 0; i < 4; i++)
    for (const dtype of ['float32', 'float64'] as const)
      for (const [target, options] of losses) {
        const x = variable(logits, { dtype })
        const loss = crossEntropy(x, target, options)
        loss.backward()
        const f = jit((z: Tensor) => crossEntropy(z, target, options))
        expect(loss.item()).toBeCloseTo(f(x).item(), 6)
        expect(crossEntropy(tensor(logits, { dtype }), target, options).requiresGrad).toBe(false)
        const slope = grad((z: Tensor) => crossEntropy(z, target, options))(tensor(logits, { dtype }))
        x.grad!.data().forEach((g, k) => {
          expect(g).toBeCloseTo(slope.data()[k]!, 6)
        })
      }
  engine.settings(before)
})

test('layers: with and without history, frozen, without a bias, of other dtypes and shapes', () => {
  const layers = [nn.linear(3, 2), nn.linear(3, 2, { bias: false }), nn.linear(3, 2, { dtype: 'float64' })]
  const inputs = [
    tensor([[1, -2, 3]]),
    tensor([[1, -2, 3]], { dtype: 'float64' }),
    tensor([[1], [2]]).mul([3, 1, -2]),
  ]
  const before = engine.settings()
  engine.settings({ mode: 'interpret' })
  for (let i = 0; i < 3; i++)
    for (const layer of layers)
      for (const x of inputs) {
        const run = (): Tensor => relu(layer.forward(x))
        const plain = jit(run)()
        layer.weight.requiresGrad = i !== 1
        const [lazy, still] = [run(), noGrad(run)]
        expect([lazy, still].map((y) => y.requiresGrad)).toEqual([i !== 1 || layer.bias !== undefined, false])
        for (const y of [lazy, still]) {
          expect(y.dtype).toBe(plain.dtype)
          expect(y.toArray()).toEqual(plain.toArray())
        }
      }
  engine.settings(before)
})
