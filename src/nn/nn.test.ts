import { beforeEach, describe, expect, test } from 'vitest'
import { jit, manualSeed, random, type Tensor, tensor, variable } from '../tensor/index.ts'
import * as nn from './index.ts'

beforeEach(() => manualSeed(0))

const f64 = { dtype: 'float64' } as const

class Block extends nn.Module {
  readonly list = [nn.linear(2, 3), nn.linear(3, 2)]
  readonly named = { norm: nn.layerNorm(2) }
  readonly scale = nn.parameter(2)
  readonly count = nn.buffer(0)
  readonly fixed = tensor([1, 2])
  forward(x: Tensor): Tensor {
    return this.named.norm.forward(this.list.reduce((y, layer) => layer.forward(y).tanh(), x)).mul(this.scale)
  }
}

describe('Module', () => {
  test('finds parameters and buffers by its fields', () => {
    const model = new Block()
    expect(model.namedParameters().map(([name]) => name)).toEqual([
      'list.0.weight',
      'list.0.bias',
      'list.1.weight',
      'list.1.bias',
      'named.norm.weight',
      'named.norm.bias',
      'scale',
    ])
    expect(model.namedBuffers().map(([name]) => name)).toEqual(['count'])
    expect(model.namedModules().map(([name]) => name)).toEqual(['', 'list.0', 'list.1', 'named.norm'])
  })
  test('finds those of plain classes and objects, shared ones once, through cycles', () => {
    class Plain {
      w = variable([1])
      part = { v: variable([2]), self: this as unknown }
      again = this.w
      frozen = variable([3], { requiresGrad: false })
    }
    const model = new Plain()
    expect(nn.namedParameters(model).map(([name]) => name)).toEqual(['w', 'part.v'])
    expect(nn.namedBuffers(model).map(([name]) => name)).toEqual(['frozen'])
  })
  test('walks 100,000 levels', () => {
    let model: object = { w: variable([1]) }
    for (let i = 0; i < 100_000; i++) model = { m: model }
    expect(nn.parameters(model)).toHaveLength(1)
  })
  test('a frozen parameter stays a parameter and gets no gradient', () => {
    const layer = nn.linear(2, 2).requireGrad(false)
    expect(layer.parameters()).toHaveLength(2)
    expect(layer.forward(tensor([[1, 2]])).requiresGrad).toBe(false)
    layer.requireGrad()
    layer
      .forward(tensor([[1, 2]]))
      .sum()
      .backward()
    expect(layer.bias!.grad!.toArray()).toEqual([1, 1])
    layer.zeroGrad()
    expect(layer.bias!.grad).toBeUndefined()
  })
  test('train and eval reach all modules', () => {
    const model = nn.sequential(nn.linear(1, 1), nn.sequential(nn.dropout(0.5)))
    expect(
      model
        .eval()
        .modules()
        .every((module) => !module.training),
    ).toBe(true)
    expect(
      model
        .train()
        .modules()
        .every((module) => module.training),
    ).toBe(true)
  })
  test('prints its parts', () => {
    expect(String(nn.sequential(nn.linear(2, 3), nn.relu()))).toBe(
      'Sequential(\n  (0): Linear(2 -> 3)\n  (1): ReLU()\n)',
    )
    const parts = ['list.0): Linear(2 -> 3)', 'list.1): Linear(3 -> 2)', 'named.norm): LayerNorm([2])']
    expect(String(new Block())).toBe(`Block(\n  (${parts.join('\n  (')}\n)`)
  })
  test('converts to float64', () => {
    const model = nn.linear(2, 1).to('float64')
    expect(model.weight.dtype).toBe('float64')
    model
      .forward(tensor([[1, 2]], f64))
      .sum()
      .backward()
    expect(model.weight.grad!.toArray()).toEqual([[1, 2]])
  })
})

