import { expect, test } from 'vitest'
import * as data from './index.ts'

// seeds are promised to give the same order on every machine, and so in every version
test('the order of a seed and an epoch stays what it is', () => {
  expect([...data.permutation(10, 42)]).toEqual([9, 5, 1, 3, 7, 0, 6, 8, 2, 4])
  expect([...data.permutation(6, 1, 3)]).toEqual([1, 4, 2, 5, 3, 0])
})

test('a split mixes the examples unless told otherwise, and holds back a quarter', () => {
  const numbers = Int32Array.from({ length: 40 }, (_, i) => i)
  const kept = (options?: object): number[] => {
    const { train } = data.trainTestSplit(data.dataset(numbers), options)
    return [...data.batches(train, { batchSize: 40 })].flatMap(([x]) => [...x!.data()])
  }
  expect(kept({ shuffle: false })).toEqual([...numbers.subarray(0, 30)])
  expect(kept()).toHaveLength(30)
  expect(kept()).not.toEqual(kept({ shuffle: false }))
  expect(kept()).toEqual(kept({ shuffle: true, seed: 0 }))
})

test('a toy set may be empty, and has no negative count', () => {
  expect(data.moons(0).length).toBe(0)
  expect(() => data.moons(-1)).toThrow('count is -1: it must be a whole number')
})

test('a column of a dtype that there is not is refused', () => {
  const column = { data: new Float32Array(4), shape: [2], dtype: 'float16' as never }
  expect(() => data.dataset(column)).toThrow('dataset: there is no dtype "float16"')
})
