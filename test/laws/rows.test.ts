import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { engine, grad, jit, layerNorm, logSoftmax, softmax, type Tensor, tensor } from '../../src/index.ts'

const before = engine.settings()
afterAll(() => void engine.settings(before))

const weighted = (f: (x: Tensor) => Tensor) => (x: Tensor, w: Tensor) => f(x).mul(w).sum()
const scaled = (x: Tensor, w: Tensor): Tensor => layerNorm(x, x.shape.at(-1)!, { weight: w.index(0) })
const rowwise: Readonly<Record<string, (x: Tensor, w: Tensor) => Tensor>> = {
  softmax: (x) => softmax(x),
  'log-softmax': (x) => logSoftmax(x),
  'layer norm': scaled,
  'gradient of softmax': (x, w) => grad(weighted(softmax))(x, w) as Tensor,
  'gradient of log-softmax': (x, w) => grad(weighted(logSoftmax))(x, w) as Tensor,
  'gradient of layer norm': (x, w) => grad((x: Tensor) => scaled(x, w).mul(w).sum())(x) as Tensor,
}

const value = fc.oneof(
  { weight: 12, arbitrary: fc.double({ min: -4, max: 4, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 80, -200, 3e38, -3e38, 1e-40) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN) },
)

test.each(Object.entries(rowwise))(
  '%s: rows of any length, whatever stands in them, as interpreted',
  (_, f) => {
    const cases = fc.record({
      rows: fc.integer({ min: 1, max: 20 }),
      columns: fc.constantFrom(1, 2, 3, 4, 5, 7, 16, 17, 31, 64, 100, 1000),
      few: fc.array(value, { minLength: 1, maxLength: 40 }),
      dtype: fc.constantFrom('float32' as const, 'float64' as const),
      masked: fc.boolean(),
    })
    fc.assert(
      fc.property(cases, ({ rows, columns, few, dtype, masked }) => {
        const numbers = Array.from({ length: rows * columns }, (_, i) =>
          masked && i < columns ? Number.NEGATIVE_INFINITY : few[i % few.length]! + (i % 3) / 8,
        )
        const weights = numbers.map((_, i) => Math.sin(i))
        const compute = (mode: 'compile' | 'interpret', threads: number): Float64Array => {
          engine.settings({ mode, threads })
          const [x, w] = [numbers, weights].map((data) => tensor(data, { dtype, shape: [rows, columns] }))
          return Float64Array.from(jit(f)(x!, w!).data() as ArrayLike<number>)
        }
        const expected = compute('interpret', 1)
        const found = compute('compile', 1)
        expect(compute('compile', 2)).toEqual(found)
        const size = Math.max(1, ...expected.map(Math.abs).filter(Number.isFinite))
        const digits = dtype === 'float32' ? 2 ** -19 : 2 ** -46
        found.forEach((y, i) => {
          const z = expected[i]!
          // sums that cancel and powers of sums lose digits of the largest element
          if (!Number.isFinite(z) || !Number.isFinite(y)) expect(y).toBe(z)
          else expect(Math.abs(y - z)).toBeLessThanOrEqual(digits * size)
        })
      }),
      { numRuns: 30 },
    )
  },
)

test.each(['softmax', 'log-softmax', 'layer norm', 'gradient of softmax'])('%s is one kernel', (name) => {
  engine.settings({ mode: 'compile', threads: 1 })
  const [x, w] = [0, 1].map((by) =>
    tensor(
      new Float32Array(64 * 100).map((_, i) => Math.sin(i + by)),
      { shape: [64, 100] },
    ),
  )
  const f = jit(rowwise[name]!)
  expect(engine.profile(() => f(x!, w!)).kernels.length).toBe(1)
})
