import { expect, test } from 'vitest'
import { integerRoot } from './integer-root.ts'

test('the whole part of a root, of numbers beyond float64 too', () => {
  for (const root of [1n, 2n, 3n, 10n, 94906265n, 94906267n, 3n ** 97n, 10n ** 400n + 1n])
    for (const degree of [2, 3, 7]) {
      const n = root ** BigInt(degree)
      expect(integerRoot(n, degree)).toBe(root)
      if (root > 1n) expect(integerRoot(n - 1n, degree)).toBe(root - 1n)
      expect(integerRoot(n + 1n, degree)).toBe(root)
    }
})
