import { describe, expect, test } from 'vitest'
import { ShapeError } from '../graph/shape.ts'
import { tensor, variable } from '../tensor/index.ts'
import * as nn from './index.ts'

const float64 = { dtype: 'float64' } as const

describe('paddingMode, beside PyTorch 2.13', () => {
  test.each([
    ['reflect', [13, 12, 25, 24, 31, 21], [202, 488, 716, 358], [760, 812, 862]],
    ['replicate', [7, 11, 25, 24, 23, 21], [214, 236, 342, 762], [538, 640, 716]],
    ['circular', [15, 13, 25, 24, 15, 13], [394, 356, 356, 364], [602, 572, 558]],
  ] as const)('%s', (paddingMode, output, byInput, byWeight) => {
    const layer = nn.conv1d(1, 1, 3, { padding: 2, paddingMode, bias: false, ...float64 })
    layer.loadStateDict({ weight: [[[1, 2, 4]]] })
    const x = variable([[[1, 2, 5, 3]]], float64)
    const y = layer.forward(x)
    y.square().sum().backward()
    expect(y.toArray()).toEqual([[output]])
    expect(x.grad!.toArray()).toEqual([[byInput]])
    expect(layer.weight.grad!.toArray()).toEqual([[byWeight]])
    // one example without the batch axis
    expect(layer.forward(x.detach().reshape([1, 4])).toArray()).toEqual([output])
  })

  test('the same extents by circular padding, with an even window and holes', () => {
    const layer = nn.conv2d(1, 1, [2, 3], {
      padding: 'same',
      paddingMode: 'circular',
      dilation: [1, 2],
      bias: false,
      ...float64,
    })
    layer.loadStateDict({
      weight: [
        [
          [
            [0, 1, 2],
            [3, 4, 5],
          ],
        ],
      ],
    })
    const x = variable(
      Float64Array.from({ length: 12 }, (_, i) => i),
      { shape: [1, 1, 3, 4] },
    )
    const y = layer.forward(x)
    y.square().sum().backward()
    expect(y.toArray()).toEqual([
      [
        [
          [68, 83, 58, 73],
          [128, 143, 118, 133],
          [44, 59, 34, 49],
        ],
      ],
    ])
    expect(x.grad!.toArray()).toEqual([
      [
        [
          [1264, 1714, 1364, 1814],
          [2200, 2650, 2300, 2750],
          [3136, 3586, 3236, 3686],
        ],
      ],
    ])
  })

  test('in three dimensions a window of one tap copies the padded operand', () => {
    const layer = nn.conv3d(1, 1, 1, {
      padding: [0, 0, 1],
      paddingMode: 'replicate',
      bias: false,
      ...float64,
    })
    layer.loadStateDict({ weight: [[[[[1]]]]] })
    expect(layer.forward(tensor([[[[[1, 2]]]]], float64)).toArray()).toEqual([[[[[1, 1, 2, 2]]]]])
  })

  test('more than there is to be taken is refused, and what is no mode', () => {
    const layer = nn.conv1d(1, 1, 3, { padding: 2, paddingMode: 'reflect' })
    expect(() => layer.forward(tensor([[[1, 2]]]))).toThrow(ShapeError)
    expect(() => layer.forward(tensor([[[1, 2]]]))).toThrow(
      "paddingMode 'reflect' has no more than [1] to give",
    )
    expect(() => layer.forward(tensor([1]))).toThrow(/conv1d: x is f32\[1\]/)
    expect(() => nn.conv1d(1, 1, 3, { paddingMode: 'mirror' as never })).toThrow(
      'Conv1d: paddingMode is mirror: it must be one of zeros, reflect, replicate, circular.',
    )
    expect(String(layer)).toBe('Conv1d(1 -> 1, kernel: 3, padding: 2, paddingMode: reflect)')
    expect(() => nn.convTranspose1d(1, 1, 3, { paddingMode: 'zeros' } as never)).toThrow(
      /no option 'paddingMode'/,
    )
  })
})

test('what could never be convolved is refused when the layer is made', () => {
  expect(() => nn.conv2d(2, 2, 3, { stride: 0 })).toThrow('conv2d: stride is [0,0]')
  expect(() => nn.conv2d(2, 2, 3, { dilation: [1, 2, 3] })).toThrow('conv2d: dilation is [1,2,3]')
  expect(() => nn.conv2d(2, 2, 3, { padding: 'full' as never })).toThrow('padding is full')
  expect(() => nn.conv1d(2, 2, 3, { padding: 1.5 })).toThrow('padding is [1.5]')
  expect(() => nn.convTranspose2d(2, 2, 3, { outputPadding: 1 })).toThrow(/outputPadding must be smaller/)
  expect(() => nn.conv1d(2, 2, 3, { bias: 'no' as never })).toThrow(
    'bias is no: it must be one of true, false',
  )
  expect(() => nn.conv1d(2, 2, 3, { dtype: 'int32' })).toThrow('dtype is int32: what is learned must be')
})
