import { describe, expect, test } from 'vitest'
import {
  arange,
  bincount,
  embedding,
  gather,
  grad,
  index,
  indexPut,
  jit,
  maskedSelect,
  nonzero,
  type ScatterReduction,
  ShapeError,
  scatter,
  scatterReduce,
  searchsorted,
  slice,
  type Tensor,
  take,
  tensor,
  vmap,
  zeros,
} from '../index.ts'

const f64 = { dtype: 'float64' } as const
const grid = (): Tensor => arange(12).reshape([3, 4])

describe('indexing', () => {
  test('takes integers, slices, text, ellipsis and new axes', () => {
    expect(index(grid(), 1).toArray()).toEqual([4, 5, 6, 7])
    expect(index(grid(), -1, -1).item()).toBe(11)
    expect(grid().at('...', '::2').toArray()).toEqual([
      [0, 2],
      [4, 6],
      [8, 10],
    ])
    expect(index(grid(), { start: 2, stop: 0, step: -1 }, slice(1)).toArray()).toEqual([[8], [4]])
    expect(index(grid(), '::-1', 0).toArray()).toEqual([8, 4, 0])
    expect(index(grid(), null, '...', null).shape).toEqual([1, 3, 4, 1])
    expect(index(grid(), '5:').shape).toEqual([0, 4])
  })
  test('takes lists, integer tensors and masks', () => {
    expect(index(grid(), [0, 2], [1, 3]).toArray()).toEqual([1, 11])
    expect(index(grid(), ':', tensor([[0], [-1]], { dtype: 'int32' })).shape).toEqual([3, 2, 1])
    expect(index(grid(), grid().greater(8)).toArray()).toEqual([9, 10, 11])
    expect(index(grid(), [true, false, true], 1).toArray()).toEqual([1, 9])
  })
  test('says what is wrong', () => {
    expect(() => index(grid(), 3)).toThrow(/index: place 3 along axis 0/)
    expect(() => index(grid(), 0, 0, 0)).toThrow(/3 indices/)
    expect(() => index(grid(), 'a:b')).toThrow(/not a slice/)
    expect(() => take(grid(), [12]).toArray()).toThrow(/^take: index 12 along axis 0/)
    expect(() => embedding(tensor([7], { dtype: 'int32' }), grid()).toArray()).toThrow(
      /^embedding: index 7 along axis 0/,
    )
    expect(() => take(grid(), tensor([0.5]))).toThrow(/must be integers/)
    expect(() => index([1, 2], [true, false, false])).toThrow(
      'index: a mask covers 3 of 2 places along axis 0 of f32[2]: it must cover all.',
    )
    expect(() => vmap((m: Tensor) => maskedSelect([1, 2], m.greater(0)))(tensor([[1, 0]]))).toThrow(
      /do not exist while/,
    )
  })
  test('puts values in for every kind of index', () => {
    expect(indexPut(zeros([3]), [[0, 0, 2]], 1, { mode: 'add' }).toArray()).toEqual([2, 0, 1])
    expect(indexPut(zeros([2, 3]), ['...', '::2'], [[1], [2]]).toArray()).toEqual([
      [1, 0, 1],
      [2, 0, 2],
    ])
    expect(indexPut(tensor([3, 1]), [0], 2, { mode: 'min' }).toArray()).toEqual([2, 1])
    // 6 * (2^32 - 1)^3 has more bits than a number, and is -6 modulo 2^32
    const product = indexPut(tensor([6], { dtype: 'uint32' }), [[0, 0, 0]], 2 ** 32 - 1, { mode: 'multiply' })
    expect(product.toArray()).toEqual([2 ** 32 - 6])
    const [truths, values] = [tensor([true, false, true]), tensor([true, false, true])]
    for (const [mode, wanted] of [
      ['add', [1, 1, 1]],
      ['max', [1, 1, 1]],
      ['multiply', [0, 0, 1]],
      ['min', [0, 0, 1]],
    ] as const) {
      const also = (x: Tensor): Tensor => indexPut(x, [[0, 0, 1]], values, { mode }).astype('int32')
      for (const f of [also, jit(also)])
        expect({ mode, found: f(truths).toArray() }).toEqual({ mode, found: wanted })
    }
    const g = grad((x: Tensor, v: Tensor) => indexPut(x, ['1:'], v).square().sum(), { argnums: [0, 1] })
    expect(g(tensor([1, 2, 3], f64), tensor([5, 7], f64)).map((t) => t.toArray())).toEqual([
      [2, 0, 0],
      [10, 14],
    ])
  })
  test('finds places', () => {
    expect(
      nonzero(
        tensor([
          [0, 3],
          [1, 0],
        ]),
      ).toArray(),
    ).toEqual([
      [0, 1],
      [1, 0],
    ])
    expect(searchsorted([1, 2, 2, 5], [0, 2, 9]).toArray()).toEqual([0, 1, 4])
    expect(searchsorted([1, 2, 2, 5], [2, 5], { right: true }).toArray()).toEqual([3, 4])
    expect(searchsorted([], [1]).toArray()).toEqual([0])
    expect(bincount(tensor([0, 2, 2], { dtype: 'int32' }), 4).toArray()).toEqual([1, 0, 2, 0])
    expect(bincount(tensor([0, 2, 2])).toArray()).toEqual([1, 0, 2])
    expect(bincount(tensor([0, 1, 1]), { weights: [0.5, 1, 2] }).toArray()).toEqual([0.5, 3])
    expect(bincount(tensor([])).shape).toEqual([0])
    expect(() => jit((x: Tensor) => bincount(x))(tensor([1]))).toThrow(
      /bincount: the size .* traced .* Give the length/,
    )
    expect(jit((x: Tensor) => bincount(x, 3))(tensor([1])).toArray()).toEqual([0, 1, 0])
    expect(() => bincount(tensor([0.5, 3]))).toThrow(
      'bincount: number that is no whole number: it must be from 0 on.',
    )
    expect(() => bincount(tensor([2, -5]))).toThrow('bincount: number -5: it must be from 0 on.')
    expect(() => bincount(tensor([0.5]), 2).eval()).toThrow(
      'bincount: number that is no whole number along axis 0',
    )
    for (const length of [-1, 1.5, Number.NaN])
      expect(() => bincount(tensor([0], { dtype: 'int32' }), length)).toThrow(ShapeError)
  })
})

