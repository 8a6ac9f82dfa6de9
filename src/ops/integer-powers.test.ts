import { expect, test } from 'vitest'
import { inMode } from '../../test/support/compiled.ts'
import { power, tensor } from '../index.ts'

test('of whole numbers only 1 and -1 have powers with negative exponents other than 0', () => {
  const int = { dtype: 'int32' } as const
  const [x, y] = [tensor([1, -1, -1, 2, -3, 0], int), tensor([-3, -3, -4, -1, -1, -2], int)]
  for (const mode of ['interpret', 'compile'] as const)
    inMode(mode, () => expect(power(x, y).toArray()).toEqual([1, -1, 1, 0, 0, 0]))
})
