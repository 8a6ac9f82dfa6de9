import { expect, test } from 'vitest'
import { ShapeError } from '../graph/shape.ts'
import { tensor } from '../tensor/index.ts'
import { LayerError } from './errors.ts'
import * as nn from './index.ts'

const options = { affine: true, trackRunningStats: true, momentum: 0.3, dtype: 'float64' } as const

test('running statistics of instances, beside PyTorch 2.13', () => {
  const cases = [
    [nn.instanceNorm1d(3, options), [2, 3, 4]],
    [nn.instanceNorm2d(3, options), [2, 3, 2, 2]],
    [nn.instanceNorm(3, options), [2, 3, 2, 1, 2]],
  ] as const
  for (const [layer, shape] of cases) {
    const x = tensor(
      Float64Array.from({ length: 24 }, (_, i) => (i % 7) + i / 4),
      { shape },
    )
    layer.loadStateDict({ weight: [1, 2, 0.5], bias: [0, 1, -1] }, { strict: false })
    layer.forward(x)
    layer.forward(x.mul(2).add(1))
    const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 13))
    expect(layer.runningMean!.toArray()).toEqual(close([3.64125, 5.565, 5.3625]))
    expect(layer.runningVar!.toArray()).toEqual(close([7.451875, 6.629375, 6.629375]))
    layer.eval()
    expect([...layer.forward(x).data().slice(0, 3)]).toEqual(
      close([-1.3338820416463064, -0.8759754018775778, -0.41806876210884913]),
    )
    expect(layer.numBatchesTracked!.item()).toBe(2)
  }
})

test('without them an example in evaluation is normalised by itself', () => {
  const layer = nn.instanceNorm1d(1)
  const x = tensor([[[1, 3]]])
  expect(layer.eval().forward(x).toArray()).toEqual(layer.train().forward(x).toArray())
  expect(Object.keys(layer.stateDict())).toEqual([])
  expect(layer.forward(tensor([[1, 3]])).shape).toEqual([1, 2])
})

test('the mean of all batches, where momentum is null', () => {
  const layer = nn.instanceNorm1d(1, { ...options, momentum: null })
  for (const at of [1, 2, 6]) layer.forward(tensor([[[at, at + 2]]], { dtype: 'float64' }))
  expect(layer.runningMean!.item()).toBeCloseTo(4, 12)
  expect(layer.runningVar!.item()).toBeCloseTo(2, 12)
})

test('what does not fit is named', () => {
  expect(() => nn.instanceNorm2d(3).forward(tensor([[[1]]]))).toThrow(ShapeError)
  expect(() => nn.instanceNorm(3).forward(tensor([[1]]))).toThrow(
    'it must have 3 or more axes with 3 channels',
  )
  expect(() => nn.batchNorm2d(2, { eps: -1 })).toThrow('BatchNorm2d: eps is -1: it must be a number >= 0.')
  expect(() => nn.batchNorm2d(2, { momentum: 2 })).toThrow(LayerError)
  expect(() => nn.layerNorm(2, { affine: 1 as never })).toThrow('affine is 1: it must be one of true, false')
})
