import './bridge/subjects/slicing.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { topological } from '../graph/graph.ts'
import { runGraph } from '../graph/interpret.ts'
import { constant, parameter } from '../graph/leaves.ts'
import { apply, type Node } from '../graph/node.ts'
import { sizeOf } from '../graph/shape.ts'
import { add } from '../ops/arithmetic.ts'
import { slicing } from '../ops/movement.ts'
import { simplify } from './simplify.ts'
import { validate } from './validate.ts'

/** Parts along an axis, each padded with zeros to the whole; `gap` leaves out as many places at the end, -1 cuts the last one off. */
function sumOf(extents: readonly number[], axis: number, order: readonly number[], gap: number) {
  const total = extents.reduce((a, b) => a + b, gap)
  const parts = extents.map((extent, i) =>
    parameter({ dtype: 'float32', shape: axis === 0 ? [extent, 3] : [3, extent] }, i, 'test'),
  )
  const padded = parts.map((part, i) => {
    const before = extents.slice(0, i).reduce((a, b) => a + b, 0)
    const [low, high] = [
      [0, 0],
      [0, 0],
    ]
    low[axis] = before
    high[axis] = total - before - extents[i]!
    return apply(slicing.pad, [part, constant(0, 'float32')], { low, high, interior: [0, 0] }) as Node
  })
  const sum = order.map((i) => padded[i]!).reduce((a, b) => add(a, b))
  return { parameters: parts, results: [sum] }
}

test('padded parts that cover an axis are joined, whatever their order; others are added', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 5 }),
      fc.constantFrom(0, 1),
      fc.constantFrom(0, 0, 1, -1),
      fc.integer(),
      (extents, axis, gap, seed) => {
        const order = extents.map((_, i) => i).sort((a, b) => Math.sin(seed + a) - Math.sin(seed + b))
        const graph = sumOf(extents, axis, order, gap)
        const now = validate(simplify(graph), 'simplify')
        const special = [-0, 0, Number.NaN, Number.POSITIVE_INFINITY, 1.5]
        const inputs = graph.parameters.map((p, k) =>
          Float32Array.from({ length: sizeOf(p.shape) }, (_, i) => special[(i + k) % special.length]!),
        )
        expect(runGraph(now, inputs)).toEqual(runGraph(graph, inputs))
        const pads = topological(now.results, () => false).filter(({ op }) => (op as object) === slicing.pad)
        expect(pads.length).toBe(gap === 0 ? 0 : extents.length)
      },
    ),
  )
})

test('parts that are padded along two axes, or with zeros between, are added', () => {
  for (const [right, between] of [
    [1, 0],
    [0, 1],
  ] as const) {
    const parts = [0, 1].map((i) => parameter({ dtype: 'float32', shape: [2, 2] }, i, 'test'))
    const padded = parts.map((part, i) => {
      const sides = { low: [2 * i, 0], high: [2 - 2 * i, right], interior: [0, between] }
      return apply(slicing.pad, [part, constant(0, 'float32')], sides) as Node
    })
    const graph = { parameters: parts, results: [add(padded[0]!, padded[1]!)] }
    const inputs = parts.map((_, k) => Float32Array.from([1, 2, 3, 4], (x) => x + 4 * k))
    expect(runGraph(simplify(graph), inputs)).toEqual(runGraph(graph, inputs))
  }
})
