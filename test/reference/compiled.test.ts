import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engine } from '../../src/tensor/index.ts'
import { checkFirst, checkSecond, checkSingle, families } from './checks.ts'
import { recordsOf } from './records.ts'

/** All records again with everything compiled, however small: ops.test.ts leaves small graphs to the interpreter. */
const { mode } = engine.settings()
beforeAll(() => {
  engine.settings({ mode: 'compile' })
})
afterAll(() => {
  const { compiled, fallbacks } = engine.stats()
  engine.settings({ mode })
  const names = Object.entries(fallbacks).map(([name, count]) => `${name} ${count}`)
  console.log(`${compiled} programs compiled; without a compiled form: ${names.join(', ') || 'none'}`)
})

for (const family of families)
  describe(`${family}, compiled`, () => {
    const records = recordsOf(family)
    test('is compiled', () => {
      const before = engine.stats().runs
      checkFirst(records.find((record) => !record.torch_convention)!)
      expect(engine.stats().runs).toBeGreaterThan(before)
    })
    for (const record of records) {
      test(`${record.id} in float64`, () => checkFirst(record))
      if (!record.torch_convention) test(`${record.id} in float32`, () => checkSingle(record))
    }
  })

describe('second_order, compiled', () => {
  for (const record of recordsOf('second_order')) test(record.id, () => checkSecond(record))
})
