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

test('an error inside of sequential tells the layer, and keeps its class', () => {
  const model = nn.sequential(nn.linear(4, 3), nn.relu(), nn.sequential(nn.linear(2, 1)))
  const fails = () => model.forward(nabla.ones([5, 4]))
  const told = 'Sequential: layer 2: Sequential: layer 0: Linear(2 -> 1): x is [5,3]:'
  expect(fails).toThrow(told)
  expect(fails).toThrow(nabla.ShapeError)
  try {
    fails()
  } catch (error) {
    expect((error as nabla.ShapeError).stack).toContain(`ShapeError: ${told}`)
    expect((error as nabla.ShapeError).shapes).toEqual([[5, 3]])
  }
  const own = nn.sequential(() => {
    throw new RangeError('no.')
  })
  expect(() => own.forward(tensor(1))).toThrow(new RangeError('no.'))
})

test.each<[string, nn.Layer, string]>([
  [
    'an LSTM',
    nn.lstm(2, 3) as never,
    'Sequential: layer 0: forward: a LSTM gave {output,h,c}: it must give a tensor',
  ],
  [
    'a function without return',
    (() => undefined) as never,
    'layer 0: forward: a function gave undefined: it must',
  ],
  [
    'an async function',
    (async (x: never) => x) as never,
    'layer 0: forward: a function gave a Promise: it must',
  ],
])('%s in sequential is refused', (_, layer, told) => {
  expect(() => nn.sequential(layer, nn.linear(3, 1)).forward(nabla.ones([1, 4, 2]))).toThrow(told)
})

test('a function that gives no tensor: hessian and hvp have no { hasAux }, and name who has', () => {
  const lost = (() => undefined) as never
  const told =
    'the function returned undefined: it must return one tensor of one number (grad and valueAndGrad take { hasAux: true }, and [value, aux]).'
  expect(() => nabla.hessian(lost)(tensor([1]))).toThrow(`hessian: ${told}`)
  expect(() => nabla.hvp(lost, tensor([1]), tensor([1]))).toThrow(`hvp: ${told}`)
  expect(() => grad(lost)(tensor([1]))).toThrow(`grad: ${told}`)
})
