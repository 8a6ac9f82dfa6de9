import { describe, expect, test } from 'vitest'
import * as nabla from '../../index.ts'
import { type Tensor, tensor } from '../../index.ts'

type Shapes = readonly (readonly number[])[]

const cellOf = ([inputWeight, hiddenWeight, inputBias, hiddenBias]: Tensor[]) => ({
  inputWeight: inputWeight!,
  hiddenWeight: hiddenWeight!,
  inputBias,
  hiddenBias,
})

/** Functions of operands that meet, as they are called, and the shapes of these. */
const meetings: Readonly<Record<string, readonly [(...given: Tensor[]) => Tensor, Shapes]>> = {
  linear: [(x, w, b) => nabla.linear(x!, w!, b), [[2, 3], [4, 3], [4]]],
  bilinear: [(x, y, w, b) => nabla.bilinear(x!, y!, w!, b), [[2, 3], [2, 2], [4, 3, 2], [4]]],
  addmm: [
    (c, a, b) => nabla.addmm(c!, a!, b!, { alpha: 0.3, beta: 0.7 }),
    [
      [2, 4],
      [2, 3],
      [3, 4],
    ],
  ],
  layerNorm: [(x, weight, bias) => nabla.layerNorm(x!, 3, { weight, bias }), [[2, 3], [3], [3]]],
  rmsNorm: [(x, weight) => nabla.rmsNorm(x!, 3, { weight, eps: 1e-6 }), [[2, 3], [3]]],
  groupNorm: [(x, weight, bias) => nabla.groupNorm(x!, 2, { weight, bias }), [[2, 4, 3], [4], [4]]],
  instanceNorm: [(x, weight, bias) => nabla.instanceNorm(x!, { weight, bias }), [[2, 4, 3], [4], [4]]],
  'batchNorm of a batch': [
    (x, weight, bias) => nabla.batchNorm(x!, { weight, bias, training: true }),
    [[5, 4], [4], [4]],
  ],
  'batchNorm by statistics': [
    (x, weight, bias, runningMean, spread) =>
      nabla.batchNorm(x!, { weight, bias, runningMean, runningVar: spread!.abs() }),
    [[5, 4], [4], [4], [4], [4]],
  ],
  'crossEntropy of classes': [
    (x, weight) => nabla.crossEntropy(x!, [0, 2], { weight: weight!, labelSmoothing: 0.1 }),
    [[2, 3], [3]],
  ],
  'crossEntropy of probabilities': [
    (x, t) => nabla.crossEntropy(x!, t!),
    [
      [2, 3],
      [2, 3],
    ],
  ],
  multiMarginLoss: [(x, weight) => nabla.multiMarginLoss(x!, [0, 2], { weight: weight! }), [[2, 3], [3]]],
  multilabelSoftMarginLoss: [
    (x, t, weight) => nabla.multilabelSoftMarginLoss(x!, t!, { weight: weight! }),
    [[2, 3], [2, 3], [3]],
  ],
  gaussianNllLoss: [
    (x, t, v) => nabla.gaussianNllLoss(x!, t!, v!.abs()),
    [
      [2, 3],
      [2, 3],
      [2, 3],
    ],
  ],
  tripletMarginLoss: [
    (a, p, n) => nabla.tripletMarginLoss(a!, p!, n!, { swap: true }),
    [
      [2, 3],
      [2, 3],
      [2, 3],
    ],
  ],
  marginRankingLoss: [
    (a, b, t) => nabla.marginRankingLoss(a!, b!, t!),
    [
      [2, 3],
      [2, 3],
      [2, 3],
    ],
  ],
  multiHeadAttention: [
    (q, k, v, inWeight, inBias, outWeight, outBias) => {
      const parameters = { inWeight: inWeight!, inBias, outWeight: outWeight!, outBias }
      return nabla.multiHeadAttention(q!, k!, v!, parameters, { heads: 2 }).output
    },
    [[3, 1, 4], [3, 1, 4], [3, 1, 4], [12, 4], [12], [4, 4], [4]],
  ],
  binaryCrossEntropyWithLogits: [
    (x, t, weight, posWeight) => nabla.binaryCrossEntropyWithLogits(x!, t!, { weight, posWeight }),
    [[2, 3], [2, 3], [3], [3]],
  ],
  cov: [
    (x, aweights, fweights) => nabla.cov(x!, { aweights: aweights!.abs(), fweights: fweights!.abs() }),
    [[2, 3], [3], [3]],
  ],
  rnn: [
    (x, h, ...weights) => nabla.rnn(x!, h!, cellOf(weights)).output,
    [[3, 2, 3], [2, 4], [4, 3], [4, 4], [4], [4]],
  ],
  gru: [
    (x, h, ...weights) => nabla.gru(x!, h!, cellOf(weights)).output,
    [[3, 2, 3], [2, 4], [12, 3], [12, 4], [12], [12]],
  ],
  lstm: [
    (x, h, c, ...weights) => nabla.lstm(x!, [h!, c!], cellOf(weights)).c,
    [[3, 2, 3], [2, 4], [2, 4], [16, 3], [16, 4], [16], [16]],
  ],
  rnnCell: [
    (x, h, ...weights) => nabla.rnnCell(x!, h!, cellOf(weights)),
    [[2, 3], [2, 4], [4, 3], [4, 4], [4], [4]],
  ],
  gruCell: [
    (x, h, ...weights) => nabla.gruCell(x!, h!, cellOf(weights)),
    [[2, 3], [2, 4], [12, 3], [12, 4], [12], [12]],
  ],
  lstmCell: [
    (x, h, c, ...weights) => nabla.lstmCell(x!, [h!, c!], cellOf(weights))[0],
    [[2, 3], [2, 4], [2, 4], [16, 3], [16, 4], [16], [16]],
  ],
}

const numbers = (shape: readonly number[], seed: number): Tensor =>
  tensor(
    Float32Array.from({ length: shape.reduce((n, m) => n * m, 1) }, (_, i) => Math.sin(1.7 * i + seed) + 0.1),
  ).reshape(shape)

describe('what is computed of some operands has the digits of all', () => {
  test.each(Object.entries(meetings))('%s', (_, [f, shapes]) => {
    const plain = shapes.map(numbers)
    const exact = f(...plain.map((x) => x.astype('float64'))).data()
    shapes.forEach((_, precise) => {
      const mixed = f(...plain.map((x, i) => (i === precise ? x.astype('float64') : x)))
      expect(mixed.dtype).toBe('float64')
      mixed.data().forEach((value, i) => {
        expect(Math.abs(value - exact[i]!)).toBeLessThan(1e-14 * (1 + Math.abs(exact[i]!)))
      })
    })
  })
})

test('states of recurrent layers may be whole numbers', () => {
  const [x, zeros] = [numbers([3, 2, 3], 0), nabla.zeros([2, 1], { dtype: 'int32' })]
  const cell = (gates: number) => cellOf([[gates, 3], [gates, 1], [gates], [gates]].map(numbers))
  const float = zeros.astype('float32')
  expect(nabla.rnn(x, zeros, cell(1)).h.toArray()).toEqual(nabla.rnn(x, float, cell(1)).h.toArray())
  expect(nabla.gru(x, zeros, cell(3)).h.toArray()).toEqual(nabla.gru(x, float, cell(3)).h.toArray())
  const found = nabla.lstm(x, [zeros, zeros], cell(4))
  expect(found.c.toArray()).toEqual(nabla.lstm(x, [float, float], cell(4)).c.toArray())
})
