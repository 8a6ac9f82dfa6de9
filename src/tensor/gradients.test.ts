import { describe, expect, test } from 'vitest'
import { gradients, jit, matmul, type Tensor, tensor, variable } from './index.ts'

const leaf = (values: number | number[] | number[][]): Tensor =>
  tensor(values, { requiresGrad: true, dtype: 'float64' })

describe('gradients of outputs by inputs', () => {
  test('are those of backward, and add nothing to .grad', () => {
    const [w, b] = [leaf([[0.3, -0.2]]), leaf([0.1])]
    const loss = (): Tensor =>
      matmul(w, tensor([[1], [2]], { dtype: 'float64' }))
        .add(b)
        .tanh()
        .sum()
    const [byW, byB] = gradients(loss(), [w, b])
    expect(w.grad).toBeUndefined()
    loss().backward()
    expect(byW!.data()).toEqual(w.grad!.data())
    expect(byB!.data()).toEqual(b.grad!.data())
    expect(byW!.requiresGrad).toBe(false)
  })

  test('of several outputs are weighted by cotangents', () => {
    const x = leaf([1, 2])
    const [d] = gradients([x.mul(x), x.sum()], [x], { cotangents: [[3, 5], undefined] })
    expect(d!.toArray()).toEqual([7, 21])
  })

  test('go to tensors in the middle, and through them', () => {
    const x = leaf([1, 2])
    const h = x.mul(x)
    const [byX, byH] = gradients(h.mul(h).sum(), [x, h])
    expect(byX!.toArray()).toEqual([4, 32])
    expect(byH!.toArray()).toEqual([2, 8])
  })

  test('are differentiable again where they are asked to be', () => {
    const x = leaf(0.7)
    let y = x.sin()
    for (const expected of [Math.cos(0.7), -Math.sin(0.7), -Math.cos(0.7)]) {
      y = gradients(y, [x], { createGraph: true })[0]!
      expect(y.item()).toBeCloseTo(expected, 14)
    }
    const penalty = gradients(x.pow(3), [x], { createGraph: true })[0]!.square()
    penalty.backward()
    expect(x.grad!.item()).toBeCloseTo(36 * 0.7 ** 3, 12)
  })

  test('go through the hooks of tensors', () => {
    const x = leaf([1, 2])
    const h = x.mul(3)
    h.registerHook((gradient) => gradient.mul(10))
    expect(gradients(h.sum(), [x])[0]!.toArray()).toEqual([30, 30])
  })

  test('work inside jit', () => {
    const w = variable(tensor([2, 3], { dtype: 'float64' }))
    const step = jit((x: Tensor) => gradients(w.mul(x).square().sum(), [w])[0]!)
    for (const x of [1, 2, 3])
      expect(step(tensor(x, { dtype: 'float64' })).toArray()).toEqual([4 * x * x, 6 * x * x])
    expect(w.grad).toBeUndefined()
  })

  test('use the graph up, unless it is retained', () => {
    const x = leaf(2)
    const y = x.square().exp()
    expect(gradients(y, [x], { retainGraph: true })).toHaveLength(1)
    gradients(y, [x])
    expect(() => gradients(y, [x])).toThrow(/was already used by another pass. Use { retainGraph: true }/)
    expect(() => y.backward()).toThrow(/backward: the graph of this .* was already used/)
  })

  test('leave the graph of an input that was computed itself', () => {
    const x = leaf(2)
    const h = x.square()
    const y = h.exp()
    expect(gradients(y, [h])[0]!.item()).toBeCloseTo(Math.exp(4), 10)
    h.backward()
    expect(x.grad!.item()).toBe(4)
    expect(() => y.backward()).toThrow(/was already used/)
  })

  test('say what is wrong', () => {
    const [x, unused] = [leaf([1, 2]), leaf(1)]
    expect(() => gradients(x.sum(), [x, unused])).toThrow(/no output depends on input 1, .*allowUnused/)
    expect(gradients(x.sum(), [unused, x], { allowUnused: true }).map((d) => d?.toArray())).toEqual([
      undefined,
      [1, 1],
    ])
    expect(() => gradients(x.mul(2), [x])).toThrow(/a gradient needs one number/)
    expect(() => gradients(x.mul(2), [x], { cotangents: [[1, 2, 3]] })).toThrow(/their shapes must be equal/)
    for (const cotangents of [[1, 2], 3 as never])
      expect(() => gradients(x.sum(), [x], { cotangents })).toThrow(
        /^gradients: there are more cotangents than outputs: give one for each/,
      )
    expect(() => gradients(x.sum(), [tensor([1, 2])])).toThrow(/does not depend on a tensor that requires/)
    expect(() => gradients(x.sum(), [])).toThrow(/give arrays of tensors/)
    expect(() => gradients(x.sum(), x as never)).toThrow(/give arrays of tensors/)
    expect(() => gradients(x.sum(), [x], { graph: true } as never)).toThrow(/there is no option 'graph'/)
  })
})

describe('what has the slope 0', () => {
  test.each(['floor', 'ceil', 'round', 'trunc', 'sign'] as const)(
    '%s gathers zeros, as in PyTorch',
    (step) => {
      for (const run of [(f: () => Tensor) => f(), (f: () => Tensor) => jit(f)()]) {
        const x = leaf([0.5, 2])
        const w = leaf([3, 4])
        run(() => {
          const loss = x[step]().mul(w).sum()
          loss.backward()
          return loss
        })
        expect(x.grad!.toArray()).toEqual([0, 0])
        expect(w.grad!.toArray()).toEqual(x[step]().toArray())
      }
      const x = leaf([0.5, 2])
      expect(gradients(x[step]().sum(), [x])[0]!.toArray()).toEqual([0, 0])
      expect(gradients(x[step]().sum(), [x], { allowUnused: true })[0]!.toArray()).toEqual([0, 0])
      expect(() => gradients(x.detach()[step]().add(leaf(1)).sum(), [x])).toThrow(
        'no output depends on input 0',
      )
    },
  )

  test('whole numbers and truths end a history', () => {
    const x = leaf([0.5, 2])
    for (const y of [x.astype('int32'), x.greater(1), x.argmax(), x.maxWithIndices().indices])
      expect([y.requiresGrad, y.astype('float64').requiresGrad]).toEqual([false, false])
    x.astype('int32').astype('float64').add(x).sum().backward()
    expect(x.grad!.toArray()).toEqual([1, 1])
    expect(() => x.astype('int32').astype('float64').sum().backward()).toThrow('does not depend on a tensor')
  })
})
