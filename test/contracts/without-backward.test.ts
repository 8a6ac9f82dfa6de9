import { expect, test } from 'vitest'
import { tensor, variable } from '../../src/tensor/creation.ts'
import { settings } from '../../src/tensor/engine.ts'
import { add, multiply } from '../../src/tensor/functions/elementwise.ts'
import { jit } from '../../src/tensor/jit.ts'
import type { Tensor } from '../../src/tensor/tensor.ts'

/** Programs that never import `backward` know old values as well. */
test('values of a variable that were held are the old ones, without backward', () => {
  settings({ mode: 'compile', threads: 1 })
  const w = variable(new Float32Array(20_000).fill(1), { requiresGrad: false })
  const step = jit((x: Tensor) => {
    w.assign(add(multiply(w, 2), x))
    return x
  })
  const held: Tensor[] = []
  for (let i = 0; i < 6; i++) {
    held.push(w.detach())
    step(tensor(i))
  }
  const last = held.map((old) => old.data()[19_999])
  expect(last).toEqual([1, 2, 5, 12, 27, 58])
  expect(w.data()[0]).toBe(121)
})
