import { afterEach, describe, expect, test } from 'vitest'
import {
  amax,
  amin,
  cummax,
  cummin,
  cumsum,
  engine,
  jit,
  layerNorm,
  std,
  type Tensor,
  tensor,
  variance,
  varMean,
} from '../index.ts'

const before = engine.settings()
afterEach(() => {
  engine.settings(before)
})

/** What f gives interpreted, and compiled on one thread and on two. */
function inAllModes(f: (x: Tensor) => Tensor, x: () => Tensor): number[][] {
  return (
    [
      ['interpret', 1],
      ['compile', 1],
      ['compile', 2],
    ] as const
  ).map(([mode, threads]) => {
    engine.settings({ mode, threads })
    return Array.from((mode === 'compile' ? jit(f) : f)(x()).data(), Number)
  })
}

describe('a common offset costs no digits', () => {
  const n = 100_000
  // neighbours in float32 are 8 apart at 1e8
  const far = (): Tensor => tensor(Float32Array.from({ length: n }, (_, i) => 1e8 + (i % 5) * 16))
  test('variance and standard deviation in float32', () => {
    for (const [v] of inAllModes((x) => variance(x), far)) expect(v).toBeCloseTo(512, 2)
    for (const [s] of inAllModes((x) => std(x), far)) expect(s).toBeCloseTo(Math.sqrt(512), 3)
    for (const [m] of inAllModes((x) => varMean(x)[1], far)) expect(m).toBe(100_000_032)
  })
  test('layer norm in float32', () => {
    const rows = (): Tensor => far().reshape([100, 1000])
    for (const y of inAllModes((x) => layerNorm(x, 1000), rows))
      for (let i = 0; i < 2000; i++) expect(Math.abs(y[i]! - ((i % 5) - 2) / Math.SQRT2)).toBeLessThan(1e-5)
  })
  test('whole numbers are not rounded before they are subtracted', () => {
    const numbers = (): Tensor => tensor([100_000_001, 100_000_003, 100_000_005], { dtype: 'int32' })
    for (const [v] of inAllModes((x) => variance(x, 0, { correction: 1 }), numbers)) expect(v).toBe(4)
    const ends = (): Tensor => tensor([-(2 ** 31), 2 ** 31 - 1], { dtype: 'int32' })
    for (const [v] of inAllModes((x) => std(x), ends)) expect(v).toBe(2 ** 31)
  })
})

test('sums and running sums of integers wrap around, beyond 2^53 too', () => {
  const n = 4_300_000
  for (const dtype of ['int32', 'uint32'] as const) {
    const largest = (): Tensor => tensor(new Int32Array(n).fill(2 ** 31 - 1)).astype(dtype)
    const wanted = dtype === 'int32' ? -n | 0 : 2 ** 32 - n
    expect(inAllModes((x) => x.sum(), largest)).toEqual([[wanted], [wanted], [wanted]])
    const last = (x: Tensor): Tensor => cumsum(x, 0).at(-1)
    expect(inAllModes(last, largest)).toEqual([[wanted], [wanted], [wanted]])
  }
})

test('extremes that are zero are 0, and running sums begin at 0', () => {
  const zeros = [
    [0, -0, 0, -0, -0],
    [-0, 0, -0, 1, -1],
    [-0, -0, -0, -0, -0],
  ]
  for (const f of [amax, amin, cummax, cummin, cumsum])
    for (const dtype of ['float32', 'float64'] as const)
      for (const axis of [0, 1]) {
        const [interpreted, ...compiled] = inAllModes(
          (x) => f(x, axis),
          () => tensor(zeros, { dtype }),
        )
        expect(interpreted!.some((y) => Object.is(y, -0))).toBe(false)
        for (const values of compiled) expect(values).toEqual(interpreted)
      }
})
