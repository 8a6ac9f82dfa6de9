import { expect, test } from 'vitest'
import { manualSeed, NablaError, tensor } from '../tensor/index.ts'
import * as data from './index.ts'
import { drawn } from './permutation.ts'

const count = (length: number) => data.dataset(Int32Array.from({ length }, (_, i) => i))
const values = (set: data.Dataset): unknown[] =>
  Array.from({ length: set.length }, (_, i) => set.get(i)[0]!.item())
const lengths = (sets: readonly { test: data.Dataset }[]): number[] => sets.map(({ test }) => test.length)

test.each<[string, () => unknown]>([
  ['dataset: example undefined of 3: indices go from 0 to 2', () => count(3).batch(undefined as never)],
  ['dataset: example 0.5 of 3', () => count(3).batch([0.5])],
  ['dataset: example 1n of 3', () => count(3).batch([1n] as never)],
  ['dataset: example Symbol(i) of 3', () => count(3).batch([Symbol('i')] as never)],
  ['dataset: example 3 of 3', () => count(3).get(3)],
  ['dataset: a place of slice is 0.5: it must be an integer', () => count(3).slice(0.5)],
  ['dataset: a place of slice is Symbol(s)', () => count(3).slice(0, Symbol('s') as never)],
  [
    "dataset: the columns have 4 and 3 rows: all must have the same number: column.at(':3') has the first ones.",
    () => data.dataset([1, 2, 3, 4], [1, 2, 3]),
  ],
  [
    'DataLoader: the data is [a Tensor]: it must be a dataset: dataset(...data), or an object',
    () => new data.DataLoader([tensor([1])] as never),
  ],
  [
    'DataLoader: the data is a Tensor: it must be a dataset: dataset(data), or an object',
    () => new data.DataLoader(tensor([1]) as never),
  ],
  [
    'Subset: the data is 3: it must be a dataset: dataset(inputs, targets), or',
    () => new data.Subset(3 as never, [0]),
  ],
  ['dataset: example 3 of 3', () => new data.Subset(count(3), [0, 3])],
  ['dataset: example 1 of 1', () => new data.Subset(count(3), [2]).get(1)],
  ['dataset: example undefined of 1', () => new data.Subset(count(3), [2]).batch(undefined as never)],
  ['moons: noise is Symbol(n): it must be a number', () => data.moons(3, { noise: Symbol('n') as never })],
  ['xor: count is "3": it must be a whole number', () => data.xor('3' as never)],
  ['spirals: classes is 2.5', () => data.spirals(3, { classes: 2.5 })],
  ['testSize is Symbol(t) of 3', () => data.trainTestSplit(count(3), { testSize: Symbol('t') as never })],
  ['trainTestSplit: shuffle is 1: it must', () => data.trainTestSplit(count(3), { shuffle: 1 as never })],
])('%s, of data', (message, call) => {
  expect(call).toThrow(NablaError)
  expect(call).toThrow(message)
})

test('random numbers have 53 bits', () => {
  expect([...drawn(2, 42, 0)].map((x) => x * 2 ** 53)).toEqual([2475663308726491, 4935895017275745])
})

test('parts of a dataset: their sizes, and what is none', () => {
  const held = (testSize: number): number[] => {
    const { train, test } = data.trainTestSplit(count(10), { testSize })
    return [train.length, test.length]
  }
  expect([3, 1, 0, 10, 0.5].map(held)).toEqual([
    [7, 3],
    [9, 1],
    [10, 0],
    [0, 10],
    [5, 5],
  ])
  for (const wrong of [2.5, -1, 11]) expect(() => held(wrong)).toThrow(`testSize is ${wrong} of 10 examples`)
  expect(lengths(data.kFold(count(7), 3))).toEqual([3, 2, 2])
  expect(lengths(data.kFold(count(7)))).toEqual([2, 2, 1, 1, 1])
  expect(lengths(data.kFold(count(3), 3))).toEqual([1, 1, 1])
  expect(lengths(data.kFold(count(4), 2))).toEqual([2, 2])
  const folds = (options?: object): unknown =>
    data.kFold(count(20), 4, options).map(({ test }) => values(test))
  expect(folds()).toEqual(folds({ shuffle: true, seed: 0 }))
  expect(folds()).not.toEqual(folds({ shuffle: false }))
  expect(() => data.kFold([1, 2] as never)).toThrow('kFold: the data is [1,2]')
})

