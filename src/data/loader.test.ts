import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as data from './index.ts'

const numbers = (length: number) => data.dataset(Int32Array.from({ length }, (_, i) => i))
const values = (batches: Iterable<readonly { toArray(): unknown }[]>): unknown[] =>
  [...batches].map(([x]) => x!.toArray())

test('a run goes on within an epoch, wherever it was left', () => {
  const sizes = fc.record({
    length: fc.integer({ min: 0, max: 23 }),
    batchSize: fc.integer({ min: 1, max: 8 }),
    shuffle: fc.boolean(),
    dropLast: fc.boolean(),
    given: fc.nat(8),
  })
  fc.assert(
    fc.property(sizes, ({ length, given, ...options }) => {
      const loader = new data.DataLoader(numbers(length), options)
      values(loader) // the first epoch
      const iterator = loader[Symbol.iterator]()
      for (let i = 0; i < given; i++) iterator.next()
      const state = JSON.parse(JSON.stringify(loader.stateDict()))
      // another seed, which the state replaces
      const again = new data.DataLoader(numbers(length), { ...options, seed: 12345 })
      again.loadStateDict(state)
      expect(again.stateDict()).toEqual(state)
      if (given <= loader.length) expect(values(again)).toEqual(values(iterator))
      expect(values(again)).toEqual(values(loader))
    }),
    { numRuns: 60 },
  )
})

test('an iteration that is broken off is left where it stands, until the next begins', () => {
  const loader = new data.DataLoader(numbers(6), { batchSize: 2, seed: 1 })
  for (const _ of loader) break
  expect(loader.stateDict()).toEqual({ seed: 1, epoch: 0, batch: 1 })
  expect(values(loader)).toHaveLength(3)
  expect(loader.stateDict()).toEqual({ seed: 1, epoch: 2, batch: 0 })
  for (const _ of loader) break
  loader.epoch = 5
  expect(loader.stateDict()).toEqual({ seed: 1, epoch: 5, batch: 0 })
})

test('states that do not fit are refused', () => {
  const loader = new data.DataLoader(numbers(6), { batchSize: 2, seed: 1 })
  const states = [
    undefined,
    {},
    { seed: 1, epoch: 0, batch: 4 },
    { seed: 1, epoch: -1, batch: 0 },
    { seed: 'a', epoch: 0, batch: 0 },
  ]
  for (const state of states) expect(() => loader.loadStateDict(state as never)).toThrow(data.DataError)
  expect(loader.stateDict()).toEqual({ seed: 1, epoch: 0, batch: 0 })
})

test('a sampler decides which examples an epoch has', () => {
  const sampler = (epoch: number, seed: number) => data.permutation(7, seed, epoch).slice(0, 3 + epoch)
  const loader = new data.DataLoader(numbers(7), { batchSize: 2, seed: 5, sampler })
  expect(loader.length).toBe(2)
  expect(values(loader).flat()).toEqual([...sampler(0, 5)])
  expect(values(loader).flat()).toEqual([...sampler(1, 5)])
  expect(loader.length).toBe(3)
  // it goes on within an epoch, though the first one has fewer batches
  for (const given of [1, 3]) {
    loader.epoch = 2
    const iterator = loader[Symbol.iterator]()
    for (let i = 0; i < given; i++) iterator.next()
    const again = new data.DataLoader(numbers(7), { batchSize: 2, sampler })
    again.loadStateDict(loader.stateDict())
    expect(values(again).flat()).toEqual([...sampler(2, 5)].slice(2 * given))
  }
  // the same examples several times
  const twice = new data.DataLoader(numbers(4), { batchSize: 4, sampler: () => [3, 3, 0] })
  expect(values(twice)).toEqual([[3, 3, 0]])
  expect(() => new data.DataLoader(numbers(4), { shuffle: true, sampler })).toThrow('leave shuffle out')
  expect(() => new data.DataLoader(numbers(4), { sampler: [1] as never })).toThrow('sampler')
  expect(() => values(new data.DataLoader(numbers(4), { sampler: () => [4] }))).toThrow('example 4 of 4')
})
