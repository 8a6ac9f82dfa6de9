import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { resident } from '../../test/support/resident.ts'
import { grad, jit, type Tensor, tensor, variable } from '../tensor/index.ts'
import * as optim from './index.ts'

const f64 = { dtype: 'float64' } as const
const bowl = (x: Tensor): Tensor => x.square().sum()

test('a tensor that was read before a step keeps its value', () => {
  const w = variable([1, 2], f64)
  const optimizer = new optim.SGD([w], { lr: 0.5 })
  const before = w.mul(10)
  bowl(w).backward()
  const { grad: gradient } = w
  optimizer.step()
  expect(w.toArray()).toEqual([0, 0])
  expect(before.toArray()).toEqual([10, 20])
  expect(gradient!.toArray()).toEqual([2, 4])
  expect(w.requiresGrad).toBe(true)
})

test('a parameter without a gradient stays, and counts its steps apart', () => {
  const [a, b] = [variable([1], f64), variable([1], f64)]
  const optimizer = new optim.Adam([a, b], { lr: 0.1 })
  const step = (...list: (typeof a)[]): void => {
    optimizer.zeroGrad()
    for (const p of list) bowl(p).backward()
    optimizer.step()
  }
  step(a)
  step(a, b)
  const state = optimizer.stateDict().state
  expect([state[0]!.step.item(), state[1]!.step.item()]).toEqual([2, 1])
  // Adam's first step is lr*sign(g), whenever it comes.
  expect(b.item()).toBeCloseTo(0.9, 7)
})

test('the learning rate is an argument of a compiled step', () => {
  const w = variable([8], f64)
  const optimizer = new optim.SGD([w], { lr: 0.5 })
  let traced = 0
  const step = jit(() => {
    traced++
    optimizer.zeroGrad()
    const loss = w.sum()
    loss.backward()
    optimizer.step()
    return loss
  })
  const values = [0.5, 1, 2].map((lr) => {
    optimizer.groups[0]!.lr = lr
    step()
    return w.item()
  })
  expect(values).toEqual([7.5, 6.5, 4.5])
  expect(traced).toBe(1)
})

test('the learning rate of all groups is set at once', () => {
  const [a, b] = [variable([8], f64), variable([8], f64)]
  const optimizer = new optim.SGD([{ params: [a] }, { params: [b], lr: 0.25 }], { lr: 0.5 })
  expect(optimizer.lr).toBe(0.5)
  optimizer.lr = 0.125
  expect(optimizer.groups.map(({ lr }) => lr)).toEqual([0.125, 0.125])
  bowl(a).add(bowl(b)).backward()
  optimizer.step()
  expect([a.item(), b.item()]).toEqual([6, 6])
})

test('a compiled step is traced again when an option comes or goes that decides what it is made of', () => {
  const run = (compiled: boolean): number[] => {
    const w = variable([8], f64)
    const optimizer = new optim.SGD([w], { lr: 0.5 })
    let traced = 0
    const once = (x: Tensor): Tensor => {
      traced++
      optimizer.zeroGrad()
      const loss = w.mul(x).sum()
      loss.backward()
      optimizer.step()
      return loss
    }
    const step = compiled ? jit(once) : once
    const values = [0, 0.1, 0.2, 0, 0].map((weightDecay) => {
      optimizer.groups[0]!.set({ weightDecay })
      step(tensor(2, f64))
      return w.item()
    })
    // none, some, more, none, none
    if (compiled) expect(traced).toBe(3)
    return values
  }
  expect(run(true)).toEqual(run(false))
})

test('groups have options of their own; unknown tensors and repeated ones are refused', () => {
  const [a, b, c] = [1, 1, 1].map((x) => variable([x], f64)) as [Variable, Variable, Variable]
  const optimizer = new optim.SGD([{ params: [a], lr: 1 }, { params: b }], { lr: 0.5 })
  optimizer.addGroup({ params: [c], lr: 0.25 })
  for (const p of [a, b, c]) p.sum().backward()
  optimizer.step()
  expect([a, b, c].map((p) => p.item())).toEqual([0, 0.5, 0.75])
  expect(() => optimizer.addGroup({ params: a })).toThrow(/twice/)
  expect(() => new optim.SGD([a, a])).toThrow(/twice/)
  expect(() => new optim.SGD([])).toThrow(/the parameters are \[\]/)
  expect(() => new optim.SGD([tensor(1, { requiresGrad: true })])).toThrow(/plain tensor.*variable/)
  expect(() => new optim.Adam([a], { lr: -1 })).toThrow(/lr is -1/)
  expect(() => new optim.Adam([a], { betas: [0.9, 1] })).toThrow(/beta2 is 1/)
  expect(() => new optim.SGD([a], { nesterov: true })).toThrow(/nesterov/)
  expect(() => optimizer.groups[0]!.set({ momentum: 0.9 })).toThrow(/momentum/)
})

