import { expect, test } from 'vitest'
import * as nn from './index.ts'

test.each([
  [nn.conv2d(1, 16, 3, { padding: 1 }), 'Conv2d(1 -> 16, kernel: 3, padding: 1)'],
  [
    nn.convTranspose2d(4, 6, [3, 2], { stride: 2, groups: 2, bias: false }),
    'ConvTranspose2d(4 -> 6, kernel: [3, 2], stride: 2, groups: 2, without: bias)',
  ],
  [nn.linear(3, 2, { bias: false }), 'Linear(3 -> 2, without: bias)'],
  [nn.maxPool2d(2, { stride: 1 }), 'MaxPool2d(2, stride: 1)'],
  [nn.adaptiveAvgPool2d([2, null]), 'AdaptiveAvgPool2d([2, null])'],
  [nn.groupNorm(2, 4), 'GroupNorm(4, groups: 2)'],
  [nn.instanceNorm(3), 'InstanceNorm(3)'],
  [nn.rmsNorm(4), 'RMSNorm([4])'],
  [nn.bilinear(2, 3, 4), 'Bilinear(2, 3 -> 4)'],
  [nn.hardtanh({ minVal: -1, maxVal: 2 }), 'Hardtanh(minVal: -1, maxVal: 2)'],
  [nn.multiheadAttention(8, 2, { batchFirst: true }), 'MultiheadAttention(8, heads: 2, batchFirst: true)'],
  [nn.lstm(3, 4, { numLayers: 2, bidirectional: true }), 'LSTM(3 -> 4, numLayers: 2, bidirectional: true)'],
])('a layer prints its sizes and options: %#', (layer, text) => {
  expect(String(layer)).toBe(text)
})
