import { expect, test } from 'vitest'
import { jit, random, type Tensor, tensor } from '../tensor/index.ts'
import * as nn from './index.ts'

test('weights are averaged as by PyTorch: all the same, or older ones less and less; buffers are the last ones', () => {
  const layer = nn.linear(2, 1, { bias: false })
  const model = { layer, norm: nn.batchNorm1d(1) }
  const [mean, moving] = [nn.averaged(model), nn.averaged(model, { decay: 0.9 })]
  const step = (w: Tensor): void => {
    layer.weight.assign(w)
    model.norm.runningMean!.assign(w.sum([1]))
    mean.update()
    moving.update()
  }
  for (const [i, run] of [step, step, jit(step), jit(step)].entries()) run(tensor([[i + 1, 2 * i]]))
  expect(mean.values()['layer.weight']!.toArray()).toEqual([[2.5, 3]])
  // 1 by 0.9^3, then 2, 3 and 4 by 0.1 times 0.9^2, 0.9 and 1
  const [one, two] = moving.values()['layer.weight']!.data()
  expect(one).toBeCloseTo(0.729 + 0.162 + 0.27 + 0.4, 6)
  expect(two).toBeCloseTo(0.162 + 0.36 + 0.6, 6)
  expect(moving.values()['norm.running_mean']!.toArray()).toEqual([10])
  expect(nn.functionalCall(layer, { weight: mean.values()['layer.weight']! }, tensor([[1, 1]])).item()).toBe(
    5.5,
  )
  expect(Object.keys(mean.stateDict()).slice(0, 2)).toEqual(['n_averaged', 'module.layer.weight'])
  expect(nn.parameters(mean)).toEqual([])
  const resumed = nn.averaged(model)
  resumed.loadStateDict(mean.stateDict())
  layer.weight.assign(tensor([[0, 0]]))
  resumed.update()
  expect(resumed.values()['layer.weight']!.toArray()).toEqual([[2, 2.4000000953674316]])
  expect(() => nn.averaged(model, { decay: 2 })).toThrow('WeightAverage: decay is 2')
  expect(() => nn.averaged(model, { rate: 0.5 } as never)).toThrow("there is no option 'rate'")
})

test('alpha dropout keeps mean 0 and variance 1, and passes on no gradient where it drops', () => {
  const generator = new random.Generator(3)
  const layer = nn.alphaDropout(0.4, { generator })
  const x = random.normal([40000], 0, 1, { key: random.key(1), dtype: 'float64' })
  x.requiresGrad = true
  const y = layer.forward(x)
  expect(Math.abs(y.mean().item())).toBeLessThan(0.03)
  expect(Math.abs(y.variance().item() - 1)).toBeLessThan(0.03)
  y.sum().backward()
  const scale = 1 / Math.sqrt(0.6 * (1 + 0.4 * 1.7580993408473766 ** 2))
  const dropped = scale * -1.7580993408473766 * (1 - 0.4)
  const [slopes, values] = [x.grad!.data(), y.data()]
  slopes.forEach((slope, i) => {
    if (slope === 0) expect(values[i]).toBeCloseTo(dropped, 12)
    else expect(slope).toBeCloseTo(scale, 12)
  })
  expect(Math.abs(slopes.filter((slope) => slope === 0).length / 40000 - 0.4)).toBeLessThan(0.02)
  expect(layer.eval().forward(x)).toBe(x)
  expect(
    nn
      .alphaDropout(1)
      .forward(tensor([1, 2]))
      .toArray(),
  ).toEqual([0, 0])
})

test('patches, distances and thresholds are layers too', () => {
  const x = tensor(Float64Array.from({ length: 32 }, (_, i) => Math.cos(i))).reshape(1, 2, 4, 4)
  const patches = nn.unfold([2, 3], { padding: 1 }).forward(x)
  expect(patches.shape).toEqual([1, 12, 20])
  const back = nn.fold([4, 4], [2, 2], { stride: 2 }).forward(nn.unfold(2, { stride: 2 }).forward(x))
  expect(back.toArray()).toEqual(x.toArray())
  const [a, b] = [
    tensor([
      [3, 0],
      [0, 2],
    ]),
    tensor([
      [3, 4],
      [0, -2],
    ]),
  ]
  expect(nn.cosineSimilarity().forward(a, b).toArray()).toEqual([0.6000000238418579, -1])
  expect(nn.cosineSimilarity({ axis: 0 }).forward(a, b).toArray()).toEqual([1, -0.4472135901451111])
  expect(nn.pairwiseDistance({ eps: 0 }).forward(a, b).toArray()).toEqual([4, 4])
  expect(nn.pairwiseDistance({ p: 1, eps: 0.5, keepdims: true }).forward(a, b).toArray()).toEqual([[4], [5]])
  expect(
    nn
      .threshold(0.5, 9)
      .forward(tensor([0.5, 1, -1]))
      .toArray(),
  ).toEqual([9, 1, 9])
  expect(() => nn.threshold(0.5, undefined as never)).toThrow('Threshold: value is undefined')
  expect(() => nn.cosineSimilarity({ axis: 0.5 })).toThrow('axis is 0.5')
  expect(() => nn.pairwiseDistance({ p: '1' as never })).toThrow('p is "1"')
})
