import { expect, test, vi } from 'vitest'
import { stack, tensor } from '../index.ts'

test('a tensor of another copy of the library is named as such', async () => {
  vi.resetModules()
  const other = await import('../index.ts')
  const foreign = other.tensor([1, 2])
  expect(() => tensor([1, 2]).add(foreign)).toThrow(
    'an element is a tensor of another copy of nabla: import one',
  )
  expect(() => stack([foreign])).toThrow('another copy of nabla')
  // of this one there may be lists, which are no numbers either
  expect(() => tensor([tensor(1)] as never)).toThrow('join tensors by stack')
})
