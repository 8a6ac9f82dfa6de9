import { expect, test } from 'vitest'
import {
  checkpoint,
  grad,
  hvp,
  jit,
  random,
  type Tensor,
  tensor,
  treeMap,
  variable,
  vmap,
} from '../tensor/index.ts'
import * as nn from './index.ts'

const build = () => nn.sequential(nn.linear(3, 4), nn.tanh(), nn.linear(4, 2)).to('float64')
const key = random.key(3)
const xs = random.normal([5, 3], 0, 1, { key, dtype: 'float64' })
const ys = tensor([0, 1, 0, 1, 1], { dtype: 'int32' })
const flat = (state: nn.StateDict): number[] =>
  Object.keys(state)
    .sort()
    .flatMap((name) => [...state[name]!.data()])
const expectNear = (a: nn.StateDict, b: nn.StateDict): void => {
  const [x, y] = [flat(a), flat(b)]
  expect(x.length).toBe(y.length)
  x.forEach((value, i) => {
    expect(value).toBeCloseTo(y[i]!, 12)
  })
}

test('gradients of each example, whose mean is what backward gives', () => {
  const model = build()
  const loss = (p: nn.StateDict, x: Tensor, y: Tensor) => nn.crossEntropy(nn.functionalCall(model, p, x), y)
  const params: nn.StateDict = Object.fromEntries(model.namedParameters())
  const each = vmap(grad(loss), { inAxes: [null, 0, 0] })
  nn.crossEntropy(model.forward(xs), ys).backward()
  const whole = Object.fromEntries(model.namedParameters().map(([name, { grad: g }]) => [name, g!]))
  for (const f of [each, jit(each)])
    expectNear(
      treeMap((g: Tensor) => g.mean(0), f(params, xs, ys)),
      whole,
    )
  expect(hvp(loss, params, params, xs, ys)['0.weight']!.shape).toEqual([4, 3])
})

test('gradients through gradient steps are those of a function of plain parameters', () => {
  const model = build()
  const inner = (p: nn.StateDict) => nn.crossEntropy(nn.functionalCall(model, p, xs), ys)
  const plain = (p: nn.StateDict) =>
    nn.crossEntropy(
      xs.matmul(p['0.weight']!.t()).add(p['0.bias']!).tanh().matmul(p['2.weight']!.t()).add(p['2.bias']!),
      ys,
    )
  const adapted = (loss: typeof inner) => (p: nn.StateDict) =>
    loss(treeMap((w: Tensor, g: Tensor) => w.sub(g.mul(0.5)), p, grad(loss)(p)))
  const state = model.stateDict()
  expectNear(grad(adapted(inner))(state), grad(adapted(plain))(state))
  expectNear(jit(grad(adapted(inner)))(state), grad(adapted(plain))(state))
  expect(flat(model.stateDict())).toEqual(flat(state))
})

test('what is left out keeps its value, shared parameters are replaced everywhere, compiled parts see them too', () => {
  const layer = nn.linear(2, 2, { bias: false })
  const twice = nn.sequential(layer, layer)
  const one = tensor([
    [1, 0],
    [0, 1],
  ])
  expect(nn.functionalCall(twice, { '0.weight': one.mul(3) }, tensor([1, 2])).toArray()).toEqual([9, 18])
  expect(nn.functionalCall(twice, {}, one).toArray()).toEqual(twice.forward(one).toArray())
  const compiled = jit((x: Tensor) => layer.forward(x))
  compiled(tensor([1, 2]))
  const model = { layer, forward: (x: Tensor) => compiled(x) }
  const scaled = (s: Tensor) => nn.functionalCall(model, { 'layer.weight': one.mul(s) }, tensor([1, 2])).sum()
  expect(scaled(tensor(5)).item()).toBe(15)
  expect(grad(scaled)(5).item()).toBe(3)
})

