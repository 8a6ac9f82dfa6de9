import { describe, expect, test } from 'vitest'
import {
  checkpoint,
  cond,
  foriLoop,
  grad,
  jit,
  ShapeError,
  scan,
  stopGradient,
  type Tensor,
  TraceError,
  tensor,
  variable,
  vmap,
} from './index.ts'

describe('backward', () => {
  test('tensors that share a node each gather their gradient', () => {
    const x = tensor([1, 2, 3], { requiresGrad: true })
    const same = x.astype('float32')
    expect(same.node).toBe(x.node)
    same.retainGrad()
    const y = x.mul(2)
    const alias = y.reshape([3])
    expect(alias.node).toBe(y.node)
    y.retainGrad()
    alias.retainGrad()
    const seen: unknown[] = []
    x.reshape([3]).registerHook((g) => {
      seen.push(g.toArray())
    })
    alias.mul(y).sum().backward()
    expect(x.grad!.toArray()).toEqual([8, 16, 24])
    expect(same.grad!.toArray()).toEqual([8, 16, 24])
    expect(y.grad!.toArray()).toEqual([4, 8, 12])
    expect(alias.grad!.toArray()).toEqual([4, 8, 12])
    expect(seen).toEqual([[8, 16, 24]])
  })

  test('a tensor that only has a hook gathers no gradient', () => {
    const x = tensor([1, 2], { requiresGrad: true })
    const alias = x.reshape([2])
    alias.registerHook((g) => g.mul(10))
    x.mul(3).sum().backward()
    expect(x.grad!.toArray()).toEqual([30, 30])
    expect(alias.grad).toBeUndefined()
  })

  test('a cotangent may be plain numbers, and is converted', () => {
    const x = tensor([1, 2, 3], { requiresGrad: true, dtype: 'float64' })
    x.mul(x).backward([1, 10, 100])
    expect(x.grad!.dtype).toBe('float64')
    expect(x.grad!.toArray()).toEqual([2, 40, 600])
    x.grad = undefined
    x.mul(2).backward(tensor([1, 0, 0], { dtype: 'int32' }))
    expect(x.grad!.toArray()).toEqual([2, 0, 0])
    x.grad = undefined
    x.sum().backward(3)
    expect(x.grad!.toArray()).toEqual([3, 3, 3])
    expect(() => x.mul(2).backward([1, 2])).toThrow(ShapeError)
  })

  test('what a hook returns must be a tensor of the shape', () => {
    const x = tensor([1, 2], { requiresGrad: true })
    const remove = x.registerHook(() => tensor([1, 2, 3]))
    expect(() => x.mul(2).sum().backward()).toThrow(/a hook returned f32\[3\] for the gradient of f32\[2\]/)
    remove()
    x.registerHook((() => 3) as never)
    expect(() => x.mul(2).sum().backward()).toThrow(/a hook returned number/)
  })
})

describe('a gradient that is gathered inside a traced body', () => {
  const x = tensor([1, 2, 3], { requiresGrad: true })
  const lost = (k: Tensor) => {
    x.mul(k).sum().backward()
    return k
  }
  const two = tensor([1, 2])
  test.each<[string, () => unknown]>([
    ['vmap', () => vmap(lost)(two)],
    ['vmap of vmap', () => vmap(vmap(lost))(tensor([[1, 2]]))],
    ['vmap of jit', () => vmap(jit(lost))(two)],
    ['jit of vmap', () => jit(vmap(lost))(two)],
    ['scan', () => scan((c: Tensor, k: Tensor) => [c, lost(k)], tensor(0), two)],
    ['cond', () => cond(tensor(true), lost, (k: Tensor) => k, tensor(1))],
    ['checkpoint', () => checkpoint(lost)(tensor(1))],
    ['foriLoop', () => foriLoop(0, 2, (_: Tensor, c: Tensor) => lost(c), tensor(1))],
  ])('of %s for a tensor from outside is refused, as it would be lost', (_, run) => {
    expect(run).toThrow(TraceError)
    expect(run).toThrow(/^backward: a gradient was gathered inside vmap.*where it is lost: return x.grad/)
    expect(x.grad).toBeUndefined()
  })

  test('may be returned, and outside it can be gathered as before', () => {
    const each = vmap((k: Tensor) => {
      lost(k)
      return x.grad!
    })(two)
    const own = vmap((k: Tensor) => {
      const w = variable([1, 1, 1])
      w.mul(x.detach()).sum().mul(k).backward()
      return k
    })(two)
    expect(each.toArray()).toEqual([
      [1, 1, 1],
      [2, 2, 2],
    ])
    expect(own.toArray()).toEqual([1, 2])
    x.mul(5).sum().backward()
    expect(x.grad!.toArray()).toEqual([5, 5, 5])
    x.grad = undefined
    jit(lost)(tensor(4))
    expect(x.grad!.toArray()).toEqual([4, 4, 4])
  })
})

