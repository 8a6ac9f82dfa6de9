import { expect, test } from 'vitest'
import { ShapeError } from '../graph/shape.ts'
import * as f from '../tensor/functions/index.ts'
import { grad, jit, type Tensor, tensor, zeros } from '../tensor/index.ts'
import { LayerError } from './errors.ts'
import * as nn from './index.ts'

test('losses of three tensors, and of several classes, are modules as the others', () => {
  const [a, b, c] = [
    tensor([
      [1, 2],
      [3, 5],
    ]),
    tensor([
      [1, 0],
      [0, 5],
    ]),
    tensor([
      [2, 1],
      [1, 1],
    ]),
  ]
  const signs = tensor([1, -1])
  const same = (x: { item(): number }, y: { item(): number }) => expect(x.item()).toBe(y.item())
  same(new nn.GaussianNLLLoss({ full: true }).forward(a, b, c), f.gaussianNllLoss(a, b, c, { full: true }))
  same(
    new nn.CosineEmbeddingLoss({ margin: 0.5 }).forward(a, b, signs),
    f.cosineEmbeddingLoss(a, b, signs, { margin: 0.5 }),
  )
  same(new nn.MarginRankingLoss({ margin: 1 }).forward(a, b, c), f.marginRankingLoss(a, b, c, { margin: 1 }))
  same(
    new nn.TripletMarginLoss({ swap: true }).forward(a, b, c),
    f.tripletMarginLoss(a, b, c, { swap: true }),
  )
  const labels = tensor([0, 1], { dtype: 'int32' })
  same(
    new nn.MultiMarginLoss({ p: 2, weight: [1, 2] }).forward(a, labels),
    f.multiMarginLoss(a, labels, { p: 2, weight: [1, 2] }),
  )
  same(
    new nn.MultiLabelSoftMarginLoss({ weight: [1, 3] }).forward(a, b),
    f.multilabelSoftMarginLoss(a, b, { weight: [1, 3] }),
  )
  const lists = tensor(
    [
      [0, -1],
      [1, 0],
    ],
    { dtype: 'int32' },
  )
  same(
    new nn.MultiLabelMarginLoss({ reduction: 'sum' }).forward(a, lists),
    f.multilabelMarginLoss(a, lists, { reduction: 'sum' }),
  )
  expect(String(new nn.TripletMarginLoss({ margin: 2 }))).toBe('TripletMarginLoss(margin: 2)')
})

test.each<[string, (x: Tensor, target: Tensor) => Tensor]>([
  ['crossEntropy', nn.crossEntropy],
  ['nllLoss', nn.nll],
  ['multiMarginLoss', (x, target) => new nn.MultiMarginLoss().forward(x, target)],
  [
    'multilabelMarginLoss',
    (x, target) => new nn.MultiLabelMarginLoss().forward(x, target.reshape([2, 1]).mul([1, 1, 1])),
  ],
])('%s names a class that there is not, however it is computed', (name, loss) => {
  const x = zeros([2, 3])
  for (const wrong of [3, -2]) {
    const target = tensor([1, wrong])
    const message = `${name}: class ${wrong} along axis 1 of a tensor of shape [2,3]: it must be from 0 to 2.`
    expect(() => loss(x, target).item()).toThrow(message)
    expect(() => jit(loss)(x, target).item()).toThrow(message)
    expect(() => grad(loss)(x, target).data()).toThrow(message)
  }
  const broken = `${name}: class that is no whole number along axis 1`
  expect(() => loss(x, tensor([1, 0.5])).item()).toThrow(broken)
  expect(() => jit(loss)(x, tensor([1, 0.5])).item()).toThrow(broken)
})

test('their options are refused when they are made', () => {
  expect(() => new nn.TripletMarginLoss({ p: 0 })).toThrow(
    'TripletMarginLoss: p is 0: it must be a number > 0.',
  )
  expect(() => new nn.CosineEmbeddingLoss({ margin: 2 })).toThrow(LayerError)
  expect(() => new nn.GaussianNLLLoss({ reduction: 'no' as never })).toThrow(
    'gaussianNllLoss: reduction is no',
  )
  expect(() => new nn.MultiMarginLoss({ q: 1 } as never)).toThrow(/there is no option 'q'/)
})

test('a batch of one, or none, is not normalised away while training', () => {
  expect(() => nn.batchNorm1d(2).forward(tensor([[1, 2]]))).toThrow(ShapeError)
  expect(() => nn.batchNorm1d(2).forward(zeros([0, 2]))).toThrow('no numbers to normalise together')
  expect(() => nn.instanceNorm1d(2).forward(zeros([1, 2, 1]))).toThrow('training needs two or more')
  expect(
    nn
      .batchNorm1d(2)
      .eval()
      .forward(tensor([[1, 2]])).shape,
  ).toEqual([1, 2])
  expect(nn.batchNorm2d(2).forward(zeros([1, 2, 1, 2])).shape).toEqual([1, 2, 1, 2])
})

test('a model of integers is refused; what is left of an axis is found', () => {
  expect(() => nn.linear(1, 1).to('int32')).toThrow('parameters must be float32 or float64')
  expect(nn.unflatten(1, [2, -1]).forward(zeros([1, 6])).shape).toEqual([1, 2, 3])
  expect(() => nn.unflatten(1, [-1, -1])).toThrow(LayerError)
})
