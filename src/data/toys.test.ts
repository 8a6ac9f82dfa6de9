import { expect, test } from 'vitest'
import { random, type Tensor } from '../tensor/index.ts'
import * as data from './index.ts'

const numbers = (x: Tensor): number[] => Array.from(x.data(), Number)
const near = (got: readonly number[], wanted: readonly number[]): void => {
  expect(got.length).toBe(wanted.length)
  got.forEach((x, i) => {
    expect(x, `number ${i}`).toBeCloseTo(wanted[i]!, 5)
  })
}
const exact = { noise: 0 }
const half = Math.sqrt(3) / 2

test.each<[string, () => data.ArrayDataset<data.Pair>, number[], number[]]>([
  [
    'moons',
    () => data.moons(7, exact),
    [0, 1],
    [1, 0, 0, 0.5, 0.5, half, 1, -0.5, -0.5, half, 2, 0.5, -1, 0],
  ],
  ['moons of one point', () => data.moons(1, exact), [0], [1, 0]],
  [
    'circles',
    () => data.circles(8, { ...exact, factor: 0.2 }),
    [0, 1],
    [0, 1 / 3, 2 / 3, 1].flatMap((t) =>
      [1, 0.2].flatMap((r) => [r * Math.cos(2 * Math.PI * t), r * Math.sin(2 * Math.PI * t)]),
    ),
  ],
  [
    'spirals',
    () => data.spirals(6, { ...exact, classes: 3, turns: 0.5 }),
    [0, 1, 2],
    [0, 0, 0, 0, 0, 0, -1, 0, 0.5, -half, 0.5, half],
  ],
  ['xor', () => data.xor(6, exact), [0, 1], [1, 1, 1, -1, -1, -1, -1, 1, -1, -1, -1, 1]],
])('%s without noise, example by example', (_, make, classes, points) => {
  const set = make()
  const [x, y] = set.all()
  near(numbers(x), points)
  expect(numbers(y)).toEqual(Array.from({ length: set.length }, (__, i) => classes[i % classes.length]))
})

test('noise of a seed is added to each coordinate', () => {
  const shake = random.normal([9, 2], 0, 0.3, { key: random.key(4) })
  for (const make of [data.moons, data.circles, data.spirals, data.xor]) {
    const [[x], [still]] = [make(9, { noise: 0.3, seed: 4 }).all(), make(9, exact).all()]
    near(numbers(x.sub(still)), numbers(shake))
  }
})

test('blobs: normal clouds around centres in a box, class after class', () => {
  const options = { classes: 4, features: 3, box: 5, noise: 0.3, seed: 7 }
  const [x, y] = data.blobs(10, options).all()
  const key = (i: number): Tensor => random.foldIn(random.key(7), i)
  const centres = random.uniform([4, 3], -5, 5, { key: key(0) })
  expect(numbers(y)).toEqual([0, 1, 2, 3, 0, 1, 2, 3, 0, 1])
  near(numbers(x.sub(centres.take(y, { axis: 0 }))), numbers(random.normal([10, 3], 0, 0.3, { key: key(1) })))
})

test('regression: noise of its own on the line', () => {
  const { data: line, weights, bias } = data.regression(20, { noise: 0.3, seed: 7, features: 2, bias: 5 })
  const [x, y] = line.all()
  const key = (i: number): Tensor => random.foldIn(random.key(7), i)
  near(numbers(x), numbers(random.normal([20, 2], 0, 1, { key: key(0) })))
  near(numbers(weights), numbers(random.normal([2, 1], 0, 1, { key: key(1) })))
  near(numbers(y.sub(x.matmul(weights)).sub(bias)), numbers(random.normal([20, 1], 0, 0.3, { key: key(2) })))
  expect(data.regression(3).data.get(0)[0].shape).toEqual([1])
})

test('what may be left out', () => {
  const all = ([x, y]: data.Pair): unknown => [x.toArray(), y.toArray()]
  for (const [make, count, options] of [
    [data.moons, 200, { noise: 0.1 }],
    [data.circles, 200, { noise: 0.05, factor: 0.5 }],
    [data.spirals, 300, { noise: 0.02, classes: 2, turns: 1 }],
    [data.xor, 200, { noise: 0.1 }],
    [data.blobs, 200, { noise: 1, classes: 3, features: 2, box: 10 }],
  ] as const)
    expect(all(make().all())).toEqual(all(make(count, { ...options, seed: 0 } as never).all()))
  const [own, told] = [data.regression(), data.regression(200, { noise: 0.1, seed: 0, features: 1, bias: 0 })]
  expect([own.bias, all(own.data.all())]).toEqual([0, all(told.data.all())])
})
