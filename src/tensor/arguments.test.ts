import { expect, test } from 'vitest'
import * as nabla from './index.ts'

const { tensor, zeros } = nabla
const x = tensor([
  [1, 2],
  [3, 4],
])

test('options of numbers that may be left out stand behind fewer of them', () => {
  expect(nabla.eye(2, { dtype: 'int32' }).toArray()).toEqual(nabla.eye(2, 2, 0, { dtype: 'int32' }).toArray())
  expect(nabla.eye(2, 3, { dtype: 'bool' }).dtype).toBe('bool')
  expect(nabla.linspace(0, 1, { dtype: 'float64' }).data()).toEqual(
    nabla.linspace(0, 1, 50, { dtype: 'float64' }).data(),
  )
  expect(nabla.logspace(0, 1, 2, { dtype: 'int32' }).toArray()).toEqual([1, 10])
})

test('a class that there is not is refused where it is known', () => {
  for (const wrong of [3, -1, 0.5])
    expect(() => tensor([0, wrong]).oneHot(3)).toThrow(
      `oneHot: class ${wrong}: it must be an integer from 0 to 2.`,
    )
  expect(() => tensor([0]).oneHot(undefined as never)).toThrow(
    'oneHot: shape [1,undefined]: every extent must be an integer >= 0.',
  )
  expect(tensor([0, 4]).add(1).oneHot(3).toArray()).toEqual([
    [0, 1, 0],
    [0, 0, 0],
  ])
})

test('extents and axes may stand one by one, as in PyTorch', () => {
  expect(x.expand(2, 2, -1).shape).toEqual([2, 2, 2])
  expect(x.tile(1, 2).shape).toEqual([2, 4])
  expect(x.flip(0, 1).toArray()).toEqual(x.flip([0, 1]).toArray())
  for (const f of [
    () => x.flip(0, -2),
    () => nabla.rot90(x, 1, [0, -2]),
    () =>
      x.tensordot(x, [
        [0, -2],
        [0, 1],
      ]),
  ])
    expect(f).toThrow('axis 0 is named twice in [0,-2]: name each axis once.')
  expect(x.transpose(1, 0).toArray()).toEqual(x.t().toArray())
  expect(zeros([1, 2, 1]).squeeze(0, 2).shape).toEqual([2])
  expect(x.unsqueeze(0, -1).shape).toEqual([1, 2, 2, 1])
  expect(x.reshape(4, 1).shape).toEqual([4, 1])
  expect(x.reshape(-1).shape).toEqual([4])
  expect(x.permute(1, 0).toArray()).toEqual([
    [1, 3],
    [2, 4],
  ])
})

test('null takes a gradient away, as undefined does', () => {
  const w = nabla.variable([1, 2])
  w.grad = tensor([3, 4])
  w.grad = null
  expect(w.grad).toBeUndefined()
  w.sum().backward()
  expect(w.grad!.toArray()).toEqual([1, 1])
})

test('what is no number in the place of one is refused', () => {
  expect(() => nabla.full([2], undefined as never)).toThrow('full: undefined stands where a number must.')
  expect(nabla.full([2], true)).toMatchObject({ dtype: 'bool', shape: [2] })
  expect(nabla.full([1], false).toArray()).toEqual([false])
  expect(nabla.full([1], true, { dtype: 'int32' }).toArray()).toEqual([1])
  expect(nabla.fullLike(nabla.tensor([0.5]), true).toArray()).toEqual([1])
  expect(() => nabla.fullLike(x, '3' as never)).toThrow('fullLike: "3" stands where a number must.')
  expect(() => nabla.arange('3' as never)).toThrow('arange: "3" stands where a number must.')
  expect(() => nabla.linspace('0' as never, 1)).toThrow('linspace: "0" stands where a number must.')
})

test('a cell names itself where its state is no list', () => {
  const parameters = { inputWeight: x, hiddenWeight: x }
  expect(() => nabla.lstmCell(x, 3 as never, parameters)).toThrow(
    'lstmCell: 3 stands where a list must: use brackets.',
  )
})

