import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { engine, grad, pad, slice, type Tensor, tensor, variable } from '../../src/index.ts'
import { numbers } from '../support/compiled.ts'

/** Where a block is cut out or put in may be another place in each step of a loop: no reason to compile anew. */
describe('blocks that move from step to step', () => {
  const before = engine.settings()
  beforeEach(() => {
    engine.settings({ mode: 'compile', threads: 1 })
  })
  afterEach(() => {
    engine.settings(before)
  })

  const filled = (seed: number, ...shape: number[]): Tensor =>
    tensor(
      numbers(
        shape.reduce((a, b) => a * b, 1),
        seed,
      ),
    ).reshape(shape)

  /** The values of a function of a number, compiled and interpreted, and how many programs that made. */
  function both(f: (i: number) => Tensor, places: readonly number[]): number {
    const start = engine.stats().compiled
    const found = places.map((i) => f(i).toArray())
    const compiled = engine.stats().compiled - start
    engine.settings({ mode: 'interpret' })
    const expected = places.map((i) => f(i).toArray())
    engine.settings({ mode: 'compile' })
    for (const [i, value] of found.entries())
      [value].flat(5).forEach((x, k) => {
        expect(Math.abs((x as number) - ([expected[i]!].flat(5)[k] as number))).toBeLessThan(1e-5)
      })
    return compiled
  }

  const u = variable(filled(1, 7, 5, 6))
  const x = filled(2, 4, 5)
  test.each<[string, (i: number) => Tensor]>([
    ['a row', (i) => u.at(i).sin().sum()],
    [
      'a row from the end',
      (i) =>
        u
          .at(-1 - i)
          .mul(u.at(i))
          .sum(),
    ],
    ['a column', (i) => u.at(':', ':', i).exp()],
    [
      'a block along two axes, and a number',
      (i) => u.at(slice(i, i + 2), ':', slice(1 + (i % 3), 4 + (i % 3))).mul(i + 0.5),
    ],
    ['a block of a product', (i) => x.matmul(u.at(0)).at(slice(i % 3, (i % 3) + 2), i)],
    ['a block into a product', (i) => x.matmul(u.at(i, ':', slice(i % 3, (i % 3) + 3)))],
    ['an empty block', (i) => u.at(slice(i, i)).sum(0)],
    [
      'zeros around',
      (i) =>
        pad(u.at(0), [
          [i, 5 - i],
          [1, 2],
        ]).tanh(),
    ],
    [
      'ones around',
      (i) =>
        pad(
          u.at(1),
          [
            [2, 2],
            [5 - i, i],
          ],
          { value: 1 },
        ).cumsum(0),
    ],
    ['a block of every second', (i) => u.at(slice(i % 2, 6 + (i % 2), 2)).sum()],
    ['the gradient of a row', (i) => grad((u: Tensor) => u.at(i).square().sum())(u) as Tensor],
    [
      'the second derivative of a block',
      (i) =>
        grad((u: Tensor) =>
          (
            grad((u: Tensor) =>
              u
                .at(slice(i, i + 2), i % 5)
                .pow(3)
                .sum(),
            )(u) as Tensor
          )
            .sin()
            .sum(),
        )(u) as Tensor,
    ],
    [
      'the gradient of what is put among zeros',
      (i) =>
        grad((u: Tensor) =>
          pad(u.at(0), [
            [i, 5 - i],
            [0, 0],
          ])
            .at(slice(2, 6))
            .square()
            .sum(),
        )(u) as Tensor,
    ],
  ])('%s', (_, f) => {
    // the first program is made for its numbers, the next one takes those that turn out to change
    expect(both(f, [0, 3, 1, 5, 5, 0, 2, 4])).toBeLessThanOrEqual(4)
  })

  test('of any extents, along any axes', () => {
    const block = fc.nat({ max: 6 }).chain((extent) =>
      fc.record({
        extent: fc.constant(extent),
        size: fc.nat({ max: extent }),
        first: fc.nat(),
        second: fc.nat(),
      }),
    )
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 3 }), (axes) => {
        const w = variable(filled(3, ...axes.map(({ extent }) => extent)))
        const f = (i: number): Tensor =>
          grad((w: Tensor) => {
            const parts = axes.map(({ extent, size, first, second }) => {
              const start = (i % 2 === 0 ? first : second) % (extent - size + 1)
              return slice(start, start + size)
            })
            return w
              .at(...parts)
              .sin()
              .sum()
          })(w) as Tensor
        expect(both(f, [0, 1, 2, 3])).toBeLessThanOrEqual(2)
      }),
      { numRuns: 60 },
    )
  })
})
