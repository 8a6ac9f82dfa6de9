import '../../compile/bridge/subjects/elementary.ts'
import '../../compile/bridge/subjects/error-functions.ts'
import '../../compile/bridge/subjects/error-inverse.ts'
import '../../compile/bridge/subjects/gamma-functions.ts'
import '../../compile/bridge/subjects/normal-distribution.ts'
import { expect, test } from 'vitest'
import { compiledOnOneThread } from '../../../test/support/compiled.ts'
import { applyCompiled } from '../../../test/support/kernels.ts'
import { cbrt, digamma, engine, jit, power, type Tensor, tensor } from '../../index.ts'

compiledOnOneThread()

// sine and cosine of float32 are reduced in another way beyond 2^16 where multiply-adds round once
test.each(['float32', 'float64'] as const)('results of %s are the same whatever is beside', (dtype) => {
  const xs = Array.from({ length: 20_000 }, (_, i) => Math.fround((i - 10_000) * 6.53217))
  for (const name of [
    'sin',
    'cos',
    'tan',
    'exp',
    'tanh',
    'erfc',
    'ndtr',
    'erf_inv',
    'log10',
    'atan',
    'asinh',
    'sinh',
  ])
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

// several vectors go side by side, and so do the halves of each, which are float64
test('what is computed in float64 for float32 does not depend on how much stands before it', () => {
  const x = tensor(Float32Array.from({ length: 40 }, (_, i) => 0.25 + i / 64))
  for (const f of [cbrt, digamma, (y: Tensor) => power(y, 1.5)])
    for (let before = 0; before < 24; before++) {
      const g = (y: Tensor): Tensor => {
        let chain = y
        for (let i = 0; i < before; i++) chain = i % 2 ? chain.minimum(8 + i) : chain.sqrt()
        return f(chain).neg()
      }
      const got = jit(g)(x).toArray()
      engine.settings({ mode: 'interpret' })
      const wanted = g(x).toArray() as number[]
      engine.settings({ mode: 'compile' })
      expect(got).toEqual(wanted)
    }
})