test('weights of a sampler', () => {
  expect(Array.from(data.weightedSampler(tensor([0, 0.5, 0]))(0, 1))).toEqual([1, 1, 1])
  expect(Array.from(data.weightedSampler([3])(0, 1))).toEqual([0])
  expect(Array.from(data.weightedSampler([])(0, 1))).toEqual([])
  expect(() => data.weightedSampler([1, Infinity])).toThrow('they must be finite and >= 0')
  expect(() => data.weightedSampler([1e308, 1e308])).toThrow('the weights add up to Infinity')
})

test('a loader: batches of 32, and a seed of its own where it needs one', () => {
  const loader = (options?: object) => new data.DataLoader(count(40), options)
  expect([loader().length, loader().batchSize, loader().seed]).toEqual([2, 32, 0])
  const seeds = [{ shuffle: true }, { sampler: () => [0] }].map((options) => {
    manualSeed(3)
    return loader(options).seed
  })
  expect(seeds[0]).toBe(seeds[1])
  manualSeed(4)
  expect([0, seeds[0]]).not.toContain(loader({ shuffle: true }).seed)
  // an epoch that is set begins at its first batch
  const set = loader()
  set.loadStateDict({ seed: 0, epoch: 0, batch: 1 })
  set.epoch = 0
  expect([...set]).toHaveLength(2)
  // an older pass that ends leaves the newer one where it stands
  const two = loader({ batchSize: 20 })
  const [old, now] = [two[Symbol.iterator](), two[Symbol.iterator]()]
  old.next()
  now.next()
  expect([...old]).toHaveLength(1)
  expect(two.stateDict()).toEqual({ seed: 0, epoch: 1, batch: 1 })
  // how many batches there are, the epoch of a state tells
  const growing = loader({ batchSize: 1, sampler: (epoch: number) => new Int32Array(epoch) })
  expect(() => growing.loadStateDict({ seed: 5, epoch: 1, batch: 2 })).toThrow('as many batches')
})

test('datasets behind each other mix in a batch', () => {
  const joined = data.concat(count(2), count(3), count(4))
  expect(joined.batch([8, 0, 4, 1, 2])[0]!.toArray()).toEqual([3, 0, 2, 1, 0])
  expect(data.concat(count(2)).batch([])[0]!.shape).toEqual([0])
})

test('columns that are none', () => {
  expect(() => data.dataset(5)).toThrow('a column is a single number')
  expect(() => data.dataset({ x: [1], y: [2] } as never)).toThrow('dataset: an element is {x,y}')
  expect(() => data.dataset({ data: new Float32Array(2), shape: [-1], dtype: 'float32' })).toThrow(
    /^dataset: /,
  )
})

/** A file of the format IDX. */
const idx = (type: number, shape: readonly number[], elements: readonly number[], start = 0): Uint8Array =>
  Uint8Array.from([start, 0, type, shape.length, ...shape.flatMap((n) => [0, 0, 0, n]), ...elements])

test('files of IDX: each type, big-endian, and what is refused', () => {
  for (const [type, elements, wanted] of [
    [8, [1, 255], Uint8Array.of(1, 255)],
    [9, [1, 255], Int8Array.of(1, -1)],
    [11, [1, 2, 255, 254], Int16Array.of(258, -2)],
    [12, [0, 0, 1, 2, 255, 255, 255, 254], Int32Array.of(258, -2)],
    [13, [63, 192, 0, 0, 192, 0, 0, 0], Float32Array.of(1.5, -2)],
    [14, [63, 248, 0, 0, 0, 0, 0, 0, 192, 0, 0, 0, 0, 0, 0, 0], Float64Array.of(1.5, -2)],
  ] as const)
    expect(data.parseIdx(idx(type, [2], elements))).toEqual({ shape: [2], data: wanted })
  expect(data.parseIdx(idx(8, [0], []))).toEqual({ shape: [0], data: new Uint8Array(0) })
  const refused = (bytes: Uint8Array): unknown => {
    try {
      return data.parseIdx(bytes, 'x')
    } catch (error) {
      return [(error as data.IdxError).file, String(error)]
    }
  }
  expect(refused(idx(8, [0], [], 1))).toEqual(['x', expect.stringContaining('Is it the right file?')])
  expect(refused(idx(8, [0], [], 0x1f))).toEqual(['x', expect.stringContaining('Is it the right file?')])
  const images = idx(8, [1, 2, 2], [1, 2, 3, 255])
  expect(data.mnist(images, idx(8, [1], [7])).get(0)[0].shape).toEqual([4])
  for (const labels of [idx(8, [1, 1], [7]), idx(9, [1], [7])])
    expect(() => data.mnist(images, labels)).toThrow('labels are bytes with one axis')
})
