import { expect, test } from 'vitest'
import * as data from './index.ts'

const night = data.dataset(
  [
    [1, 2],
    [3, 4],
  ],
  [0, 1],
)
const day = data.dataset([[5, 6]], [2])

test('datasets one behind the other keep the order that is asked for', () => {
  const all = data.concat(night, data.dataset([[0, 0]].slice(1), [] as number[]), day)
  expect(all.length).toBe(3)
  expect(all.batch([2, 0, 2, 1]).map((x) => x.toArray())).toEqual([
    [
      [5, 6],
      [1, 2],
      [5, 6],
      [3, 4],
    ],
    [2, 0, 2, 1],
  ])
  expect(all.batch([1]).map((x) => x.toArray())).toEqual([[[3, 4]], [1]])
  expect(all.batch([]).map((x) => x.shape)).toEqual([[0, 2], [0]])
  expect(all.get(-1).map((x) => x.toArray())).toEqual([[5, 6], 2])
  expect([0, 1, 2, -3].map((i) => all.get(i)[1]!.item())).toEqual([0, 1, 2, 0])
  const seen = [...data.batches(all, { batchSize: 2, shuffle: true, seed: 3 })].flatMap(([, y]) => [
    ...y!.data(),
  ])
  expect(seen.sort()).toEqual([0, 1, 2])
  for (const index of [3, -4, 0.5]) expect(() => all.get(index)).toThrow(data.DataError)
  expect(() => all.batch([3])).toThrow('ConcatDataset: example 3 of 3: indices go from 0 to 2.')
  expect(() => data.concat()).toThrow('there is no dataset')
  expect(() => data.concat(night, [1] as never)).toThrow('the data is [1]')
})

test('each example is held back by one fold, and learned from in the others', () => {
  const set = data.dataset(Float32Array.from({ length: 11 }, (_, i) => i))
  for (const shuffle of [true, false]) {
    const folds = data.kFold(set, 4, { shuffle, seed: 1 })
    const numbers = (part: data.Dataset): number[] => [
      ...part.batch(Int32Array.from({ length: part.length }, (_, i) => i))[0]!.data(),
    ]
    expect(folds.map(({ test }) => test.length)).toEqual([3, 3, 3, 2])
    const held = folds.flatMap(({ test }) => numbers(test))
    expect(held.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    for (const { train, test } of folds)
      expect([...numbers(train), ...numbers(test)].sort((a, b) => a - b)).toEqual([
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
      ])
    if (!shuffle) expect(held).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    else expect(held).not.toEqual(held.toSorted((a, b) => a - b))
  }
  for (const wrong of [1, 12, 2.5, Number.NaN])
    expect(() => data.kFold(set, wrong)).toThrow('it must be a whole number from 2 to that')
})

test('examples come as often as their weights say, in another order each epoch, and a run goes on where it was', () => {
  const set = data.dataset([0, 1, 2])
  const draw = (loader: data.DataLoader<readonly { data(): ArrayLike<number> }[]>): number[] =>
    [...loader].flatMap(([x]) => Array.from(x!.data()))
  const make = () =>
    new data.DataLoader(set, { sampler: data.weightedSampler([1, 0, 3]), batchSize: 2, seed: 5 })
  const loader = make()
  const epochs = Array.from({ length: 400 }, () => draw(loader))
  const often = [0, 1, 2].map((k) => epochs.flat().filter((x) => x === k).length)
  // of 1200 draws 300 are expected, with a standard deviation of 15
  expect(often[1]).toBe(0)
  expect(Math.abs(often[0]! - 300)).toBeLessThan(60)
  expect(often[0]! + often[2]!).toBe(1200)
  expect(new Set(epochs.map(String)).size).toBeGreaterThan(4)
  const again = make()
  expect(draw(again)).toEqual(epochs[0])
  again.epoch = 7
  expect(draw(again)).toEqual(epochs[7])
  for (const weights of [
    [1, -1, 2],
    [1, Number.NaN, 2],
    [0, 0, 0],
    [1, Infinity, 1],
  ])
    expect(() => data.weightedSampler(weights)).toThrow(/^weightedSampler: the weights/)
})
