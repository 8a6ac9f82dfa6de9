import { describe, expect, test } from 'vitest'
import { SGD } from '../optim/index.ts'
import { DerivativeError, grad, jit, type Tensor, TraceError, tensor, variable, vmap } from './index.ts'

/** A loop as it is, and with its parts under jit. */
const same = <F>(f: F): F => f
const styles: [string, typeof same][] = [
  ['without jit', same],
  ['under jit', jit as unknown as typeof same],
]

describe.each(styles)('gradients %s', (_, style) => {
  test('are added up by one function and used by another', () => {
    const w = variable([1, 2])
    const optimizer = new SGD([w], { lr: 1 })
    const gather = style((x: Tensor) => w.mul(x).sum().backward())
    const update = style(() => {
      optimizer.step()
      optimizer.zeroGrad()
    })
    for (const expected of [
      [0.25, 1.25],
      [-0.5, 0.5],
    ]) {
      gather(tensor(0.25))
      gather(tensor(0.5))
      expect(w.grad!.toArray()).toEqual([0.75, 0.75])
      update()
      expect(w.toArray()).toEqual(expected)
      expect(w.grad).toBeUndefined()
    }
    update() // nothing to do
    expect(w.toArray()).toEqual([-0.5, 0.5])
  })

  test('that are there before are added to, used and seen anew each time', () => {
    const w = variable(1)
    const optimizer = new SGD([w], { lr: 1 })
    const update = style(() => optimizer.step())
    w.grad = tensor(0.25)
    update()
    w.grad = tensor(0.5)
    update()
    expect(w.item()).toBe(0.25)
    const gather = style((x: Tensor) => {
      w.mul(x).backward()
      return w.grad!
    })
    expect(gather(tensor(1)).item()).toBe(1.5)
    expect(gather(tensor(2)).item()).toBe(3.5)
    w.grad = undefined
    expect(gather(tensor(3)).item()).toBe(3)
    expect(w.grad!.item()).toBe(3)
  })

  test('come by what was made of arguments alone as often as there are losses', () => {
    const w = variable([1, 2])
    const optimizer = new SGD([w], { lr: 0.25 })
    const epochs = style((x: Tensor) => {
      const advantage = x.mul(2).sub(1)
      for (let epoch = 0; epoch < 2; epoch++) {
        optimizer.zeroGrad()
        w.mul(advantage).square().sum().backward()
        optimizer.step()
      }
      return w.mul(1)
    })
    // 1 and 3: w - w/2 twice, w - 9w/2 twice
    expect(epochs(tensor([1, 2])).toArray()).toEqual([0.25, 24.5])
    const twice = style((x: Tensor) => {
      const loss = w.mul(x).sum()
      loss.backward()
      loss.backward()
    })
    expect(() => twice(tensor([1, 2]))).toThrow(/already used by another pass/)
  })

  test('go to plain tensors, through functions within functions', () => {
    const x = tensor([1, 2], { requiresGrad: true })
    const inner = style((k: Tensor) => x.mul(k).sum().backward())
    const outer = style((k: Tensor) => {
      inner(k)
      inner(k.mul(2))
    })
    outer(tensor(1))
    outer(tensor(10))
    expect(x.grad!.toArray()).toEqual([33, 33])
  })

  test('go to variables, through functions within functions, whichever is called first', () => {
    const w = variable(2)
    const gather = () =>
      style((x: Tensor) => {
        w.mul(x).backward()
        return x
      })
    for (const inner of [gather(), gather()]) {
      const outer = style((x: Tensor) => {
        inner(x)
        return w.grad!
      })
      w.grad = undefined
      expect(outer(tensor(10)).item()).toBe(10)
      inner(tensor(1))
      expect(outer(tensor(20)).item()).toBe(31)
      expect(w.grad!.item()).toBe(31)
    }
  })

  test('of two networks in turn: one function each', () => {
    const [g, d] = [variable(1), variable(2)]
    const [ofG, ofD] = [new SGD([g], { lr: 0.5 }), new SGD([d], { lr: 0.5 })]
    const first = style((x: Tensor) => {
      ofD.zeroGrad()
      d.mul(g.detach()).mul(x).backward()
      ofD.step()
    })
    const second = style((x: Tensor) => {
      ofG.zeroGrad()
      d.mul(g).mul(x).backward() // adds to the gradient of d, which the next round forgets
      ofG.step()
    })
    for (let i = 0; i < 3; i++) {
      first(tensor(1))
      second(tensor(0.5))
    }
    expect([g.item(), d.item()]).toEqual([0.072265625, 1.0234375])
  })
})