type Variable = ReturnType<typeof variable>

test('a saved state continues to the bit', () => {
  const run = (steps: number, w: Variable, optimizer: optim.Optimizer): void => {
    for (let i = 0; i < steps; i++) {
      optimizer.zeroGrad()
      bowl(w.sub(3)).backward()
      optimizer.step()
    }
  }
  const whole = variable([1, 5], f64)
  run(10, whole, new optim.AdamW([whole], { lr: 0.1, amsgrad: true }))
  const first = variable([1, 5], f64)
  const optimizer = new optim.AdamW([first], { lr: 0.1, amsgrad: true })
  run(4, first, optimizer)
  const saved = optimizer.stateDict()
  run(3, first, optimizer)
  const second = variable([0, 0], f64)
  const halfway = variable([1, 5], f64)
  run(4, halfway, new optim.AdamW([halfway], { lr: 0.1, amsgrad: true }))
  second.assign(halfway.detach())
  const continued = new optim.AdamW([second], { lr: 9, amsgrad: true })
  continued.loadStateDict(saved)
  run(6, second, continued)
  expect(second.data()).toEqual(whole.data())
  expect(() => new optim.AdamW([variable([1, 2, 3])], { amsgrad: true }).loadStateDict(saved)).toThrow(
    /shape \[2\] instead of \[3\]/,
  )
  expect(() => new optim.AdamW([second, first]).loadStateDict(saved)).toThrow(/groups with 1 parameters/)
})

test('functional: any nesting, under jit, differentiable, with settings that can be changed', () => {
  const optimizer = optim.sgd(0.5, { momentum: 0.5 })
  const params = { layers: [{ w: tensor([1, 2], f64) }], b: tensor(3, f64) }
  const state = optimizer.init(params)
  const loss = (p: typeof params): Tensor => bowl(p.layers[0]!.w).add(bowl(p.b))
  const next = jit((p: typeof params, s: typeof state) => optimizer.update(grad(loss)(p), s, p))(
    params,
    state,
  )
  expect(next.params.layers[0]!.w.toArray()).toEqual([0, 0])
  const slower = { ...state, settings: { ...state.settings, lr: tensor(0.25, f64) } }
  expect(optimizer.update(grad(loss)(params), slower, params).params.b.item()).toBe(1.5)
  // d/dlr of the loss after a step: w - lr*2w = w(1 - 2 lr), so the loss is w^2 (1 - 2 lr)^2
  const after = (lr: Tensor): Tensor => {
    const s = { ...state, settings: { ...state.settings, lr } }
    return loss(optimizer.update(grad(loss)(params), s, params).params)
  }
  expect(grad(after)(tensor(0.25, f64)).item()).toBeCloseTo(14 * -2, 12)
  expect(() => optimizer.update({ b: tensor(1) }, state, params)).toThrow(/nested/)
})

test('float32 parameters stay float32', () => {
  const w = variable([1, 2])
  const optimizer = new optim.NAdam([w])
  bowl(w).backward()
  optimizer.step()
  expect(w.dtype).toBe('float32')
})