describe('a tensor that is kept from inside a traced function', () => {
  let kept: Tensor | undefined
  const traced: [string, () => unknown][] = [
    ['jit', () => jit((x: Tensor) => (kept = x.mul(2)).add(1))(tensor([1, 2]))],
    ['vmap', () => vmap((x: Tensor) => (kept = x.mul(2)).add(1))(tensor([1, 2]))],
    ['scan', () => scan((c: Tensor, x: Tensor) => [(kept = c.add(x)), x], tensor(0), tensor([1, 2]))],
    ['grad', () => jit(grad((x: Tensor) => (kept = x.mul(2)).sum()))(tensor([1, 2]))],
  ]
  test.each(traced)('of %s is refused where it is read, and where another function uses it', (_, run) => {
    run()
    expect(() => kept!.data()).toThrow(TraceError)
    expect(() => kept!.add(1).item()).toThrow(/was kept from inside a function/)
    expect(() => jit((x: Tensor) => x.add(kept!))(tensor([1, 2]))).toThrow(/return it from the function/)
    expect(() => vmap((x: Tensor) => x.add(kept!))(tensor([1, 2])).toArray()).toThrow(TraceError)
    // And nothing is spoiled by it.
    expect(jit((x: Tensor) => x.add(1))(tensor([1, 2])).toArray()).toEqual([2, 3])
  })

  test('a value that a variable has outside stays readable', () => {
    const v = variable([1, 2])
    jit(() => v.sum())()
    expect(v.toArray()).toEqual([1, 2])
  })
})

test('a frozen variable says so and takes no gradient inside jit too', () => {
  const frozen = variable([1, 2], { requiresGrad: false })
  const free = variable([3, 4], { requiresGrad: true })
  const seen: boolean[] = []
  const step = jit(() => {
    const loss = frozen.mul(free).sum()
    seen.push(frozen.requiresGrad, free.requiresGrad, frozen.mul(2).requiresGrad, loss.requiresGrad)
    loss.backward()
    return [free.grad!, frozen.grad === undefined ? tensor(0) : tensor(1)]
  })
  expect(step().map((x) => x.toArray())).toEqual([[1, 2], 0])
  free.grad = undefined
  expect(seen).toEqual([false, true, false, true])
  expect(() => jit(() => frozen.square().sum().backward())()).toThrow(
    'does not depend on a tensor that requires',
  )
  frozen.requiresGrad = true
  expect(step().map((x) => x.toArray())).toEqual([[1, 2], 1])
  expect(seen.slice(4)).toEqual([true, true, true, true])
})

test('what is computed may begin a history of its own, inside jit too', () => {
  const w = variable([0.5, -1])
  // a penalty on the slope at a point that is computed: second order
  const penalty = (x: Tensor, begin: (x: Tensor) => Tensor) => {
    w.grad = undefined
    const at = begin(x.add(1))
    at.mul(w).tanh().sum().backward(undefined, { createGraph: true })
    const slope = at.grad!
    w.grad = undefined
    slope.square().sum().backward()
    return [w.grad!, slope, tensor(Number(at.isLeaf && at.requiresGrad))]
  }
  const ways = [
    (x: Tensor) => tensor(x, { requiresGrad: true }),
    (x: Tensor) => {
      const own = x.detach()
      own.requiresGrad = true
      return own
    },
  ]
  const x = tensor([0.25, 2])
  const expected = grad((v: Tensor) =>
    grad((y: Tensor) => y.mul(v).tanh().sum())(x.add(1))
      .square()
      .sum(),
  )(w)
  for (const begin of ways)
    for (const run of [penalty, jit(penalty)]) {
      const [gradient, slope, leaf] = run(x, begin)
      expect(gradient!.sub(expected).abs().amax().item()).toBeLessThan(1e-6)
      expect(slope!.requiresGrad).toBe(run === penalty)
      expect(leaf!.item()).toBe(1)
    }
  // a copy has no history
  const copied = jit((y: Tensor) => {
    const copy = tensor(y.mul(w), { dtype: 'float64' })
    expect(copy.requiresGrad).toBe(false)
    return copy
  })
  expect(copied(x).dtype).toBe('float64')
  expect(() => jit((y: Tensor) => tensor(y, { dtype: 'int32', requiresGrad: true }))(x)).toThrow(
    'cannot require a gradient',
  )
})

test('the gradient of what a factor of 0 leaves nothing of is 0, as in PyTorch, so that optimizers count its step', () => {
  const run = (step: (f: () => void) => () => void): unknown[] => {
    const [a, b, hooked, free] = [1, 2, 3, 4].map((x) => variable(x, { dtype: 'float64' }))
    step(() => a!.mul(3).add(b!.square().mul(0)).backward())()
    step(() => a!.add(hooked!.mul(0)).add(stopGradient(free!)).backward())()
    const seen: unknown[] = []
    hooked!.registerHook((gradient) => void seen.push(gradient.shape))
    a!.add(hooked!.mul(0)).backward()
    return [a!.grad!.item(), b!.grad!.item(), hooked!.grad!.item(), free!.grad, seen]
  }
  for (const step of [(f: () => void) => f, (f: () => void) => jit(f)])
    expect(run(step)).toEqual([5, 0, 0, undefined, [[]]])
})

test('whole numbers and truths have no slope, unless a float is a result beside them', () => {
  const x = tensor([1.5, 2.5], { requiresGrad: true })
  for (const y of [x.astype('int32'), x.greater(2), x.argmax()]) expect(y.requiresGrad).toBe(false)
  const w = tensor(2, { requiresGrad: true })
  const start: [Tensor, Tensor] = [tensor(0, { dtype: 'int32' }), tensor(1)]
  const body = ([i, y]: readonly [Tensor, Tensor]) => [[i.add(1), y.mul(w)], []] as const
  const [[, y]] = scan(body, start, undefined, { length: 3 })
  y.backward()
  expect(w.grad!.item()).toBe(12)
})