describe('stateDict', () => {
  test('carries a model over to another, and later steps do not change it', () => {
    const a = new Block()
    const b = new Block()
    const state = a.stateDict()
    const x = tensor([[0.3, -0.4]])
    const before = a.forward(x).toArray()
    a.scale.assign(tensor(5))
    b.loadStateDict(state)
    expect(b.forward(x).toArray()).toEqual(before)
    expect(b.scale.requiresGrad).toBe(true)
  })
  test('names what is missing, unexpected and of another shape, and loads nothing', () => {
    const model = nn.sequential(nn.linear(2, 2), nn.linear(2, 2))
    const before = model.stateDict()
    const state: Record<string, Tensor> = {
      ...before,
      extra: tensor(1),
      '0.weight': tensor([
        [9, 9],
        [9, 9],
      ]),
      '1.bias': tensor([1]),
    }
    delete state['0.bias']
    const load = () => model.loadStateDict(state)
    expect(load).toThrow(nn.StateDictError)
    expect(load).toThrow(
      /missing in the state: 0.bias\. not in the model: extra\. of another shape: 1.bias is \[2\], the state has \[1\]/,
    )
    expect(model.stateDict()['0.weight']!.toArray()).toEqual(before['0.weight']!.toArray())
    delete state['1.bias']
    expect(model.loadStateDict(state, { strict: false })).toEqual({
      missing: ['0.bias', '1.bias'],
      unexpected: ['extra'],
    })
    expect(model.stateDict()['0.weight']!.toArray()).toEqual([
      [9, 9],
      [9, 9],
    ])
  })
})