test('a gradient that a step under jit has used says so where it is asked for', () => {
  const w = variable(1)
  const optimizer = new SGD([w], { lr: 1 })
  const step = jit((x: Tensor) => {
    w.mul(x).backward()
    optimizer.step()
  })
  step(tensor(0.25))
  expect(() => w.grad).toThrow(TraceError)
  expect(() => step(tensor(0.25))).toThrow('call zeroGrad() before others are added')
  optimizer.zeroGrad()
  step(tensor(0.25))
  expect(w.item()).toBe(0.5)
})

test.each(styles)('a network is frozen for a part of a step, %s', (_, style) => {
  const [g, d, still] = [variable(1), variable(2), variable(3, { requiresGrad: false })]
  const optimizer = new SGD([g, d], { lr: 0.5 })
  const step = style((x: Tensor) => {
    optimizer.zeroGrad()
    d.requiresGrad = false
    still.requiresGrad = true
    expect([d.requiresGrad, g.requiresGrad, d.mul(2).requiresGrad]).toEqual([false, true, false])
    d.mul(g).mul(still).mul(x).backward()
    expect(d.grad).toBeUndefined()
    const seen = still.grad!
    still.grad = undefined
    still.requiresGrad = false
    optimizer.step()
    d.requiresGrad = true
    optimizer.zeroGrad()
    d.mul(x).backward()
    optimizer.step()
    return seen
  })
  for (const [seen, values] of [
    [1, [-0.5, 1.75]],
    [-0.4375, [-1.8125, 1.5]],
  ] as const) {
    expect(step(tensor(0.5)).item()).toBe(seen)
    expect([g.item(), d.item(), still.item()]).toEqual([...values, 3])
    expect([g, d, still].map((v) => v.requiresGrad)).toEqual([true, true, false])
  }
})

test.each(styles)('what a function freezes stays frozen, %s', (_, style) => {
  const [w, v] = [variable(2), variable(3)]
  const freeze = style(() => {
    w.requiresGrad = false
    return w.mul(v)
  })
  expect(freeze().item()).toBe(6)
  expect([w.requiresGrad, v.requiresGrad]).toEqual([false, true])
  expect(freeze().item()).toBe(6)
  w.requiresGrad = true
  w.mul(v).backward()
  expect(w.grad!.item()).toBe(3)
})

test.each(styles)(
  'a gradient is wanted by what a function is given, and by what comes of it, %s',
  (_, style) => {
    const given = style((x: Tensor) => {
      x.requiresGrad = true
      x.square().sum().backward()
      return x.grad!
    })
    const between = style((x: Tensor) => {
      const y = x.mul(2)
      y.requiresGrad = true
      y.square().sum().backward()
      return y.grad!
    })
    for (const times of [1, 2]) {
      expect(given(tensor([times, 2])).toArray()).toEqual([2 * times, 4])
      expect(between(tensor([times, 2])).toArray()).toEqual([4 * times, 8])
    }
  },
)

test('other transformations gather so, too', () => {
  const slope = (x: Tensor): Tensor => {
    x.requiresGrad = true
    x.mul(x).mul(x).backward(undefined, { createGraph: true })
    return x.grad!
  }
  expect(vmap(slope)(tensor([1, 2])).toArray()).toEqual([3, 12])
  expect(grad(slope)(tensor(2)).item()).toBe(12)
  expect(jit(grad(slope))(tensor(2)).item()).toBe(12)
})

test('a gradient of what a traced function is given is not lost in silence', () => {
  const loss = (x: Tensor): Tensor => {
    const squares = x.square().sum()
    squares.backward()
    return squares
  }
  const x = tensor([1, 2], { requiresGrad: true })
  expect(() => jit(loss)(x)).toThrow(/^backward: .* close over the tensor/)
  expect(() => grad(loss)(tensor([1, 2]))).toThrow(DerivativeError)
  expect(() => vmap(loss)(tensor([[1, 2]]))).toThrow(DerivativeError)
  // beside a weight that gathers its own, and where the function was traced before
  const w = variable([3, 4])
  const step = jit((y: Tensor) => w.mul(y).sum().backward())
  step(tensor([1, 2]))
  step(x.mul(2).detach())
  expect(w.grad!.toArray()).toEqual([3, 6])
  const nested = jit((y: Tensor) => step(y.mul(2)))
  const outer = jit(() => step(x.mul(2)))
  for (const lost of [() => step(x), () => step(w), () => step(x.mul(2)), () => nested(x), outer])
    expect(lost).toThrow(DerivativeError)
  expect(w.grad!.toArray()).toEqual([3, 6])
  nested(tensor([1, 2]))
  jit(() => step(x.detach()))()
  expect(w.grad!.toArray()).toEqual([6, 12])
})
