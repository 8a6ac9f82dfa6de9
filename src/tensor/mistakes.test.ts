import { describe, expect, test } from 'vitest'
import { shown } from '../errors.ts'
import * as nabla from './index.ts'

const { tensor, zeros, Tensor, concatenate, stack, grad } = nabla
const x = tensor([
  [1, 2],
  [3, 4],
])

describe('what plain JavaScript may hand over is named, with the repair', () => {
  test.each<[string, () => unknown, string]>([
    [
      'options for an axis',
      () => x.sum({ axis: 0 } as never),
      'sum: axis {axis} of a tensor with 2 axes: it must be an integer from -2 to 1, before options.',
    ],
    ...(['logsumexp', 'std', 'sort', 'softmax', 'mean', 'amax', 'argmax', 'cumsum'] as const).map(
      (name): [string, () => unknown, string] => [
        `options for an axis of ${name}`,
        () => x[name]({ axis: 1 } as never),
        `${name}: axis {axis} of a tensor with 2 axes: it must be an integer from -2 to 1, before options.`,
      ],
    ),
    ['the order of a norm for an axis', () => x.norm(2), 'norm(x, axis, { ord }): axis 2 of a tensor'],
    ['its name', () => x.norm('fro' as never), 'norm(x, axis, { ord }): axis "fro" of a tensor'],
    [
      'a state of another length',
      () => new nabla.random.Generator().setState(new Uint32Array(3)),
      'random.setState: the key is u32[3]: it must be u32[4]',
    ],
    ['text for an axis', () => x.softmax('0' as never), 'softmax: axis "0" of a tensor with 2 axes'],
    [
      'axes one by one',
      () => x.transpose(0 as never),
      'it must name each of the 2 axes once. swapaxes(a, b) exchanges two.',
    ],
    ['tensors one by one', () => concatenate(x as never, x as never), 'concatenate([a, b])'],
    ['no tensors', () => stack([]), 'stack: give a list with at least one tensor'],
    [
      'a dtype that there is not',
      () => x.astype('float' as never),
      'astype: there is no dtype "float": it must be one of',
    ],
    ['a dtype of zeros', () => zeros([2], { dtype: 'int64' as never }), 'zeros: there is no dtype "int64"'],
    [
      'a shape before the bounds',
      () => nabla.random.randint([2] as never, 0, 10 as never),
      'random.randint(low, high, shape): low is [2]: it must be an integer.',
    ],
    [
      'a bound that is no whole number',
      () => nabla.random.randint(0, 2.5, [3]),
      'random.randint(low, high, shape): high is 2.5: it must be an integer >= 1.',
    ],
    ['an operator of JavaScript', () => Number(x), '(+, *, <, ==): use x.add(y), the math tag, '],
    ['the operator of Python', () => nabla.math`${x} @ ${x}`, 'write matmul(a, b)'],
    ['new', () => new Tensor([1] as never), 'make tensors with tensor([1, 2])'],
    [
      'a promise',
      () => x.add(Promise.resolve(1) as never),
      'an element is a Promise: every element must be a number or a boolean. Await promises',
    ],
    ['a text', () => x.mul('2' as never), 'an element is "2": every element must be a number or a boolean.'],
    ['nothing', () => x.add(undefined as never), 'an element is undefined'],
    ['a bigint', () => tensor([1n] as never), 'an element is 1n: every element'],
    [
      'extents without brackets',
      () => zeros(3 as never, 4 as never),
      'zeros: the shape is 3: it must be a list of extents in brackets, as [2, 3].',
    ],
    ...(['rand', 'randn', 'exponential'] as const).map((name): [string, () => unknown, string] => [
      `extents of ${name} without brackets`,
      () => nabla.random[name](3 as never, 4 as never),
      `random.${name}: the shape is 3: it must be a list of extents in brackets`,
    ]),
    ['ones without brackets', () => nabla.ones(2 as never), 'ones: the shape is 2: it must be a list'],
    [
      'a count for options',
      () => nabla.random.categorical([1, 2], 3 as never),
      'random.categorical: options are given as 3',
    ],
    ['a fourth number', () => nabla.arange(0, 3, 1, 5 as never), 'arange: options are given as 5'],
    [
      'a shape of tensors',
      () => nabla.random.permutation(x as never),
      'permutation: shape [a Tensor]: every',
    ],
    [
      'a negative count',
      () => tensor([1, 2]).repeat([1, -2]),
      'repeat: the count is -2: it must be an integer >= 0',
    ],
    ['tensors in a list', () => tensor([x, x] as never), 'an element is a Tensor'],
    [
      'options before tensors',
      () =>
        nabla
          .variable(1)
          .mul(2)
          .backward({ retainGraph: true } as never),
      '{retainGraph}: every element must be a number or a boolean. Await promises, join tensors by stack([...]), put options behind all tensors.',
    ],
    [
      'a text to differentiate by',
      () => grad((y: nabla.Tensor) => y.mul(2))('3' as never),
      'grad: argnums names argument 0, which is "3": it must be numbers.',
    ],
    [
      'a window that is no number',
      () => nabla.maxPool2d(zeros([1, 1, 4, 4]), { size: 2 } as never),
      'maxPool2d: kernelSize is',
    ],
  ])('%s', (_, mistake, message) => {
    expect(mistake).toThrow(message)
    expect(mistake).toThrow(nabla.NablaError)
  })
})

