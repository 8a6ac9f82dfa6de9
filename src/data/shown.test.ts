import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { concat, DataLoader, type Dataset, dataset, moons, Subset } from './index.ts'

/** Nine examples of a user's own. */
class Mine implements Dataset<number> {
  readonly length = 9
  get = (index: number): number => index
  batch = (): number => 0
}

test('the console shows of datasets and loaders how many examples there are, and of what', () => {
  const set = moons(40, { seed: 1 })
  expect(inspect(set)).toBe('ArrayDataset(40 of f32[2] and i32[])')
  expect(`${dataset([[1, 2, 3]])}`).toBe('ArrayDataset(1 of f32[3])')
  expect(inspect({ train: new Subset(set, [3, 4]) })).toBe(
    '{ train: Subset(2 of ArrayDataset(40 of f32[2] and i32[])) }',
  )
  expect(inspect(concat(new Mine(), new Mine()))).toBe('ConcatDataset(a Mine, a Mine)')
  expect(inspect(new DataLoader(set, { batchSize: 32 }))).toBe(
    `DataLoader(batches: 2, batchSize: 32, shuffle: false, dataset: ${set})`,
  )
  expect(inspect(new DataLoader(new Mine(), { batchSize: 4, shuffle: true, dropLast: true }))).toBe(
    'DataLoader(batches: 2, batchSize: 4, shuffle: true, dataset: a Mine)',
  )
  expect(inspect(new Subset({ length: 2, get: () => 1, batch: () => 1 }, [0]))).toBe(
    'Subset(1 of {length,get,batch})',
  )
})
