import { expect, test } from 'vitest'
import { grad, jit, type Tensor, tensor } from '../tensor/index.ts'
import * as nn from './index.ts'

const table = Array.from({ length: 5 }, (_, i) => [Math.cos(0.9 * i), Math.cos(2 - i)])
const numbers = [0, 1, 1, 3, 2, 4]
const factors = numbers.map((_, i) => Math.sin(i + 1))
const int = (values: readonly unknown[]): Tensor => tensor(values as number[], { dtype: 'int32' })

/** Values and gradients of sum(y^2) by the definition, a bag and a feature at a time. */
function byHand(bags: readonly (readonly number[])[], mode: string, weighted: boolean, padding?: number) {
  const gradient = table.map(() => [0, 0])
  const values = bags.map((bag) =>
    [0, 1].map((feature) => {
      const used = bag.filter((at) => numbers[at] !== padding)
      if (used.length === 0) return 0
      const element = (at: number): number => table[numbers[at]!]![feature]!
      const by = (at: number): number => (weighted ? factors[at]! : mode === 'mean' ? 1 / used.length : 1)
      const taken =
        mode === 'max' ? [used.reduce((best, at) => (element(at) > element(best) ? at : best))] : used
      const value = taken.reduce((sum, at) => sum + by(at) * element(at), 0)
      for (const at of taken) gradient[numbers[at]!]![feature]! += 2 * value * by(at)
      return value
    }),
  )
  return { values, gradient }
}

const far = (found: Tensor, wanted: number[][]): number =>
  found
    .sub(tensor(wanted, { dtype: 'float64' }))
    .abs()
    .max()
    .item()

test.each([
  ['sum', false],
  ['sum', true],
  ['mean', false],
  ['max', false],
] as const)('bags of rows: %s, weighted %s, as by the definition, with their gradients', (mode, weighted) => {
  for (const paddingIdx of [undefined, 1, -2]) {
    const layer = nn.embeddingBag(5, 2, {
      mode,
      dtype: 'float64',
      ...(paddingIdx === undefined ? {} : { paddingIdx }),
    })
    const padding = paddingIdx === undefined ? undefined : (paddingIdx + 5) % 5
    const forms: [Tensor, nn.Bags, number[][]][] = [
      [
        int([
          [0, 1, 1],
          [3, 2, 4],
        ]),
        weighted ? { weights: [factors.slice(0, 3), factors.slice(3)] } : {},
        [
          [0, 1, 2],
          [3, 4, 5],
        ],
      ],
      [
        int(numbers),
        { offsets: [0, 2, 2, 5], ...(weighted ? { weights: factors } : {}) },
        [[0, 1], [], [2, 3, 4], [5]],
      ],
      [
        int([0, 1, -4, 3, -3, -1]),
        { offsets: [0, 2, 2, 5], ...(weighted ? { weights: factors } : {}) },
        [[0, 1], [], [2, 3, 4], [5]],
      ],
    ]
    for (const [indices, bags, places] of forms) {
      const run = (weight: Tensor): Tensor => nn.functionalCall(layer, { weight }, indices, bags)
      const { values, gradient } = byHand(places, mode, weighted, padding)
      const slope = grad((weight: Tensor) => run(weight).square().sum())
      const weight = tensor(table, { dtype: 'float64' })
      for (const [f, g] of [
        [run, slope],
        [jit(run), jit(slope)],
      ] as const) {
        expect(far(f(weight), values)).toBeLessThan(1e-14)
        // of the row that stands for no word PyTorch takes no gradient
        const wanted = gradient.map((row, i) => (i === padding ? [0, 0] : row))
        expect(far(g(weight), wanted)).toBeLessThan(1e-14)
      }
    }
  }
})

test('bags may be empty, and what is no bag is refused', () => {
  const layer = nn.embeddingBag(3, 2)
  for (const mode of ['sum', 'mean', 'max'] as const) {
    const bag = nn.embeddingBag(3, 2, { mode })
    expect(bag.forward(int([]), { offsets: [0, 0] }).toArray()).toEqual([
      [0, 0],
      [0, 0],
    ])
    expect(bag.forward(int([]).reshape(2, 0)).toArray()).toEqual([
      [0, 0],
      [0, 0],
    ])
  }
  expect(String(layer)).toBe('EmbeddingBag(3, 2, mode: mean)')
  expect(layer.namedParameters().map(([name]) => name)).toEqual(['weight'])
  expect(() => layer.forward(int([1, 2]))).toThrow(
    'the numbers are [2]: they must be [bags, n], or [n] with offsets',
  )
  expect(() => layer.forward(int([[1, 2]]), { weights: [[1, 2]] })).toThrow(
    'weights are for sums, and the mode is mean',
  )
  for (const [offsets, bag] of [
    [[1, 2], 0],
    [[0, 2, 1], 2],
    [[0, 4], 1],
    [[0, Number.NaN], 1],
    [[0, 1.5], 1],
  ] as const)
    expect(() => layer.forward(tensor([0, 1, 2], { dtype: 'int32' }), { offsets })).toThrow(
      `EmbeddingBag: bag ${bag} begins at`,
    )
  expect(layer.forward(tensor([0, 1, 2], { dtype: 'int32' }), { offsets: [0, 3, 3] }).shape).toEqual([3, 2])
  expect(() => nn.embeddingBag(3, 2, { mode: 'min' as never })).toThrow(
    'mode is min: it must be one of sum, mean, max',
  )
  expect(() => nn.embeddingBag(3, 2, { modes: 'sum' } as never)).toThrow("there is no option 'modes'")
})