test('a part that is compiled while parameters are replaced takes each value that they are replaced by, and their own', () => {
  const layer = nn.linear(1, 1, { bias: false })
  layer.weight.assign(tensor([[2]]))
  const compiled = jit((x: Tensor) => layer.forward(x))
  const model = { layer, forward: (x: Tensor) => compiled(x) }
  const of = (w: Tensor) => nn.functionalCall(model, { 'layer.weight': w }, tensor([10])).sum()
  expect([5, 7].map((w) => of(tensor([[w]])).item())).toEqual([50, 70])
  expect(grad(of)(tensor([[3]])).item()).toBe(10)
  expect(of(tensor([[0.1]], { dtype: 'float64' })).item()).toBe(1)
  expect(vmap(of)(tensor([[[3]], [[4]]])).toArray()).toEqual([30, 40])
  expect(compiled(tensor([10])).item()).toBe(20)
})

test('what a layer assigns to a buffer that is given is read inside and gone afterwards', () => {
  const model = nn.sequential(nn.batchNorm1d(2))
  const state = model.stateDict()
  const of = (s: Tensor) =>
    nn
      .functionalCall(
        model,
        state,
        tensor([
          [1, 2],
          [3, 5],
        ]).mul(s),
      )
      .square()
      .sum()
  expect(vmap(of)(tensor([1, 2])).shape).toEqual([2])
  expect(model.stateDict()['0.running_mean']!.toArray()).toEqual([0, 0])
})

test('a checkpoint reads what it has assigned to a buffer that is given, and one that is given inside of it', () => {
  const total = variable(1, { requiresGrad: false })
  const doubled = { total, forward: (x: Tensor) => total.mul(x) }
  const forward = (x: Tensor) => {
    total.assign(total.add(x))
    return total.mul(10).add(nn.functionalCall(doubled, { total: tensor(7) }, x))
  }
  for (const model of [forward, checkpoint(forward)].map((f) => ({ total, forward: f }))) {
    const of = (x: Tensor) => nn.functionalCall(model, { total: tensor(4) }, x)
    for (const f of [of, jit(of)]) expect(f(tensor(2)).item()).toBe((4 + 2) * 10 + 7 * 2)
    // what is assigned to a buffer is a value
    expect(grad(of)(2).item()).toBe(7)
    expect(total.item()).toBe(1)
  }
})

test('names and shapes are checked', () => {
  const model = nn.linear(2, 3)
  expect(() => nn.functionalCall(model, { bias: [1, 2], weights: 1 }, tensor([1, 2]))).toThrow(
    'functionalCall: the state does not fit the model. not in the model: weights. of another shape: bias is [3], the state has [2]. Take it',
  )
})

test('a weight that two layers share goes by each of its names', () => {
  const [embed, head] = [nn.embedding(4, 3), nn.linear(3, 4, { bias: false })]
  const model = {
    embed,
    head: Object.assign(head, { weight: embed.weight }),
    forward: (x: Tensor) => head.forward(x),
  }
  const other = tensor([
    [1, 0, 0],
    [0, 2, 0],
    [0, 0, 3],
    [1, 1, 1],
  ])
  const x = tensor([[1, 2, 3]])
  for (const name of ['embed.weight', 'head.weight'])
    expect(nn.functionalCall(model, { [name]: other }, x).toArray()).toEqual([[1, 4, 9, 6]])
  const both = { 'embed.weight': other, 'head.weight': other }
  expect(nn.functionalCall(model, both, x).toArray()).toEqual([[1, 4, 9, 6]])
  expect(() => nn.functionalCall(model, { ...both, 'head.weight': other.mul(2) }, x)).toThrow(
    'head.weight is the same variable as another that is given, with another value',
  )
  expect(nn.loadStateDict(model, both)).toEqual({ missing: [], unexpected: [] })
  expect(nn.loadStateDict(model, { 'head.weight': other.mul(2) })).toEqual({ missing: [], unexpected: [] })
  expect(embed.weight.take(1, { axis: 0 }).toArray()).toEqual([0, 4, 0])
  expect(() => nn.loadStateDict(model, { 'head.weights': other })).toThrow('not in the model: head.weights')
  expect(() => nn.loadStateDict(nn.parameter([1]), { weight: [2] })).toThrow('not in the model: weight')
})
