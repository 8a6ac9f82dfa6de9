import { afterEach, describe, expect, test } from 'vitest'
import {
  checkpoint,
  cond,
  customJvp,
  floatPower,
  foriLoop,
  grad,
  hessian,
  jit,
  jvp,
  noGrad,
  scan,
  setDefaultDtype,
  switchCase,
  type Tensor,
  tensor,
  variable,
  vmap,
  where,
  whileLoop,
} from './index.ts'

/** x^3, by functions that see x from outside. */
const cubes: Record<string, (x: Tensor) => Tensor> = {
  foriLoop: (x) => foriLoop(0, 3, (_, y: Tensor) => y.mul(x), tensor(1)),
  scan: (x) => scan((y: Tensor) => [y.mul(x), null], tensor(1), null, { length: 3 })[0] as Tensor,
  cond: (x) =>
    cond(
      tensor(true),
      () => x.mul(x).mul(x),
      () => x,
    ),
  switchCase: (x) => switchCase(tensor(1, { dtype: 'int32' }), [() => x, () => x.pow(3)]) as Tensor,
  checkpoint: (x) => checkpoint((y: Tensor) => y.mul(x).mul(x))(x),
  vmap: (x) => vmap((y: Tensor) => y.mul(x).mul(x).mul(x))(tensor([1])).sum(),
  jit: (x) => jit((y: Tensor) => y.mul(x).mul(x).mul(x))(tensor(1)),
  customJvp: (x) =>
    customJvp(
      (y: Tensor) => y.mul(x).mul(x),
      ([y], [dy]) => y!.square().mul(3).mul(dy!),
    )(x),
  grad: (x) => grad((y: Tensor) => y.square().mul(x.square()))(x).div(2),
}

test.each(Object.entries(cubes))('derivatives by a number that %s takes in from outside', (_, cube) => {
  for (const x of [2, tensor(2)]) {
    expect(grad(cube)(x).item()).toBeCloseTo(12, 5)
    expect(jvp(cube, [x], [1])[1].item()).toBeCloseTo(12, 5)
    expect(jit(() => grad(cube)(x))().item()).toBeCloseTo(12, 5)
    expect(hessian(cube)(x).item()).toBeCloseTo(12, 5)
  }
})

test('and by whileLoop, forward', () => {
  const root = (a: Tensor): Tensor =>
    whileLoop(
      (x: Tensor) => x.mul(x).sub(a).abs().greater(1e-5),
      (x: Tensor) => x.add(a.div(x)).mul(0.5),
      tensor(1),
    )
  expect(jvp(root, [4], [1])[1].item()).toBeCloseTo(0.25, 4)
  expect(() => grad(root)(4)).toThrow(/whileLoop: reverse mode/)
})

describe('a number that jit is given adapts to the tensors beside it', () => {
  const d = tensor([1, 2, 3], { dtype: 'float64' })
  const single = tensor([1, 2, 3])
  afterEach(() => setDefaultDtype('float32'))

  test.each<[string, (x: Tensor) => Tensor]>([
    ['mul', (x) => d.mul(x)],
    ['pow', (x) => d.pow(x)],
    ['where', (x) => where(d.greater(1), x, d)],
    ['clip', (x) => d.clip(x, 2)],
    ['lerp', (x) => d.lerp(d.add(1), x)],
    ['pad', (x) => d.pad(1, { value: x })],
    ['maskedFill', (x) => d.maskedFill(d.greater(1), x)],
    ['floatPower', (x) => floatPower(x, d)],
    ['prelu', (x) => d.neg().prelu(x)],
    ['noGrad', (x) => noGrad(() => d.mul(x))],
    ['float32', (x) => single.mul(x)],
    ['alone', (x) => tensor([]).sum().add(x)],
  ])('%s as without jit', (_, f) => {
    const g = jit(f)
    for (const x of [0.1, 0.7, -0, Infinity, 1e300]) {
      const expected = f(x as never)
      const nested = jit(({ at }: { at: [Tensor] }) => f(at[0]))({ at: [x] })
      for (const made of [g(x), jit((y: Tensor) => g(y))(x), nested]) {
        expect(made.dtype).toBe(expected.dtype)
        expect(made.data()).toEqual(expected.data())
      }
    }
  })

  test('and keeps all its digits beside float64', () => {
    expect(floatPower(0.1, d).data()[0]).toBe(0.1)
    expect(d.neg().prelu(0.1).data()[0]).toBe(-0.1)
  })

  test('and is another kind of argument than a tensor, traced once for all numbers', () => {
    let traces = 0
    const scaled = jit((x: Tensor) => {
      traces++
      return single.mul(x)
    })
    for (const x of [0.1, 3, -1]) expect(scaled(x).dtype).toBe('float32')
    expect(traces).toBe(1)
    // it may have a fraction the next time
    expect(jit((x: Tensor) => single.astype('int32').mul(x))(3).dtype).toBe('float32')
    expect(scaled(tensor(0.1, { dtype: 'float64' })).dtype).toBe('float64')
    expect(scaled(0.1).dtype).toBe('float32')
    expect(scaled(tensor(0.1)).dtype).toBe('float32')
    // inside of another trace too, whatever came last
    const exact = jit((x: Tensor) => d.mul(x))
    exact(tensor(0.1))
    expect(jit((x: Tensor) => exact(x))(0.1).data()).toEqual(d.mul(0.1).data())
    expect(scaled(0.1).add(scaled(tensor(0.1))).dtype).toBe('float32')
    setDefaultDtype('float64')
    expect(jit((x: Tensor) => x.add(1))(0.1).item()).toBe(1.1)
    const alone = jit((x: Tensor) => x.mul(1))
    for (const dtype of ['float32', 'float64'] as const) {
      setDefaultDtype(dtype)
      expect(alone(0.1).dtype).toBe(dtype)
    }
  })

  test('gathers a gradient where it is asked to', () => {
    const slope = jit((x: Tensor) => {
      x.requiresGrad = true
      d.mul(x).sum().add(single.mul(x).sum()).backward()
      return x.grad!
    })
    expect(slope(0.1).item()).toBe(12)
    expect(jit((x: Tensor) => grad((y: Tensor) => d.mul(y).sum())(x))(0.1).item()).toBe(6)
  })
})

test('lists keep all their digits beside float64', () => {
  const x = tensor([0.1, 0.7], { dtype: 'float64' })
  expect(x.equal([0.1, 0.7]).toArray()).toEqual([true, true])
  expect(x.add([0.2]).toArray()).toEqual([0.1 + 0.2, 0.7 + 0.2])
  expect(where([true, false], [0.3, 1], x).toArray()).toEqual([0.3, 0.7])
  expect(jit((y: Tensor) => y.mul([0.1, 0.7]))(x).toArray()).toEqual([0.1 * 0.1, 0.7 * 0.7])
  // what has a dtype of its own has the digits of that
  expect(x.equal(tensor([0.1, 0.7])).toArray()).toEqual([false, false])
  expect(tensor([0.5], { dtype: 'int32' }).add([0.1]).dtype).toBe('float32')
})

test('a compiled function may return no tensor, and use what is outside', () => {
  const w = variable([1, 2])
  const f = jit((x: Tensor) => {
    w.assign(x.add(w))
    return {}
  })
  expect([f(tensor([1, 1])), f(tensor([1, 1]))]).toEqual([{}, {}])
  expect(w.toArray()).toEqual([3, 4])
  const g = jit((x: Tensor): undefined => void x.add(w))
  expect([g(tensor([1, 1])), g(tensor([1, 1]))]).toEqual([undefined, undefined])
})
