import { expect, test } from 'vitest'
import { prose } from './prose.ts'

test('lines hold as many words as fit', () => {
  expect(prose('one two three', 7)).toBe('one two\nthree')
  expect(prose('one two three', 13)).toBe('one two three')
})
