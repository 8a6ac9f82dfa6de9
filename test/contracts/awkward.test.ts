import { describe, expect, test } from 'vitest'
import {
  anomaly,
  arange,
  foriLoop,
  grad,
  gradients,
  hessian,
  jit,
  linspace,
  logSigmoid,
  logsumexp,
  math,
  softplus,
  type Tensor,
  tensor,
  valueAndGrad,
  vectorNorm,
  where,
  zeros,
} from '../../src/index.ts'

const f64 = { dtype: 'float64' } as const
const at = (f: (x: Tensor) => Tensor, x: number | number[]): unknown => grad(f)(tensor(x, f64)).toArray()

describe('gradients at awkward places', () => {
  test('a product with zeros', () => {
    expect(at((x) => x.prod(), [0, 2, 3])).toEqual([6, 0, 0])
    expect(at((x) => x.prod(), [0, 0, 3])).toEqual([0, 0, 0])
    expect(at((x) => x.cumprod(0).sum(), [2, 0, 3])).toEqual([1, 8, 0])
    const running = hessian((x: Tensor) => x.cumprod(0).mul([1, 2, 3, 4]).sum())
    expect(running(tensor([2, 0, 3, 0], f64)).toArray()).toEqual([
      [0, 11, 0, 0],
      [11, 0, 6, 24],
      [0, 6, 0, 0],
      [0, 24, 0, 0],
    ])
  })
  test('a norm at 0, sqrt and powers at 0', () => {
    expect(at((x) => vectorNorm(x), [0, 0])).toEqual([0, 0])
    expect(at((x) => x.sqrt(), 0)).toBe(Number.POSITIVE_INFINITY)
    expect(at((x) => x.pow(2), 0)).toBe(0)
    expect(at((x) => x.pow(1), 0)).toBe(1)
    expect(at((x) => x.pow(0), 0)).toBe(0)
    expect(at((x) => x.pow(tensor(2, f64)), -3)).toBe(-6)
    expect(at((x) => tensor(0, f64).pow(x), 2)).toBe(0)
  })
  test('where guards a bad branch, however long', () => {
    const guarded = (x: Tensor): Tensor => where(x.greater(0), x.log().mul(x).sqrt().div(x), 0).sum()
    const g = at(guarded, [-1, 0, 2]) as number[]
    expect(g.slice(0, 2)).toEqual([0, 0])
    expect(Number.isFinite(g[2])).toBe(true)
    expect(at((x) => grad(guarded)(x).sum(), [-1, 0, 2])).toSatisfy((h: number[]) => h.every(Number.isFinite))
  })
  test('the largest of several', () => {
    expect(at((x) => x.max(), [1, 3, 3])).toEqual([0, 0.5, 0.5])
  })
  test('logsumexp of -infinity', () => {
    const inf = Number.NEGATIVE_INFINITY
    const [y, g] = valueAndGrad((x: Tensor) => logsumexp(x))(tensor([inf, 0, inf], f64))
    expect((y as Tensor).item()).toBe(0)
    expect(g.toArray()).toEqual([0, 1, 0])
    const [none, h] = valueAndGrad((x: Tensor) => logsumexp(x))(tensor([inf, inf], f64))
    expect((none as Tensor).item()).toBe(inf)
    expect(h.toArray()).toEqual([0, 0])
  })
  test('softplus and logSigmoid far out', () => {
    expect(at((x) => softplus(x).sum(), [-1000, 1000])).toEqual([0, 1])
    expect(at((x) => logSigmoid(x).sum(), [-1000, 1000])).toEqual([1, 0])
    expect(logSigmoid(tensor(-1000, f64)).item()).toBe(-1000)
    expect(softplus(tensor(-50, f64)).item()).toBeCloseTo(Math.exp(-50), 30)
  })
  test('reductions of nothing', () => {
    expect(tensor([], f64).sum().item()).toBe(0)
    expect(tensor([], f64).prod().item()).toBe(1)
    expect(at((x) => x.sum().add(x.prod()), [])).toEqual([])
    expect(() => tensor([], f64).argmax(0)).toThrow(/empty/)
  })
  test('integers are refused in words', () => {
    expect(() => tensor([1], { dtype: 'int32', requiresGrad: true })).toThrow(
      /int32 cannot require a gradient/,
    )
  })
})

describe('anomaly', () => {
  test('names the operation and the line, forward', () => {
    expect(() => anomaly(() => tensor([1, 0]).log().sum().item())).toThrow(
      /log: gave -Infinity at flat index 1.*awkward\.test\.ts/,
    )
  })
  test('and backward', () => {
    expect(() =>
      anomaly(() => {
        const x = tensor(0, { requiresGrad: true })
        x.sqrt().backward()
        return x.grad!.item()
      }),
    ).toThrow(/gave Infinity.*awkward\.test\.ts/)
  })
  test('of backward without reading what it gives, nor the loss', () => {
    const x = (value: number): Tensor => tensor(value, { requiresGrad: true })
    expect(() => anomaly(() => x(0).sqrt().backward())).toThrow(/gave Infinity.*awkward\.test\.ts/)
    expect(() => anomaly(() => x(-1).log().backward())).toThrow(/log: gave NaN.*awkward\.test\.ts/)
    const y = x(0)
    expect(() => anomaly(() => gradients(y.sqrt(), [y]))).toThrow(/gave Infinity/)
    const step = jit((v: Tensor) => y.mul(v).backward())
    expect(anomaly(() => step(tensor(2)))).toBeUndefined()
  })
  test('lets finite computations through', () => {
    expect(anomaly(() => tensor([1, 2]).log().sum().item())).toBeCloseTo(Math.LN2, 6)
  })
  test('neither it nor compiling changes how long stacks are', () => {
    const before = Error.stackTraceLimit
    Error.stackTraceLimit = 37
    try {
      anomaly(() => tensor([1, 2]).log().sum().item())
      jit((x: Tensor) => x.exp().sum())(tensor([1, 2, 3])).item()
      expect(Error.stackTraceLimit).toBe(37)
    } finally {
      Error.stackTraceLimit = before
    }
  })
})

describe('words that every object knows', () => {
  test('are no functions and no constants of a formula', () => {
    const x = tensor(2)
    expect(() => math`constructor(${x})`).toThrow(/there is no function 'constructor'/)
    expect(() => math`toString + ${x}`).toThrow(/nothing is called 'toString'/)
    expect(() => tensor([1], { dtype: 'valueOf' as 'float32' })).toThrow(/there is no dtype "valueOf"/)
  })
})

describe('counts that are none', () => {
  test('are refused in words', () => {
    expect(() => arange(0, 5, 0)).toThrow(/the step not 0/)
    expect(() => arange(Number.POSITIVE_INFINITY)).toThrow(/bounds must be finite/)
    expect(() => linspace(0, 1, -2)).toThrow(/every extent must be an integer >= 0/)
    expect(() => foriLoop(0, 2.5, (_, x) => x, tensor(1))).toThrow(
      /foriLoop: a bound is 2.5: it must be an integer/,
    )
  })
})

test('a tensor of many axes prints, shortened along each', () => {
  expect(String(zeros([7, 7, 7, 7, 7, 7, 7]).add(1)).length).toBeGreaterThan(1000)
})
