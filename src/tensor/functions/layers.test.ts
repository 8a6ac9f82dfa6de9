import { describe, expect, test } from 'vitest'
import {
  arange,
  batchNorm,
  crossEntropy,
  dropout,
  featureDropout,
  grad,
  index,
  jit,
  linear,
  lstm,
  lstmCell,
  matmul,
  multiMarginLoss,
  nllLoss,
  random,
  softmax,
  type Tensor,
  tensor,
  variable,
  zeros,
} from '../index.ts'

const f64 = { dtype: 'float64' } as const
const grid = (): Tensor => arange(12).reshape([3, 4])

describe('layers', () => {
  test('cross entropy takes a list of classes', () => {
    const x = tensor(
      [
        [2, 1, 0],
        [0, 0, 5],
      ],
      f64,
    )
    expect(crossEntropy(x, [0, 2]).item()).toBeCloseTo(0.2105, 4)
    expect(() => crossEntropy(x, [0, 1, 2])).toThrow(/the target \w+\[3\]: it must be \[/)
    expect(() => crossEntropy(x, [0, 3]).item()).toThrow(/class 3/)
  })
  test('batch normalization moves its variables while training, also compiled', () => {
    const x = tensor([[1], [3]], f64)
    for (const step of [(f: () => Tensor) => f, (f: () => Tensor) => jit(f)]) {
      const runningMean = variable([0], { ...f64, requiresGrad: false })
      const runningVar = variable([1], { ...f64, requiresGrad: false })
      step(() => batchNorm(x, { runningMean, runningVar, training: true }))().data()
      expect(runningMean.item()).toBeCloseTo(0.2, 12)
      expect(runningVar.item()).toBeCloseTo(1.1, 12)
    }
  })
  test('a sequence is its cells in a row', () => {
    const normal = (shape: number[], i: number): Tensor =>
      random.normal(shape, 0, 1, { key: random.key(i), ...f64 })
    const [x, w, u] = [normal([4, 2, 3], 1), normal([20, 3], 2), normal([20, 5], 3)]
    const state = (): [Tensor, Tensor] => [zeros([2, 5], f64), zeros([2, 5], f64)]
    const loss = (weights: { w: Tensor; u: Tensor }): Tensor => {
      const { output, c } = lstm(x, state(), { inputWeight: weights.w, hiddenWeight: weights.u })
      return output.square().sum().add(c.sum())
    }
    const unrolled = (weights: { w: Tensor; u: Tensor }): Tensor => {
      let [h, c] = state()
      let total: Tensor = tensor(0, f64)
      for (let t = 0; t < 4; t++) {
        ;[h, c] = lstmCell(index(x, t), [h, c], { inputWeight: weights.w, hiddenWeight: weights.u })
        total = total.add(h.square().sum())
      }
      return total.add(c.sum())
    }
    const [a, b] = [grad(loss)({ w, u }), grad(unrolled)({ w, u })]
    for (const name of ['w', 'u'] as const)
      [...a[name].data()].forEach((value, i) => {
        expect(value).toBeCloseTo(b[name].data()[i]!, 10)
      })
  })
  test('dropout keeps the mean, repeats with its key, and rests in evaluation', () => {
    const x = zeros([10000]).add(1)
    const key = random.key(3)
    const y = dropout(x, { p: 0.25, key })
    expect(y.mean().item()).toBeCloseTo(1, 1)
    expect(dropout(x, { p: 0.25, key }).toArray()).toEqual(y.toArray())
    expect(dropout(x, { training: false }).toArray()).toEqual(x.toArray())
    expect(() => dropout(x, { p: 2 })).toThrow(/dropout: p is 2: it must be from 0 to 1/)
  })
  test('softmax and matmul of large numbers', () => {
    expect(softmax(tensor([1000, 1000], f64)).toArray()).toEqual([0.5, 0.5])
    expect(() => linear(grid(), grid().t())).toThrow(/last axis of x/)
    expect(() => matmul(grid(), grid())).toThrow(/would fit/)
  })
})

test('what is dropped for certain has a gradient of 0, and infinities are dropped too', () => {
  for (const drop of [dropout, featureDropout]) {
    const x = variable([[1, 2, Number.POSITIVE_INFINITY]])
    const y = drop(x, { p: 1 })
    y.sum().backward()
    expect(y.toArray()).toEqual([[0, 0, 0]])
    expect(x.grad!.toArray()).toEqual([[0, 0, 0]])
  }
})

test('class numbers that are not whole are refused, compiled or not', () => {
  const x = tensor([[2, 1, 0]])
  for (const loss of [crossEntropy, nllLoss, multiMarginLoss])
    for (const run of [loss, jit((a: Tensor, b: Tensor) => loss(a, b))]) {
      expect(() => run(x, tensor([1.7])).item()).toThrow('it must be from 0 to 2')
      expect(() => run(x, tensor([Number.NaN])).item()).toThrow('it must be from 0 to 2')
      expect(run(x, tensor([1])).item()).toBeCloseTo(run(x, tensor([1], { dtype: 'int32' })).item(), 6)
    }
})
