import { expect, test } from 'vitest'
import { grad, jit, type Tensor, tensor, vmap } from '../tensor/index.ts'
import * as nn from './index.ts'

test.each([
  [2, [0.8999999820000003, 1.1999999760000004]],
  [1, [0.6428571336734695, 0.8571428448979593]],
  [Number.POSITIVE_INFINITY, [1.1249999718750008, 1.499999962500001]],
] as const)(
  'rows that are looked up are shortened by norm %s, as PyTorch does, also under jit',
  (normType, row) => {
    for (const compile of [false, true]) {
      const layer = nn.embedding(4, 2, { maxNorm: 1.5, normType, paddingIdx: 1, dtype: 'float64' })
      layer.loadStateDict({
        weight: [
          [3, 4],
          [0, 2],
          [0.5, 1],
          [6, 8],
        ],
      })
      const learn = (indices: Tensor): Tensor[] => {
        const rows = layer.forward(indices)
        rows.mul([1, 2]).sum().backward()
        const { grad } = layer.weight
        layer.weight.grad = undefined
        return [rows, grad!]
      }
      const [rows, grad] = (compile ? jit(learn) : learn)(
        tensor(
          [
            [0, 2],
            [0, 1],
          ],
          { dtype: 'int32' },
        ),
      ) as [Tensor, Tensor]
      const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 13))
      const second = close([0, 1.4999999250000038])
      expect(rows.toArray()).toEqual([
        [close(row), [0.5, 1]],
        [close(row), second],
      ])
      // what is not looked up stays as long as it is
      expect(layer.weight.toArray()).toEqual([close(row), second, [0.5, 1], [6, 8]])
      expect(grad.toArray()).toEqual([
        [2, 4],
        [0, 0],
        [1, 2],
        [0, 0],
      ])
      expect(String(layer)).toBe(
        `Embedding(4, 2, paddingIdx: 1, maxNorm: 1.5${normType === 2 ? '' : `, normType: ${normType}`})`,
      )
    }
  },
)

test('norms that are none are refused', () => {
  expect(() => nn.embedding(2, 2, { maxNorm: 0 })).toThrow('maxNorm is 0: it must be a number > 0')
  expect(() => nn.embedding(2, 2, { maxNorm: 1, normType: 0 })).toThrow('normType is 0')
})

test('gradients of rows may be divided by how often they are looked up, as PyTorch has it', () => {
  const indices = tensor(
    [
      [1, 1, 3],
      [2, 1, 0],
    ],
    { dtype: 'int32' },
  )
  const weights = tensor(Float64Array.from({ length: 12 }, (_, i) => Math.cos(0.9 * i))).reshape(2, 3, 2)
  const table = nn.embedding(5, 2, { scaleGradByFreq: true, paddingIdx: 3, dtype: 'float64' })
  const loss = () => table.forward(indices).mul(weights).sum()
  expect(loss().item()).toBe(
    nn
      .functionalCall(nn.embedding(5, 2, { paddingIdx: 3, dtype: 'float64' }), table.stateDict(), indices)
      .mul(weights)
      .sum()
      .item(),
  )
  for (const run of [() => loss().backward(), jit(() => loss().backward())]) {
    table.zeroGrad()
    run()
    const expected = [
      [-0.9111302618846769, -0.8891911526253609],
      [0.46038307327972244, -0.17533544249406263],
      [0.6346928759426347, 0.9998586363834151],
      [0, 0],
      [0, 0],
    ]
    expect(
      table.weight
        .grad!.sub(tensor(expected, { dtype: 'float64' }))
        .abs()
        .max()
        .item(),
    ).toBeLessThan(1e-15)
  }
})

test('what is divided is the gradient alone: values stay, -1 is the last row, and a layer prints it', () => {
  const table = nn.embedding(3, 2, { scaleGradByFreq: true, dtype: 'float64' })
  table.loadStateDict({
    weight: [
      [Infinity, -0],
      [1, 2],
      [3, 4],
    ],
  })
  const indices = tensor([0, -1, 2, 0], { dtype: 'int32' })
  const rows = table.forward(indices)
  expect(rows.toArray()).toEqual([
    [Infinity, -0],
    [3, 4],
    [3, 4],
    [Infinity, -0],
  ])
  // of sum w^2/2 the gradient is w each time a row is looked up, here divided by how often, and that of its sum is 1
  const of = (weight: Tensor): Tensor =>
    nn.functionalCall(table, { weight }, tensor([1, -1, 2, 1], { dtype: 'int32' }))
  const once = grad((weight: Tensor) => of(weight).square().sum().div(2))
  const weight = tensor(
    [
      [5, 6],
      [1, 2],
      [3, 4],
    ],
    { dtype: 'float64' },
  )
  for (const first of [once, jit(once)])
    expect(first(weight).toArray()).toEqual([
      [0, 0],
      [1, 2],
      [3, 4],
    ])
  // the second derivative goes through the division twice
  expect(grad((w: Tensor) => once(w).square().sum().div(2))(weight).toArray()).toEqual([
    [0, 0],
    [0.5, 1],
    [1.5, 2],
  ])
  // each example of a batch counts for itself
  const each = vmap(
    grad((w: Tensor, i: Tensor) => nn.functionalCall(table, { weight: w }, i).sum()),
    {
      inAxes: [null, 0],
    },
  )
  expect(
    each(
      weight,
      tensor(
        [
          [1, 1],
          [0, 2],
        ],
        { dtype: 'int32' },
      ),
    ).toArray(),
  ).toEqual([
    [
      [0, 0],
      [1, 1],
      [0, 0],
    ],
    [
      [1, 1],
      [0, 0],
      [1, 1],
    ],
  ])
  expect(String(table)).toBe('Embedding(3, 2, scaleGradByFreq: true)')
})
