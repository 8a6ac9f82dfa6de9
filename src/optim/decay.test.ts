import { expect, test } from 'vitest'
import { jit, multiply, type Tensor, tensor, type Variable, variable } from '../tensor/index.ts'
import { Adam, NAdam, type Optimizer, RMSprop, SGD } from './index.ts'

const makers: Record<string, (p: Variable[]) => Optimizer> = {
  sgd: (p) => new SGD(p, { lr: 0.01, momentum: 0.5 }) as unknown as Optimizer,
  adam: (p) => new Adam(p, { betas: [0.5, 0.4] }) as unknown as Optimizer,
  nadam: (p) => new NAdam(p, { betas: [0.5, 0.4] }) as unknown as Optimizer,
  rmsprop: (p) => new RMSprop(p, { momentum: 0.5, alpha: 0.4, centered: true }) as unknown as Optimizer,
}
const leastNormal = { float32: 2 ** -126, float64: 2 ** -1022 }

test.each(
  Object.keys(makers).flatMap((name) =>
    (['float32', 'float64'] as const).map((dtype) => [name, dtype] as const),
  ),
)(
  '%s: averages of gradients that stay 0 decay to 0 in %s, and are no subnormal numbers on the way',
  (name, dtype) => {
    const w = variable([1, -2, 3], { dtype })
    const optimizer = makers[name]!([w])
    const step = jit((scale: Tensor) => {
      optimizer.zeroGrad()
      multiply(w.square(), scale).sum().backward()
      optimizer.step()
    })
    step(tensor([1, 1, 0], { dtype }))
    const slots = (): number[] =>
      Object.values(optimizer.stateDict().state[0]!.slots).flatMap((slot) =>
        slot.size === w.size ? [...slot.data()] : [],
      )
    expect(slots().some((x) => x < 0)).toBe(true)
    const none = tensor([0, 0, 0], { dtype })
    for (let i = 0; i < (dtype === 'float32' ? 160 : 1200); i++) {
      step(none)
      expect(slots().filter((x) => x !== 0 && Math.abs(x) < leastNormal[dtype])).toEqual([])
    }
    expect(slots().filter((x) => x !== 0)).toEqual([])
  },
)

test('a number that is not one stays so in the averages', () => {
  const w = variable([1, 2])
  const optimizer = new Adam([w])
  multiply(w, tensor([NaN, 1]))
    .sum()
    .backward()
  optimizer.step()
  expect(optimizer.stateDict().state[0]!.slots['m']!.toArray()).toEqual([NaN, expect.closeTo(0.1, 6)])
})
