import { expect, test } from 'vitest'
import { jit, noGrad, type Variable, variable } from '../../src/index.ts'
import { compiledOnOneThread } from '../support/compiled.ts'

/** Two variables may have one value, which stands in the memory of one of them. */
compiledOnOneThread()

const size = 1000
const pair = (): [Variable, Variable] => {
  const numbers = Float32Array.from({ length: size }, (_, i) => i)
  const [a, b] = [0, 0].map(() => variable(numbers, { requiresGrad: false }))
  // from here on it is updated in place
  const count = jit(() => {
    a!.assign(a!.add(1))
    return a!.at(0)
  })
  for (let i = 0; i < 3; i++) count()
  noGrad(() => b!.assign(a!.detach()))
  return [a!, b!]
}

test('two variables of one value are updated each for itself', () => {
  const [a, b] = pair()
  const step = jit(() => {
    a.assign(a.add(1))
    b.assign(b.mul(2))
    return a.at(1)
  })
  expect([1, 2, 3].map(() => step().item())).toEqual([5, 6, 7])
  expect([a, b].map((x) => x.data()[7])).toEqual([13, 80])
})

test('what reads the other one finds it as it was', () => {
  const [a, b] = pair()
  const step = jit(() => {
    a.assign(a.mul(2))
    // after the update, which this needs
    return b.add(a.sort().mul(0))
  })
  const old = Array.from({ length: size }, (_, i) => i + 3)
  for (let i = 0; i < 3; i++) expect([...step().data()]).toEqual(old)
  expect([a, b].map((x) => x.data()[7])).toEqual([80, 10])
})
