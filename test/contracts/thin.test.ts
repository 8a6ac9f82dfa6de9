import { afterEach, expect, test } from 'vitest'
import {
  engine,
  grad,
  jit,
  layerNorm,
  logSoftmax,
  logsumexp,
  softmax,
  type Tensor,
  tensor,
  variance,
} from '../../src/index.ts'

/** Gradients of reductions of gradients of reductions, over axes of one element too: which loop goes along which axis? */
const before = engine.settings()
afterEach(() => {
  engine.settings(before)
})

type ByAxis = (x: Tensor, axis: number) => Tensor
const rows: Record<string, ByAxis> = {
  softmax,
  logSoftmax,
  layerNorm: (x, axis) => layerNorm(x.swapaxes(axis, -1), x.shape[axis]!, { eps: 0.1 }).swapaxes(axis, -1),
}
const sums: Record<string, ByAxis> = {
  logsumexp,
  mean: (x, axis) => x.mean(axis),
  variance,
}

const weighted = (x: Tensor): Tensor =>
  x.mul(tensor(Float64Array.from({ length: x.size }, (_, i) => Math.sin(i) + 1.5)).reshape(x.shape)).sum()

test.each([[[1, 3]], [[3, 1]]])('of shape %j', (shape) => {
  const x = tensor(
    Float64Array.from({ length: shape[0]! * shape[1]! }, (_, i) => Math.cos(3 * i)),
    { shape },
  )
  for (const [first, row] of Object.entries(rows))
    for (const [second, sum] of Object.entries(sums))
      for (const [a, b] of [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ] as const) {
        const slope = (y: Tensor): Tensor => grad((z: Tensor) => weighted(row(z, a)).add(z.square().sum()))(y)
        const f = (y: Tensor): Tensor => grad((z: Tensor) => weighted(sum(slope(z), b)))(y)
        engine.settings({ mode: 'interpret' })
        const wanted = f(x).data()
        engine.settings({ mode: 'compile', threads: 1 })
        const found = jit(f)(x).data()
        wanted.forEach((want, i) => {
          expect(found[i], `${second} over ${b} of the slope of ${first} over ${a}`).toBeCloseTo(want, 8)
        })
      }
})