describe('layers', () => {
  test('linear: x W^T + b', () => {
    const layer = nn.linear(2, 3)
    layer.loadStateDict({
      weight: [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      bias: [10, 20, 30],
    })
    expect(layer.forward(tensor([[1, 1]])).toArray()).toEqual([[13, 27, 41]])
    expect(nn.linear(2, 3, { bias: false }).parameters()).toHaveLength(1)
  })
  test('dropout keeps the mean, differs each time under jit, and is nothing in evaluation', () => {
    const layer = nn.dropout(0.25)
    const x = tensor(new Float32Array(20_000).fill(1))
    const step = jit((y: Tensor) => layer.forward(y))
    const [a, b] = [step(x), step(x)]
    expect(a.mean().item()).toBeCloseTo(1, 1)
    expect(a.equal(0).astype('float32').mean().item()).toBeCloseTo(0.25, 1)
    expect(a.data()).not.toEqual(b.data())
    expect(layer.eval().forward(x).data()).toEqual(x.data())
    expect(() => nn.dropout(1.5)).toThrow(nn.LayerError)
  })
  test('batchNorm: batch statistics in training, running ones in evaluation', () => {
    const layer = nn.batchNorm1d(2, f64)
    const x = tensor(
      [
        [1, 10],
        [3, 30],
        [5, 20],
      ],
      f64,
    )
    const y = layer.forward(x)
    expect(y.mean(0).toArray()).toEqual([expect.closeTo(0, 12), expect.closeTo(0, 12)])
    expect(layer.runningMean!.toArray()).toEqual([expect.closeTo(0.3, 12), expect.closeTo(2, 12)])
    // 0.9*1 + 0.1*(unbiased variance 4 and 100)
    expect(layer.runningVar!.toArray()).toEqual([expect.closeTo(1.3, 12), expect.closeTo(10.9, 12)])
    expect(layer.numBatchesTracked!.item()).toBe(1)
    const z = layer.eval().forward(tensor([[0.3, 2]], f64))
    expect(z.toArray()).toEqual([[expect.closeTo(0, 12), expect.closeTo(0, 12)]])
    expect(layer.numBatchesTracked!.item()).toBe(1)
    expect(layer.parameters()).toHaveLength(2)
    expect(() => layer.forward(tensor([1, 2]))).toThrow(/2 or 3 axes with 2 channels/)
  })
  test('batchNorm under jit updates its statistics each time', () => {
    const layer = nn.batchNorm1d(1)
    const step = jit((x: Tensor) => layer.forward(x))
    for (let i = 0; i < 3; i++) step(tensor([[1], [3]]))
    expect(layer.numBatchesTracked!.item()).toBe(3)
    expect(layer.runningMean!.item()).toBeCloseTo(2 * (1 - 0.9 ** 3), 5)
  })
  test('embedding with padding', () => {
    const layer = nn.embedding(4, 2, { paddingIdx: 1 })
    const y = layer.forward(tensor(new Int32Array([1, 3])))
    expect((y.toArray() as number[][])[0]).toEqual([0, 0])
    y.sum().backward()
    expect(layer.weight.grad!.sum(1).toArray()).toEqual([0, 0, 0, 2])
  })
  test('conv, pool, flatten, linear: a small convolutional network has gradients everywhere', () => {
    const model = nn.sequential(
      nn.conv2d(1, 4, 3, { padding: 1 }),
      nn.batchNorm2d(4),
      nn.relu(),
      nn.maxPool2d(2),
      nn.flatten(),
      nn.linear(4 * 3 * 3, 2),
    )
    const loss = nn.crossEntropy(
      model.forward(random.normal([5, 1, 6, 6])),
      tensor(new Int32Array([0, 1, 0, 1, 1])),
    )
    loss.backward()
    for (const [name, parameter] of model.namedParameters())
      expect(parameter.grad?.shape.join(), name).toBe(parameter.shape.join())
  })
  test.each([
    ['rnn', nn.rnn(3, 4, { numLayers: 2, bidirectional: true })],
    ['gru', nn.gru(3, 4, { numLayers: 2, bidirectional: true })],
    ['lstm', nn.lstm(3, 4, { numLayers: 2, bidirectional: true })],
  ] as const)('%s: shapes, states and gradients', (_, layer) => {
    const { output, h } = layer.forward(random.normal([5, 2, 3]))
    expect([output.shape, h.shape]).toEqual([
      [5, 2, 8],
      [4, 2, 4],
    ])
    // The last output forwards is the last state of the top layer's forward direction.
    expect(output.toArray()[4 as never]![0 as never]!).toBeDefined()
    output.sum().backward()
    expect(layer.parameters().every(({ grad }) => grad !== undefined)).toBe(true)
  })
  test('transformer layer: shape, gradients, and a causal mask that hides what comes later', () => {
    const layer = nn.transformerEncoderLayer(8, 2, { dimFeedforward: 16, dropout: 0, batchFirst: true })
    const x = random.normal([2, 5, 8])
    const y = layer.forward(x, { causal: true })
    expect(y.shape).toEqual([2, 5, 8])
    const changed = x.add(tensor([0, 0, 0, 0, 1]).reshape([1, 5, 1]))
    const z = layer.forward(changed, { causal: true })
    const difference = y.sub(z).abs().amax([0, 2]).toArray() as number[]
    expect(difference.slice(0, 4)).toEqual([0, 0, 0, 0])
    expect(difference[4]).toBeGreaterThan(0)
    y.square().sum().backward()
    expect(layer.parameters().every(({ grad }) => grad !== undefined)).toBe(true)
  })
  test('losses are functions and modules', () => {
    const [x, y] = [
      tensor([
        [2, 0],
        [0, 1],
      ]),
      tensor(new Int32Array([0, 0])),
    ]
    const expected = (Math.log1p(Math.exp(-2)) + Math.log1p(Math.exp(1))) / 2
    expect(nn.crossEntropy(x, y).item()).toBeCloseTo(expected, 6)
    expect(new nn.CrossEntropyLoss({ reduction: 'sum' }).forward(x, y).item()).toBeCloseTo(2 * expected, 6)
  })
})

test('running statistics with momentum null are the means over all batches, compiled too', () => {
  const batches = [1, 2, 3].map((factor) =>
    tensor([[1], [3], [5]], f64)
      .mul(factor)
      .eval(),
  )
  const eager = nn.batchNorm1d(1, { momentum: null, dtype: 'float64' })
  for (const x of batches) eager.forward(x)
  expect(eager.runningMean!.toArray()).toEqual([6])
  expect(eager.runningVar!.data()[0]).toBeCloseTo((4 + 16 + 36) / 3, 12)
  const compiled = nn.batchNorm1d(1, { momentum: null, dtype: 'float64' })
  const step = jit((x: Tensor) => compiled.forward(x))
  for (const x of batches) step(x)
  expect(compiled.runningMean!.data()[0]).toBeCloseTo(6, 12)
  expect(compiled.numBatchesTracked!.item()).toBe(3)
  expect(compiled.eval().forward(batches[0]!).toArray()).toEqual(eager.eval().forward(batches[0]!).toArray())
})

test('a state dict goes through JSON, in float64 to the bit', () => {
  const build = (): nn.Sequential =>
    nn.sequential(nn.linear(2, 3), nn.batchNorm1d(3)).to('float64') as nn.Sequential
  const [model, copy] = [build(), build()]
  for (const p of model.parameters()) p.assign(random.normal(p.shape, 0, 1, f64))
  copy.loadStateDict(JSON.parse(JSON.stringify(model.stateDict())))
  for (const [i, p] of copy.parameters().entries())
    expect(p.toArray()).toEqual(model.parameters()[i]!.toArray())
})
