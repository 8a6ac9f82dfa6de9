import { describe, expect, test } from 'vitest'
import { inMode } from '../../test/support/compiled.ts'
import { grad, jit, manualSeed, random, type Tensor, tensor, vmap } from '../tensor/index.ts'
import { gumbelSoftmax } from './index.ts'

const probabilities = [0.1, 0.2, 0.7]
const logits = tensor(probabilities.map(Math.log), { dtype: 'float64' })

describe.each(['interpret', 'compile'] as const)('draws of gumbelSoftmax, %s', (mode) => {
  test('are shares; the largest is each class as often as softmax says', () => {
    inMode(mode, () => {
      const n = 20_000
      const many = logits.broadcastTo([n, 3])
      const soft = gumbelSoftmax(many, { key: random.key(1) })
      expect(soft.sum(1).sub(1).abs().max().item()).toBeLessThan(1e-15)
      const hard = gumbelSoftmax(many, { key: random.key(1), hard: true })
      expect(
        hard
          .equal(soft.equal(soft.max(1, { keepdims: true })))
          .all()
          .item(),
      ).toBe(1)
      const counts = hard.mean(0).toArray() as number[]
      // four standard deviations of a share
      counts.forEach((share, k) => {
        const p = probabilities[k]!
        expect(Math.abs(share - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / n))
      })
    })
  })

  test('at a low temperature are nearly one-hot, at a high one nearly equal', () => {
    inMode(mode, () => {
      const many = logits.broadcastTo([200, 3])
      const from = { key: random.key(2) }
      expect(
        gumbelSoftmax(many, { ...from, tau: 1e-3 })
          .max(1)
          .mean()
          .item(),
      ).toBeGreaterThan(0.98)
      expect(
        gumbelSoftmax(many, { ...from, tau: 1e3 })
          .sub(1 / 3)
          .abs()
          .max()
          .item(),
      ).toBeLessThan(0.01)
    })
  })

  test('have the gradient of the smooth ones, hard or not, along any axis', () => {
    inMode(mode, () => {
      const x = tensor(
        [
          [0.5, -1],
          [2, 0.1],
          [0.3, 1],
        ],
        { dtype: 'float64' },
      )
      const weights = tensor(
        [
          [1, 2],
          [3, -4],
          [5, 7],
        ],
        { dtype: 'float64' },
      )
      const slope = (hard: boolean) =>
        grad((x: Tensor) =>
          gumbelSoftmax(x, { axis: 0, tau: 0.7, key: random.key(3), hard })
            .mul(weights)
            .sum(),
        )(x)
      expect(slope(true).data()).toEqual(slope(false).data())
      expect(slope(true).abs().max().item()).toBeGreaterThan(0.1)
      const hard = gumbelSoftmax(x, { axis: 0, key: random.key(3), hard: true })
      expect(hard.sum(0).toArray()).toEqual([1, 1])
      expect(hard.equal(0).logicalOr(hard.equal(1)).all().item()).toBe(1)
    })
  })
})

test('draws come from the default generator, anew at each run of a compiled step; a temperature may be a tensor', () => {
  const step = jit((x: Tensor, tau: Tensor) => gumbelSoftmax(x, { tau }))
  manualSeed(4)
  const first = step(logits, tensor(1)).data()
  expect(step(logits, tensor(1)).data()).not.toEqual(first)
  manualSeed(4)
  expect(step(logits, tensor(1)).data()).toEqual(first)
  const generator = new random.Generator(7)
  expect(gumbelSoftmax(logits, { generator }).data()).not.toEqual(gumbelSoftmax(logits, { generator }).data())
  expect(vmap((x: Tensor) => gumbelSoftmax(x, { key: random.key(1) }))(logits.unsqueeze(0)).shape).toEqual([
    1, 3,
  ])
  // what is masked is never drawn
  const masked = tensor([[0, Number.NEGATIVE_INFINITY]]).broadcastTo([50, 2])
  expect(gumbelSoftmax(masked).toArray()).toEqual(Array.from({ length: 50 }, () => [1, 0]))
})

test('mistakes are named', () => {
  expect(() => gumbelSoftmax([1], { tau: 0 })).toThrow('gumbelSoftmax: tau is 0: it must be above 0.')
  expect(() => gumbelSoftmax([1], { dim: 1 } as never)).toThrow("gumbelSoftmax: there is no option 'dim'")
  expect(() => gumbelSoftmax([1], { axis: 1 })).toThrow(/^gumbelSoftmax: axis 1/)
  expect(() => gumbelSoftmax(undefined as never)).toThrow(/^gumbelSoftmax: /)
})
