import './bridge/subjects/index.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TypedArray } from '../graph/dtype.ts'
import { runGraph } from '../graph/interpret.ts'
import { parameter } from '../graph/leaves.ts'
import { sizeOf } from '../graph/shape.ts'
import { convolution } from '../ops/window.ts'
import { expand } from './expand.ts'

test('an image with holes is convolved without them', () => {
  const axis = fc.record({
    extent: fc.integer({ min: 1, max: 9 }),
    taps: fc.integer({ min: 1, max: 5 }),
    low: fc.integer({ min: -2, max: 5 }),
    high: fc.integer({ min: -2, max: 5 }),
    base: fc.integer({ min: 1, max: 3 }),
    stride: fc.constantFrom(1, 1, 1, 2),
  })
  const problem = fc.record({
    axes: fc.array(axis, { minLength: 1, maxLength: 3 }),
    groups: fc.constantFrom(1, 4),
  })
  let cut = 0
  fc.assert(
    fc.property(problem, ({ axes, groups }) => {
      const x = parameter({ dtype: 'float64', shape: [16, 16, ...axes.map((a) => a.extent)] }, 0, 'test')
      const w = parameter(
        { dtype: 'float64', shape: [32, 16 / groups, ...axes.map((a) => a.taps)] },
        1,
        'test',
      )
      const ones = axes.map(() => 1)
      const y = convolution(x, w, {
        stride: axes.map((a) => a.stride),
        low: axes.map((a) => a.low),
        high: axes.map((a) => a.high),
        dilation: ones,
        baseDilation: axes.map((a) => a.base),
        groups,
      })
      if (sizeOf(y.shape) > 50_000) return
      const graph = { parameters: [x, w], results: [y] }
      const without = expand(graph)
      if (without !== graph) cut++
      const inputs = [x, w].map(({ shape }) =>
        Float64Array.from({ length: sizeOf(shape) }, (_, i) => ((i * 7) % 11) - 5),
      )
      const [wanted] = runGraph(graph, inputs) as [TypedArray]
      const [found] = runGraph(without, inputs) as [TypedArray]
      expect([...found].map((v) => v + 0)).toEqual([...wanted].map((v) => v + 0))
    }),
    { numRuns: 200 },
  )
  expect(cut).toBeGreaterThan(10)
})
