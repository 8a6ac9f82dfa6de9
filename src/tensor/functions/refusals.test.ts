import { expect, test } from 'vitest'
import * as nabla from '../index.ts'

const { tensor, zeros } = nabla
const wrong = undefined as never

test.each([nabla.indexAdd, nabla.indexCopy, nabla.indexFill])(
  'what is written to slices has their shape, or is repeated to it',
  (write) => {
    const x = zeros([3, 3])
    for (const source of [zeros([2, 2]), tensor([[1, 2]]), zeros([2, 4]), zeros([3, 3]), zeros([1, 2, 3])])
      expect(() => write(x, 0, [0, 1], source)).toThrow(new RegExp(`^${write.name}: .*\\[2,3\\]`))
    for (const source of [zeros([2, 3]), tensor([[1], [2]]), tensor([1, 2, 3]), 5])
      expect(write(x, 0, [0, 1], source).shape).toEqual([3, 3])
    expect(() => write(3, 0, [1, 2], zeros([2, 2]))).toThrow(new RegExp(`^${write.name}: .*\\[2\\]`))
    expect(() => write(x, 0, [3], 5).toArray()).toThrow(`${write.name}: index 3 along axis 0`)
    expect(write(3, 0, [0], 5).item()).toBe(write === nabla.indexAdd ? 8 : 5)
  },
)

test.each([nabla.scatter, nabla.scatterAdd])('one place of a scalar is one number', (write) => {
  for (const [places, source] of [
    [[0, 0], 1],
    [[0], [1, 2]],
    [[], 1],
    [[[0]], 1],
  ] as const)
    expect(() => write(3, 0, places as never, source)).toThrow(new RegExp(`^${write.name}: .* to \\[1\\]`))
  expect(() => write([1, 2], 0, [2], [1]).toArray()).toThrow(`${write.name}: index 2 along axis 0`)
  expect(write(3, 0, [0], [1]).item()).toBe(write === nabla.scatterAdd ? 4 : 1)
})

test.each<[string, () => unknown, string]>([
  [
    'a step that is left out',
    () => nabla.slidingWindows(zeros([3]), 0, 2, wrong),
    'slidingWindows: the step is undefined',
  ],
  [
    'no step',
    () => nabla.slidingWindows(zeros([3]), 0, 2, 0),
    'slidingWindows: the step is 0: it must be an integer >= 1',
  ],
  ['half a size', () => nabla.slidingWindows(zeros([3]), 0, 1.5, 1), 'slidingWindows: the size is 1.5'],
  [
    'a window that is too large',
    () => nabla.slidingWindows(zeros([3]), 0, 4, 1),
    'slidingWindows: windows of 4 along axis 0',
  ],
  [
    'more cropped than there is',
    () => nabla.pad(zeros([2, 1]), -1),
    'pad: axis 1 of f32[2,1] by -1 and -1: it cannot',
  ],
  [
    'a reflection cropped too far',
    () => nabla.pad(zeros([1]), -1, { mode: 'reflect' }),
    'pad: axis 0 of f32[1] by -1 and -1: it cannot have -1',
  ],
  ['a mode by no name', () => nabla.pad(zeros([1]), 1, { mode: 'mirror' as never }), 'pad: mode is mirror'],
  [
    'a size below 1',
    () => nabla.localResponseNorm(zeros([0, 0, 0]), -1),
    'localResponseNorm: the size is -1',
  ],
  [
    'no axis of channels',
    () => nabla.localResponseNorm(zeros([2]), 3),
    'localResponseNorm: axis 1 of a tensor with 1 axis',
  ],
  ['less than a group', () => nabla.groupNorm(zeros([2, 4]), 0.5), 'groupNorm: the number of groups is 0.5'],
  [
    'an inner product',
    () => nabla.inner(zeros([2, 3]), zeros([2])),
    'inner: a is f32[2,3], b is f32[2]: axes [1]',
  ],
  [
    'a product of more axes',
    () => nabla.dot(zeros([2, 2, 3]), zeros([2])),
    'dot: a is f32[2,2,3], b is f32[2]: axes',
  ],
  [
    'a sum over pairs',
    () => nabla.tensordot(zeros([2, 3]), zeros([3, 2])),
    'of a and [0,1] of b must be as many',
  ],
  ['more axes of one', () => nabla.tensordot(zeros([2, 2]), zeros([2, 2]), [[0, 1], 0]), 'tensordot: a is'],
  [
    'a sum over a batch',
    () => nabla.addbmm(0, zeros([1, 2, 3]), zeros([1, 2, 3])),
    'addbmm: a is f32[1,2,3]',
  ],
  ['a product of truths', () => nabla.matmul([[true]], [[true]]), 'matmul: an operand is bool'],
  [
    'closeness of other shapes',
    () => nabla.allclose(zeros([2]), zeros([2, 3])),
    'allclose: [2] and [2,3] do not',
  ],
  ['words for extents', () => nabla.broadcastTo(1, 'ab' as never), 'broadcastTo: shape ["ab"]: every extent'],
  [
    'a tensor for extents',
    () => nabla.broadcastTo(1, tensor(2) as never),
    'broadcastTo: shape [a Tensor]: every extent',
  ],
])('%s is told in the words of the function', (_, f, message) => {
  expect(f).toThrow(message)
})

test('a padding below 0 crops, as in PyTorch and JAX', () => {
  const x = tensor([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ])
  expect(nabla.pad(x, [-1, -1]).toArray()).toEqual([
    [2, 3],
    [6, 7],
  ])
  expect(nabla.pad(zeros([1, 2]), [-1, -1]).shape).toEqual([1, 0])
})

test.each<[string, () => unknown, string]>([
  ['a diagonal between two', () => nabla.tril(zeros([2, 2]), 0.5), 'tril: offset is 0.5'],
  ['one axis for two', () => nabla.matrixNorm(zeros([2, 2]), { axis: 1 as never }), 'matrixNorm: 1 stands'],
  ['an axis that one number has not', () => nabla.argmax(3, 1), 'argmax: '],
  [
    'one state for two',
    () => nabla.lstm(zeros([1, 1, 1]), zeros([1, 1]) as never, {} as never),
    'lstm: a Tensor stands',
  ],
])('%s is refused', (_, f, told) => {
  expect(f).toThrow(told)
  expect(f).toThrow(nabla.NablaError)
})
