import { describe, expect, test } from 'vitest'
import { checkBatch, checkFirst, checkSecond, checkSingle, families } from './checks.ts'
import { recordsOf } from './records.ts'

for (const family of families)
  describe(family, () => {
    const records = recordsOf(family)
    test('has records', () => expect(records.length).toBeGreaterThan(0))
    for (const record of records) {
      test(`${record.id} in float64`, () => checkFirst(record))
      // Special values and digits at the edges of float64 are its own.
      if (!record.torch_convention) test(`${record.id} in float32`, () => checkSingle(record))
      if (!record.torch_convention) test(`${record.id} under vmap`, () => checkBatch(record))
    }
  })

describe('second_order', () => {
  for (const record of recordsOf('second_order')) test(record.id, () => checkSecond(record))
})