test('clipping by norm and by value', () => {
  const [a, b] = [variable([3], f64), variable([4], f64)]
  const fresh = (): void => {
    for (const p of [a, b]) {
      p.grad = undefined
      p.square().mul(0.5).sum().backward()
    }
  }
  fresh()
  expect(optim.clipGradNorm([a, b], 1).item()).toBe(5)
  expect(a.grad!.item()).toBeCloseTo(0.6, 6)
  fresh()
  expect(optim.clipGradNorm([a, b], 100).item()).toBe(5)
  expect(a.grad!.item()).toBe(3)
  expect(optim.clipGradNorm([a, b], 2, Number.POSITIVE_INFINITY).item()).toBe(4)
  fresh()
  optim.clipGradValue([a, b], 3.5)
  expect([a.grad!.item(), b.grad!.item()]).toEqual([3, 3.5])
  a.grad = b.grad = undefined
  expect(optim.clipGradNorm([a, b], 1).item()).toBe(0)
  const grads = { x: tensor([3], f64), y: [tensor([4], f64)] }
  expect(optim.globalNorm(grads).item()).toBe(5)
  expect(optim.clipByGlobalNorm(grads, 10).x.item()).toBe(3)
  expect(optim.clipByValue(grads, 1).y[0]!.item()).toBe(1)
})

test('20,000 steps in one synchronous loop take constant memory', { timeout: 120_000 }, () => {
  const w = variable(new Float32Array(1000).fill(1))
  const optimizer = new optim.Adam([w], { lr: 1e-4 })
  const steps = (count: number): void => {
    for (let i = 0; i < count; i++) {
      optimizer.zeroGrad()
      bowl(w).backward()
      optimizer.step()
    }
  }
  steps(4000)
  const before = resident()
  steps(16_000)
  // Kept, the gradients and states alone would be 16,000 * 4 * 4 kB = 256 MB.
  expect(resident() - before).toBeLessThan(64)
})

test('the variance of centred RMSprop stays a number where the gradient never changes', () => {
  const w = variable([0, 0, 0])
  const optimizer = new optim.RMSprop([w], { alpha: 0.9, centered: true })
  for (let step = 0; step < 200; step++) {
    w.grad = tensor([1, 1.1, 0.77])
    optimizer.step()
  }
  expect(w.data().every(Number.isFinite)).toBe(true)
})

test.each(['linear', 'cos'] as const)(
  'OneCycleLR (%s) may be stepped after the last batch too, and stays at the end',
  (annealStrategy) => {
    const optimizer = new optim.SGD([variable([1])], { lr: 0.1 })
    const scheduler = new optim.OneCycleLR(optimizer, {
      maxLr: 0.4,
      totalSteps: 10,
      annealStrategy,
      cycleMomentum: false,
    })
    for (let i = 0; i < 10; i++) scheduler.step()
    expect(optimizer.groups[0]!.lr).toBeCloseTo(0.4 / 25 / 1e4, 15)
    expect(() => scheduler.step()).toThrow('the cycle is over')
  },
)

test('a state goes through JSON, in float64 to the bit', () => {
  const run = (w: ReturnType<typeof variable>, optimizer: optim.Adam): void => {
    optimizer.zeroGrad()
    bowl(w.sub(tensor([0.1, 1 / 3], f64))).backward()
    optimizer.step()
  }
  const w = variable([1, 2], f64)
  const first = new optim.Adam([w], { lr: 0.1 })
  run(w, first)
  const text = JSON.stringify({ w, state: first.stateDict() })
  const saved = JSON.parse(text) as { w: number[]; state: optim.LoadedStateDict }
  const again = variable(saved.w, f64)
  const second = new optim.Adam([again], { lr: 0.7 })
  second.loadStateDict(saved.state)
  run(w, first)
  run(again, second)
  expect(again.toArray()).toEqual(w.toArray())
  expect(second.groups[0]!.lr).toBe(0.1)
})

test('a learning rate that is no number is refused', () => {
  expect(() => optim.adam('0.1' as never)).toThrow('Adam: lr is "0.1": it must be a number, or the options')
  expect(() => optim.sgd(Number.NaN)).toThrow('lr is NaN')
})

test('an optimizer prints its options, those of each group where there are several', () => {
  const [a, b] = [variable([1]), variable([2])]
  const one = new optim.Adam([a, b], { betas: [0.9, 0.99] })
  expect(inspect(one)).toBe('Adam(parameters: 2, lr: 0.001, betas: [0.9,0.99])')
  one.lr = 0.5
  expect(String(one)).toContain('lr: 0.5')
  const two = new optim.SGD([{ params: [a] }, { params: b, lr: 1 }], { lr: 0.1, nesterov: false })
  expect(String(two)).toBe(
    'SGD(\n  (0): parameters: 1, lr: 0.1, nesterov: false\n  (1): parameters: 1, lr: 1, nesterov: false\n)',
  )
})
