import { beforeEach, describe, expect, test } from 'vitest'
import { manualSeed, ones, random, type Tensor } from '../tensor/index.ts'
import * as nn from './index.ts'

beforeEach(() => manualSeed(0))

describe('a recurrent layer', () => {
  const layers = {
    lstm: nn.lstm(3, 4, { numLayers: 2, bidirectional: true, dtype: 'float64' }),
    gru: nn.gru(3, 4, { batchFirst: true, dtype: 'float64' }),
    rnn: nn.rnn(3, 4, { dtype: 'float64' }),
  }
  test.each(Object.entries(layers))('%s takes one sequence as a batch of one', (_, layer) => {
    const x = random.normal([5, 3], 0, 1, { dtype: 'float64' })
    const batchAxis = layer.batchFirst ? 0 : 1
    const alone = layer.forward(x)
    const batched = layer.forward(x.unsqueeze(batchAxis))
    expect(alone.output.shape).toEqual(batched.output.squeeze(batchAxis).shape)
    expect(alone.output.toArray()).toEqual(batched.output.squeeze(batchAxis).toArray())
    expect(alone.h.toArray()).toEqual(batched.h.squeeze(1).toArray())
    const again =
      layer === layers.lstm ? layers.lstm.forward(x, [alone.h, layers.lstm.forward(x).c]) : undefined
    expect(again?.output.shape ?? alone.output.shape).toEqual(alone.output.shape)
  })
  test('an LSTM goes on from what it returned', () => {
    const layer = nn.lstm(3, 4, { numLayers: 2 })
    const first = layer.forward(ones([5, 2, 3]))
    const again = layer.forward(ones([5, 2, 3]), first)
    expect(again.output.toArray()).toEqual(
      layer.forward(ones([5, 2, 3]), [first.h, first.c]).output.toArray(),
    )
    expect(again.output.toArray()).not.toEqual(first.output.toArray())
  })
  test('drops values between its layers, and nowhere else', () => {
    const x = random.normal([5, 2, 3])
    for (const numLayers of [1, 2]) {
      const layer = nn.gru(3, 4, { numLayers, dropout: 0.5 })
      const trained = layer.forward(x)
      layer.eval()
      const { output, h } = layer.forward(x)
      const same = (a: Tensor, b: Tensor): boolean => a.sub(b).abs().amax().item() === 0
      expect(same(trained.output, output)).toBe(numLayers === 1)
      expect(same(trained.h.index(0), h.index(0))).toBe(true)
    }
  })
  test('says what shape it needs', () => {
    const layer = nn.lstm(3, 4)
    expect(() => layer.forward(ones([3]))).toThrow(
      'LSTM: x is [3]: it must be [time, batch, 3], or [time, 3]',
    )
    expect(() => layer.forward(ones([5, 2, 7]))).toThrow('x is [5,2,7]')
    expect(() => layer.forward(ones([5, 2, 3]), [ones([1, 3, 4]), ones([1, 3, 4])])).toThrow(
      'a state is [1,3,4]: it must be [layers*directions, batch, hidden], here [1,2,4]',
    )
  })
})