test.each(['int32', 'uint32', 'float32'] as const)(
  'what meets at a place of %s keeps its dtype without what stands there, too',
  (dtype) => {
    const reduced = (how: ScatterReduction): Tensor =>
      scatterReduce(tensor([5, 1, 7], { dtype }), 0, [0, 0, 1, 1], tensor([2, 9, 3, 0], { dtype }), how, {
        includeSelf: false,
      })
    for (const [how, expected] of [
      ['sum', [11, 3, 7]],
      ['prod', [18, 0, 7]],
      ['amax', [9, 3, 7]],
      ['amin', [2, 0, 7]],
    ] as const) {
      expect(reduced(how).dtype).toBe(dtype)
      expect(reduced(how).toArray()).toEqual(expected)
    }
    if (dtype !== 'uint32') {
      const below = scatterReduce(zeros([1], { dtype }), 0, [0], tensor([-5], { dtype }), 'amax', {
        includeSelf: false,
      })
      expect(below.toArray()).toEqual([-5])
    }
  },
)

test('indices of smaller extents than x gather and scatter at the start of the other axes', () => {
  const x = arange(24).astype('float32').reshape([2, 3, 4])
  const places = tensor(
    [
      [
        [3, 0],
        [1, 1],
      ],
    ],
    { dtype: 'int32' },
  )
  expect(gather(x, 2, places).toArray()).toEqual([
    [
      [3, 0],
      [5, 5],
    ],
  ])
  const put = scatter(x, 2, places, -1)
  expect([...put.data()].map((value, i) => (value === -1 ? i : -1)).filter((i) => i >= 0)).toEqual([0, 3, 5])
  const slope = grad((y: Tensor) => gather(y.square(), 2, places).sum())(x)
  // 0 is taken once, 3 once, 5 twice; the slope of a square is twice its root
  const slopes = new Array(24).fill(0)
  slopes[3] = 6
  slopes[5] = 20
  expect([...slope.data()]).toEqual(slopes)
})