test('a list that gave a shape can be changed afterwards', () => {
  const shape = [2, 2]
  const made = [tensor(new Float32Array(4), { shape }), zeros(shape), nabla.random.rand(shape)]
  shape[0] = 7
  for (const each of made) expect(each.shape).toEqual([2, 2])
})

test('an order of some axes is refused, though they stand where they stood', () => {
  expect(() => zeros([2, 3, 4]).transpose([0, 1])).toThrow(
    'permutation [0,1] of f32[2,3,4]: it must name each of the 3 axes once. swapaxes(a, b) exchanges two.',
  )
})

test.each([-1, 2])('a class number %i of two classes is refused, not counted from the end', (target) => {
  for (const loss of [nabla.crossEntropy, nabla.nllLoss])
    for (const options of [{}, { weight: [1, 2] }])
      expect(() => loss(x, [0, target], options).item()).toThrow(nabla.IndexError)
  expect(nabla.nllLoss(x, [0, -1], { ignoreIndex: -1 }).item()).toBe(-1)
})

test('a shape cannot be changed from outside', () => {
  const x = tensor([[1, 2]])
  const sum = x.add(1)
  ;(x.shape as number[]).push(7)
  ;(sum.shape as number[])[0] = 7
  expect([x.shape, sum.shape, x.add(1).shape]).toEqual([
    [1, 2],
    [1, 2],
    [1, 2],
  ])
  expect(sum.toArray()).toEqual([[2, 3]])
})

describe('functions, variables and templates', () => {
  const v = nabla.variable([1, 2])
  test.each<[string, () => unknown, string]>([
    [
      'jvp',
      () => nabla.jvp((y) => y, x as never, x as never),
      'jvp: the arguments and their tangents are lists',
    ],
    [
      'jvp of integers',
      () => nabla.jvp((y) => y, [tensor([1], { dtype: 'int32' })], [1]),
      'jvp: an argument to differentiate by is i32[1]',
    ],
    [
      'linearize',
      () => nabla.linearize((y: nabla.Tensor) => y, x)[1](tensor([1])),
      'linearize: the tangent is f32[1]',
    ],
    ['assign', () => v.assign(3 as never), 'assign: the value is 3: give a tensor'],
    ['registerHook', () => v.registerHook(3 as never), 'registerHook: the hook is 3: it must be a function'],
    [
      'customVjp',
      () =>
        grad((y: nabla.Tensor) =>
          nabla
            .customVjp(
              (z: nabla.Tensor) => z,
              (z) => z as never,
              (_, ct) => [ct],
            )(y)
            .sum(),
        )(x),
      'customVjp: forward must return [value, residuals]',
    ],
    [
      'customVjp without backward',
      () =>
        (nabla.customVjp as (...given: unknown[]) => unknown)(
          (y: nabla.Tensor) => y,
          (y: nabla.Tensor) => [y, y],
        ),
      'customVjp: backward is undefined: it must be a function',
    ],
    [
      'customJvp without a rule',
      () => (nabla.customJvp as (...given: unknown[]) => unknown)((y: nabla.Tensor) => y),
      'customJvp: the rule is undefined: it must be a function',
    ],
    [
      'cond',
      () => nabla.cond(tensor(true), 3 as never, (y: nabla.Tensor) => y, x),
      'cond: what it is to run is 3: it must be a function',
    ],
    [
      'cond of many',
      () =>
        nabla.cond(
          x,
          (y: nabla.Tensor) => y,
          (y: nabla.Tensor) => y,
          x,
        ),
      'cond: what chooses is bool[2,2]: it must be a scalar',
    ],
    [
      'whileLoop',
      () => nabla.whileLoop(3 as never, (c: nabla.Tensor) => c, tensor(0)),
      'whileLoop: what it is to run is 3',
    ],
    ['foriLoop', () => nabla.foriLoop(0, 3, 4 as never, tensor(0)), 'foriLoop: the body is 4'],
    ['scan', () => nabla.scan(3 as never, tensor(0), x), 'scan: the body is 3'],
    ['noGrad', () => nabla.noGrad(3 as never), 'noGrad: what it is to run is 3'],
    ['anomaly', () => nabla.anomaly(3 as never), 'anomaly: what it is to run is 3'],
    ['math', () => nabla.math('x + 1' as never), 'math: it is a template tag'],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(message)
    expect(call).toThrow(nabla.NablaError)
  })

  test('noGrad does not last through an async function', () => {
    expect(() => nabla.noGrad(async () => x.sum())).toThrow(
      'noGrad: a promise stands where a value must: await it first, and give no async function.',
    )
    expect(nabla.isGradEnabled()).toBe(true)
  })
})

