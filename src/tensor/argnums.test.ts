import { expect, test } from 'vitest'
import { grad, hessian, jacfwd, jacrev, NablaError, type Tensor, tensor, valueAndGrad } from './index.ts'

test.each([[null], ['0'], [Symbol('x')], [1n], [{}], [[0, 0]]])('argnums is no %o', (argnums) => {
  const options = { argnums } as never
  const f = (x: Tensor): Tensor => x.square().sum()
  for (const transform of [grad, valueAndGrad, jacfwd, jacrev, hessian]) {
    const run = (): unknown => (transform as typeof grad)(f, options)(tensor([1, 2]))
    expect(run).toThrow(/argnums is .*: it must be the number of an argument, or several different ones/)
    expect(run).toThrow(NablaError)
  }
})