test('places are whole numbers, in whatever they are given', () => {
  expect(nabla.take(x, new Float32Array([3, 0])).toArray()).toEqual([4, 1])
  expect(nabla.take(x, [-1, 0]).toArray()).toEqual([4, 1])
  for (const wrong of [[0.5], [0, Number.NaN], 1.5, tensor([1])])
    expect(() => nabla.take(x, wrong)).toThrow(/take: the indices are f32\[.*\]: they must be integers/)
})

test('a number that integers do not have makes them floats', () => {
  const i = tensor([1, 2], { dtype: 'int32' })
  const u = i.astype('uint32')
  const flags = tensor([true, false])
  for (const [made, dtype, values] of [
    [i.add(2 ** 31 - 3), 'int32', [2 ** 31 - 2, 2 ** 31 - 1]],
    [i.add(3e9), 'float32', [3e9, 3e9]],
    [i.less(3e9), 'bool', [true, true]],
    [u.add(3e9), 'uint32', [3000000001, 3000000002]],
    [u.greater(-1), 'bool', [true, true]],
    [flags.mul(3e9), 'float32', [3e9, 0]],
    [i.pad(1, { value: 0.5 }), 'float32', [0.5, 1, 2, 0.5]],
    [i.pad(1, { value: Number.NaN }), 'float32', [Number.NaN, 1, 2, Number.NaN]],
    [i.pad(1, { value: tensor(0.5) }), 'float32', [0.5, 1, 2, 0.5]],
    [i.pad(1, { value: -7 }), 'int32', [-7, 1, 2, -7]],
    [i.pad(1), 'int32', [0, 1, 2, 0]],
    [flags.pad(1), 'bool', [false, true, false, false]],
  ] as const) {
    expect(made.dtype).toBe(dtype)
    expect(made.toArray()).toEqual(values)
  }
  expect(() => i.at([0.5])).toThrow('at: the indices are f32[1]: they must be integers.')
})

test('an index outside is told as it was given, with the places that there are', () => {
  for (const wrong of [2, -3])
    for (const f of [
      () => x.take([wrong], { axis: 1 }),
      () => x.at([wrong]),
      () => x.indexPut([[wrong]], 1),
      () => x.indexAdd(0, [wrong], [[1, 1]]),
      () => nabla.embedding([wrong], x),
    ])
      expect(() => f().toArray()).toThrow(
        new RegExp(`index ${wrong} along axis [01] of a tensor of shape .*: it must be from -2 to 1\\.$`),
      )
})

test('what PyTorch takes as well, and nabla does not, is not left out in silence', () => {
  const call = (name: 'round' | 'add' | 'sub' | 'div', ...args: unknown[]) =>
    (x[name] as (...args: unknown[]) => nabla.Tensor).apply(x, args)
  expect(() => call('round', 2)).toThrow('round: 2 is one argument too many.')
  expect(() => call('add', x, { alpha: 2 })).toThrow('add: {alpha} is one argument too many.')
  expect(() => call('sub', 1, { alpha: 2 })).toThrow('sub: {alpha}')
  expect(() => call('div', 2, 'floor')).toThrow('div: "floor"')
  // an array calls functions with more
  expect([x].map(nabla.round as (x: nabla.Tensor) => nabla.Tensor)[0]!.toArray()).toEqual(x.toArray())
  expect(() => nabla.where(x as never, undefined as never, 1)).toThrow('where: an element is undefined')
})

test('distances that no loss turns at are refused', () => {
  for (const wrong of [-1, Number.NaN]) {
    expect(() => nabla.huberLoss(x, x, { delta: wrong })).toThrow(
      `huberLoss: delta is ${wrong}: it must be a number > 0.`,
    )
    expect(() => nabla.smoothL1Loss(x, x, { beta: wrong })).toThrow(`smoothL1Loss: beta is ${wrong}`)
  }
  expect(() => nabla.huberLoss(x, x, { delta: 0 })).toThrow('huberLoss: delta is 0')
  expect(nabla.smoothL1Loss(x, zeros([2, 2]), { beta: 0 }).item()).toBe(2.5)
})
