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
