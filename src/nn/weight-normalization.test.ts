import { beforeEach, expect, test } from 'vitest'
import { SGD } from '../optim/index.ts'
import { grad, hessian, jit, manualSeed, random, type Tensor, tensor } from '../tensor/index.ts'
import * as nn from './index.ts'

beforeEach(() => manualSeed(0))

const f64 = { dtype: 'float64' } as const
const far = (a: Tensor, b: Tensor): number => a.sub(b).abs().amax().item()
const names = (layer: nn.Module): string[] => Object.keys(layer.stateDict())
const largest = (weight: Tensor): number => weight.svdvals().amax().item()

test('weight norm begins with the weight as it was, and has PyTorch’s names', () => {
  for (const axis of [0, 1, -1, null]) {
    const layer = nn.conv2d(2, 3, 2, f64)
    const x = random.normal([1, 2, 4, 4], 0, 1, f64)
    const before = layer.forward(x)
    expect(nn.weightNorm(layer, { axis })).toBe(layer)
    expect(names(layer)).toEqual([
      'bias',
      'parametrizations.weight.original0',
      'parametrizations.weight.original1',
    ])
    expect(far(layer.forward(x), before)).toBeLessThan(1e-14)
    const normed = `(parametrizations.weight.0): WeightNorm(${axis === null ? '' : `axis: ${axis}`})`
    expect(String(layer)).toBe(`Conv2d(\n  2 -> 3, kernel: 2\n  ${normed}\n)`)
    expect(nn.removeParametrization(layer).parameters()).toHaveLength(2)
    expect(far(layer.forward(x), before)).toBeLessThan(1e-14)
  }
})

test('its lengths are those of the slices along the axis, and directions do not count', () => {
  const layer = nn.weightNorm(nn.linear(2, 2, { bias: false, ...f64 }))
  const [g, v] = layer.parameters()
  layer.loadStateDict({
    'parametrizations.weight.original0': [[10], [1]],
    'parametrizations.weight.original1': [
      [3, 4],
      [0, -2],
    ],
  })
  expect(layer.weight.toArray()).toEqual([
    [6, 8],
    [0, -1],
  ])
  layer
    .forward(tensor([[1, 2]], f64))
    .sum()
    .backward()
  // along v there is no slope: (1, 2) - ((1, 2) v/|v|) v/|v|, times g/|v|
  expect(g!.grad!.toArray()).toEqual([[expect.closeTo(2.2, 12)], [expect.closeTo(-2, 12)]])
  const [first, second] = v!.grad!.toArray() as number[][]
  expect(first).toEqual([expect.closeTo(-0.64, 12), expect.closeTo(0.48, 12)])
  expect(second).toEqual([expect.closeTo(0.5, 12), expect.closeTo(0, 12)])
})

test('derivatives of weight norm are those of differences, to the second order', () => {
  const [g, x] = [tensor([2, -1], f64).reshape([2, 1]), tensor([0.3, -0.7, 1.1], f64)]
  const layer = nn.weightNorm(nn.linear(3, 2, { bias: false, ...f64 }))
  const by = (layer as unknown as { parametrizations: { weight: [nn.Parametrization] } }).parametrizations
    .weight[0]
  const loss = (v: Tensor): Tensor =>
    by
      .forward(g, v.reshape([2, 3]))
      .matmul(x)
      .tanh()
      .square()
      .sum()
  const v = tensor([0.5, -1, 2, 1.5, 0.2, -0.4], f64)
  const [slope, bend] = [grad(loss)(v), hessian(loss)(v) as Tensor]
  for (let i = 0; i < 6; i++) {
    const step = tensor(Float64Array.from({ length: 6 }, (_, k) => (k === i ? 1e-5 : 0)))
    const nudged = (f: (v: Tensor) => Tensor): Tensor =>
      f(v.add(step))
        .sub(f(v.sub(step)))
        .div(2e-5)
    expect(nudged(loss).item()).toBeCloseTo(slope.data()[i]!, 8)
    expect(far(nudged(grad(loss)), bend.take(i, { axis: 0 }))).toBeLessThan(1e-8)
  }
})

