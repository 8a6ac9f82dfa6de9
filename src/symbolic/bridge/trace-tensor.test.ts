import { expect, test } from 'vitest'
import {
  cat,
  conv1d,
  cumsum,
  grad,
  layerNorm,
  logsumexp,
  math,
  matmul,
  maximum,
  softmax,
  sort,
  type Tensor,
  tensor,
  where,
} from '../../index.ts'
import { diff, type Expr, lambdify, simplify, text } from '../index.ts'
import { tensorFunction, traceTensor } from './index.ts'

const float64 = { dtype: 'float64' } as const
const written = (e: unknown): unknown => (Array.isArray(e) ? e.map(written) : text(e as Expr))

test('a function of one number', () => {
  expect(written(traceTensor((x: Tensor) => math`1 / (1 + exp(-${x}))`, ['x']))).toBe('1/(1 + exp(-x))')
  expect(written(traceTensor((x: Tensor) => x.mul(x).add(1).log(), ['x']))).toBe('log(x^2 + 1)')
  expect(written(traceTensor((x: Tensor) => x.mul(0.1).tanh(), ['x']))).toBe('tanh(0.1*x)')
})

test('a gradient of tensors, traced, is the symbolic derivative', () => {
  const f = (x: Tensor) => math`${x}^3 * sin(${x})`
  const slope = traceTensor(grad(f) as (x: Tensor) => Tensor, ['x']) as Expr
  expect(simplify(slope)).toBe(simplify(diff(traceTensor(f, ['x']) as Expr, 'x')))
})

test('vectors and matrices, element by element', () => {
  const names = [
    ['a', 'b'],
    ['c', 'd'],
  ]
  expect(written(traceTensor((w: Tensor, x: Tensor) => matmul(w, x), [names, ['x', 'y']]))).toEqual([
    'a*x + b*y',
    'c*x + d*y',
  ])
  expect(written(traceTensor((w: Tensor) => w.sum(), [names]))).toBe('a + b + c + d')
  expect(written(traceTensor((w: Tensor) => w.transpose(), [names]))).toEqual([
    ['a', 'c'],
    ['b', 'd'],
  ])
  expect(written(traceTensor((w: Tensor) => w.max(), [['x', 'y']]))).toBe('max(x, y)')
  expect(written(traceTensor((w: Tensor) => cumsum(w), [['x', 'y', 'z']]))).toEqual([
    'x',
    'x + y',
    'x + y + z',
  ])
})

const vector = ['x', 'y', 'z']
test.each<[string, (x: Tensor) => Tensor]>([
  ['softmax', (x) => softmax(x)],
  ['logsumexp', (x) => logsumexp(x)],
  ['layerNorm', (x) => layerNorm(x, [3])],
  ['mean and variance', (x) => x.mean().add(x.var())],
  ['conv1d', (x) => conv1d(x.reshape([1, 1, 3]), tensor([[[0.5, -2]]], float64))],
  ['concatenation', (x) => cat([x, x.mul(2)])],
  ['gather', (x) => x.take(tensor([2, 0], { dtype: 'int32' }))],
  ['where', (x) => where(x.gt(1), x.mul(x), maximum(x, -1))],
  ['norm', (x) => x.mul(x).sum().sqrt()],
  ['product', (x) => x.prod()],
  ['data from outside', (x) => x.mul(tensor([0.1, 0.2, 0.3], float64)).sum()],
])('%s has the values of the tensor function', (_, f) => {
  const at = [0.7, -1.3, 2.1]
  const flat = (t: unknown): number[] => [t].flat(9) as number[]
  const traced = ([traceTensor(f, [vector])].flat(9) as Expr[]).map((e) => lambdify(e, vector)(...at))
  const expected = flat(f(tensor(at, float64)).toArray())
  traced.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 11)
  })
  expect(traced.length).toBe(expected.length)
})

test('back and forth', () => {
  const f = (x: Tensor, y: Tensor) => math`sqrt(${x}^2 + ${y}^2) * atan2(${y}, ${x})`
  const e = traceTensor(f, ['x', 'y']) as Expr
  expect(traceTensor(tensorFunction(e, ['x', 'y']), ['x', 'y'])).toBe(e)
})

test('what has no formula says so', () => {
  expect(() => traceTensor((x: Tensor) => sort(x), [vector])).toThrow('sort has no formula')
  expect(() => traceTensor((x: Tensor) => x, [['a', ['b']]])).toThrow('ragged')
  expect(() => traceTensor((x: Tensor) => x, 'x' as never)).toThrow('a list of names')
  expect(() => traceTensor((x: Tensor) => x, [3] as never)).toThrow('3 is no name')
})
