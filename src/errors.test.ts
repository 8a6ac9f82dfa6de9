import { expect, test } from 'vitest'
import { NablaError, ShapeError } from './tensor/core.ts'

test('the name of an error is its class, and stands first in its stack', () => {
  const error = new ShapeError('matmul', [[3]], 'no.')
  expect(error).toBeInstanceOf(NablaError)
  expect(error.name).toBe('ShapeError')
  expect(String(error)).toBe('ShapeError: matmul: no.')
  expect(error.stack).toMatch(/^ShapeError: matmul: no\.\n/)
})