describe('numbers and axes', () => {
  test('a number that jit was given is a tensor inside, and the error says so', () => {
    expect(() => nabla.jit((y: nabla.Tensor, n: number) => y.reshape(n, -1))(x, 2)).toThrow(
      'or a number from outside.',
    )
  })
  test('a tensor is iterated over along its first axis', () => {
    expect([...x].map((row) => row.toArray())).toEqual([
      [1, 2],
      [3, 4],
    ])
    const [first, second] = nabla.random.split(nabla.random.key(0))
    expect(first!.equal(second!).all().item()).toBe(0)
    expect(() => [...tensor(1)]).toThrow('a scalar has no axis')
  })
  test('what is no key of random numbers is refused', () => {
    expect(() => nabla.random.normal([2], 0, 1, { key: 3 as never })).toThrow(
      'random.normal: the key is 3: make one with',
    )
  })
})

test('what came is told in few words, however large it is', () => {
  expect(() => zeros([1000, 1000]).sum(zeros([1000, 1000]) as never)).toThrow(
    'sum: axis a Tensor of a tensor',
  )
  const around: unknown[] = [1n]
  around.push(around, 'x'.repeat(1e5), new Array(20).fill(0), Object.fromEntries(around.entries()))
  expect(shown(around).length).toBeLessThan(600)
  expect(shown(new Array(20).fill(0))).toBe('[0,0,0,0,0,0,0,0,0,…]')
  expect(shown('x'.repeat(100))).toBe(`"${'x'.repeat(60)}…"`)
  expect(() => x.sum(new Array(1000).fill('a') as never)).toThrow('sum: axis "a" of a tensor')
  expect(() => x.split({ sizes: [1, 2] } as never)).toThrow('split: {sizes} stands where a list must')
})

test('a gamma function of infinitely many variables is refused', () => {
  expect(() => x.multigammaln(Infinity)).toThrow('multigammaln: p is Infinity: it must be an integer >= 1.')
})

test('an error names the function that was called', () => {
  expect(() => nabla.embedding(tensor([0.5]), x)).toThrow('embedding: the indices are f32[1]')
  expect(() => nabla.bincount(tensor([1, 5]), 3).toArray()).toThrow(
    'bincount: number 5 along axis 0 of a tensor of shape [3]: it must be from 0 to 2.',
  )
  for (const name of ['item', 'data', 'toArray', 'eval'] as const)
    expect(() => nabla.jit((y: nabla.Tensor) => [y.sum()[name]()])(x)).toThrow(
      `${name}: a value was read while`,
    )
})

test('channels that stand last are sent to their place', () => {
  const w = zeros([4, 3, 3, 3])
  expect(() => nabla.conv2d(zeros([1, 8, 8, 3]), w)).toThrow(
    / Channels that stand last go there by x\.moveaxis\(-1, 1\)\.$/,
  )
  expect(nabla.conv2d(zeros([1, 8, 8, 3]).moveaxis(-1, 1), w).shape).toEqual([1, 4, 6, 6])
  expect(() => nabla.conv2d(zeros([1, 8, 8, 8]), w)).toThrow(/on both sides\.$/)
})
