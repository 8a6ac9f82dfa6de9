import { expect, test } from 'vitest'
import { compiledOnOneThread } from '../../test/support/compiled.ts'
import { cholesky, tensor, tril } from '../index.ts'

compiledOnOneThread()

// beyond 512 rows a factor is made of blocks
test.each(['float64', 'float32'] as const)(
  'a large factor of Cholesky is triangular and makes its matrix: %s',
  (dtype) => {
    const n = 530
    const x = tensor(
      Float64Array.from({ length: n * n }, (_, i) => Math.sin(1 + 1.7 * i)),
      { shape: [n, n] },
    )
    const lower = tril(x.mul(0.05)).add(
      tensor(
        Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) ? 0 : 3)),
        { shape: [n, n] },
      ),
    )
    const found = cholesky(lower.matmul(lower.transpose()).astype(dtype))
    expect(found.dtype).toBe(dtype)
    const error = tril(found).sub(lower).abs().amax().item()
    expect(error).toBeLessThan(dtype === 'float64' ? 1e-12 : 1e-5)
    expect(found.sub(tril(found)).abs().amax().item()).toBe(0)
  },
)
