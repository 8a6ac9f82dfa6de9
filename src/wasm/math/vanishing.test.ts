import { expect, test } from 'vitest'
import { compiledOnOneThread } from '../../../test/support/compiled.ts'
import { engine, erfc, exp, gelu, jit, log1p, ndtr, softplus, type Tensor, tensor } from '../../index.ts'

compiledOnOneThread()

const functions = { exp, ndtr, gelu, erfc: (x: Tensor) => erfc(x.neg()), softplus }

/** Least milliseconds of the sum of f over an array that holds one number. */
function least(f: (x: Tensor) => Tensor, number: number): number {
  const sum = jit((x: Tensor) => f(x).sum())
  const x = tensor(new Float32Array(16384).fill(number))
  const times = Array.from({ length: 60 }, () => {
    const start = performance.now()
    sum(x).item()
    return performance.now() - start
  })
  return Math.min(...times)
}

// a multiplication that rounds to 0 takes a hundred times as long as another
test.each(Object.entries(functions))('%s of numbers for which it is 0 is as fast as of others', (_, f) => {
  expect(least(f, -200) / least(f, -1)).toBeLessThan(3)
})
test.each([1e-30, 1e-42])('log1p of %s is as fast as of 1', (x) => {
  expect(least(log1p, x) / least(log1p, 1)).toBeLessThan(3)
})

test.each(Object.entries(functions))('%s vanishes where it does in float64', (_, f) => {
  const at = Float32Array.from({ length: 9000 }, (_, i) => -i / 75)
  const got = jit(f)(tensor(at)).data()
  engine.settings({ mode: 'interpret' })
  const exact = f(tensor(Float64Array.from(at))).data()
  engine.settings({ mode: 'compile' })
  // subnormal numbers are rounded to multiples of 2^-149, which gelu multiplies by up to 14
  const far = at.filter((_, i) => Math.abs(got[i]! - exact[i]!) > 2 ** -145 + 2 ** -22 * Math.abs(exact[i]!))
  expect(far).toEqual(new Float32Array())
})