test('spectral norm makes the largest singular value 1, and follows the weight while it is trained', () => {
  const layer = nn.spectralNorm(nn.linear(5, 4, f64))
  expect(names(layer)).toEqual([
    'bias',
    'parametrizations.weight.0._u',
    'parametrizations.weight.0._v',
    'parametrizations.weight.original',
  ])
  for (let i = 0; i < 100; i++) layer.weight.eval()
  layer.eval()
  expect(largest(layer.weight)).toBeCloseTo(1, 10)
  const state = layer.stateDict()
  layer.forward(random.normal([2, 5], 0, 1, f64)).eval()
  for (const [name, value] of Object.entries(layer.stateDict())) expect(far(value, state[name]!)).toBe(0)
  // of a transposed convolution the outputs are the second axis
  const wide = nn.spectralNorm(nn.convTranspose1d(6, 2, 3, f64), { iterations: 200 })
  expect(wide.stateDict()['parametrizations.weight.0._u']!.shape).toEqual([2])
  const matrix = wide.weight.transpose([1, 0, 2]).reshape([2, 18])
  expect(largest(matrix)).toBeCloseTo(1, 10)
  const bias = nn.spectralNorm(nn.linear(3, 2, f64), { name: 'bias' })
  expect(bias.bias!.square().sum().item()).toBeCloseTo(1, 14)
})

test('both learn under jit as without', () => {
  const runs = [false, true].map((compile) => {
    manualSeed(3)
    const critic = nn.sequential(
      nn.spectralNorm(nn.linear(3, 8, f64)),
      nn.tanh(),
      nn.weightNorm(nn.linear(8, 1, f64)),
    )
    const optimizer = new SGD(critic.parameters(), { lr: 0.1 })
    const step = (x: Tensor): Tensor => {
      optimizer.zeroGrad()
      const loss = critic.forward(x).square().mean()
      loss.backward()
      optimizer.step()
      return loss
    }
    const run = compile ? jit(step) : step
    const x = random.normal([6, 3], 0, 1, f64)
    const losses = Array.from({ length: 5 }, () => run(x).item())
    expect(losses[4]).toBeLessThan(losses[0]!)
    return [...losses, ...Object.values(critic.stateDict()).flatMap((value) => [...value.data()])]
  })
  runs[0]!.forEach((value, i) => {
    expect(value).toBeCloseTo(runs[1]![i]!, 12)
  })
})

test('what cannot be computed from others is refused', () => {
  const layer = nn.weightNorm(nn.linear(3, 4))
  expect(() => nn.spectralNorm(layer)).toThrow('weight is computed from others already')
  expect(() => nn.weightNorm(nn.sequential(nn.linear(1, 1)))).toThrow(
    "Sequential: there is no parameter 'weight': it has 0.weight, 0.bias. Give the layer",
  )
  expect(() => nn.weightNorm(nn.linear(3, 4), { axis: 2 })).toThrow('axis is 2: the parameter has 2 axes')
  expect(() => nn.spectralNorm(nn.linear(3, 4), { iterations: 0 })).toThrow('iterations is 0')
  expect(() => nn.spectralNorm(nn.linear(3, 4), { eps: 0 })).toThrow('eps is 0')
  expect(() => nn.removeParametrization(nn.linear(3, 4))).toThrow('weight is not computed from others')
})

test('states that PyTorch saved before it had parametrizations load', () => {
  const model = { critic: nn.weightNorm(nn.linear(2, 1)), layer: nn.spectralNorm(nn.linear(2, 2)) }
  nn.loadStateDict(model, {
    ...{ 'critic.weight_g': [[5]], 'critic.weight_v': [[3, 4]], 'critic.bias': [0] },
    ...{
      'layer.weight_orig': [
        [4, 0],
        [0, 2],
      ],
      'layer.weight_u': [1, 0],
      'layer.weight_v': [1, 0],
      'layer.bias': [0, 0],
    },
  })
  expect(model.critic.weight.toArray()).toEqual([[3, 4]])
  model.layer.eval()
  expect(model.layer.weight.toArray()).toEqual([
    [1, 0],
    [0, 0.5],
  ])
  expect(() => nn.loadStateDict(model, { 'critic.weight_orig': [[1, 2]] })).toThrow(
    'not in the model: critic.weight_orig',
  )
})
