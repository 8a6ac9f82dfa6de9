import { expect, test } from 'vitest'
import { tensor } from '../tensor/index.ts'
import * as nn from './index.ts'

test('a coordinate that is NaN gives NaN, and 0 by the nearest pixel; the image learns nothing from it', () => {
  const x = tensor(
    [
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
    ],
    { requiresGrad: true },
  )
  const grid = tensor([
    [
      [
        [Number.NaN, 0],
        [0, 0],
      ],
    ],
  ])
  for (const paddingMode of ['zeros', 'border', 'reflection'] as const) {
    x.grad = undefined
    const sampled = nn.gridSample(x, grid, { paddingMode })
    expect(sampled.toArray()).toEqual([[[[Number.NaN, 2.5]]]])
    sampled.nansum().backward()
    expect(x.grad!.toArray()).toEqual([
      [
        [
          [0.25, 0.25],
          [0.25, 0.25],
        ],
      ],
    ])
    expect(nn.gridSample(x, grid, { paddingMode, mode: 'nearest' }).toArray()).toEqual([[[[0, 1]]]])
  }
})
