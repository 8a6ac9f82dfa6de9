import { expect, test } from 'vitest'
import * as nabla from '../tensor/index.ts'
import * as nn from './index.ts'

const { grad, jit, tensor, vmap } = nabla

test('a method that is given without its object is told how to be given', () => {
  const model = nn.sequential(nn.linear(2, 1))
  const x = tensor([[1, 2]])
  const method = model.forward as (x: nabla.Tensor) => nabla.Tensor
  const told = 'a method lost its object: give (x) => model.forward(x).'
  for (const [name, call] of Object.entries({ grad, jit, vmap, checkpoint: nabla.checkpoint }))
    expect(() => (call as typeof jit)(method)(x), name).toThrow(new nabla.NablaError(`${name}: ${told}`))
  expect(() => nabla.cond(true, method, method, x)).toThrow(`cond: ${told}`)
  expect(jit((given: nabla.Tensor) => model.forward(given))(x).shape).toEqual([1, 1])
})
