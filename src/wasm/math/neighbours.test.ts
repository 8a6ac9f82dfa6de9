import { expect, test } from 'vitest'
import { applyCompiled } from '../../../test/support/kernels.ts'

// sine and cosine of float32 are reduced in another way beyond 2^16 where multiply-adds round once
test.each(['float32', 'float64'] as const)('results of %s are the same whatever is beside', (dtype) => {
  const xs = Array.from({ length: 20_000 }, (_, i) => Math.fround((i - 10_000) * 6.53217))
  for (const name of ['sin', 'cos', 'tan', 'exp', 'tanh', 'erfc', 'ndtr', 'erf_inv'])
    for (const beside of [1e30, NaN, Infinity, -0]) {
      const alone = applyCompiled(name, dtype, xs)
      const got = applyCompiled(
        name,
        dtype,
        xs.map((x, i) => (i % 4 === 1 ? beside : x)),
      )
      const others = xs.filter((_, i) => i % 4 !== 1 && !Object.is(got[i], alone[i]))
      expect({ name, beside, others }).toEqual({ name, beside, others: [] })
    }
})
