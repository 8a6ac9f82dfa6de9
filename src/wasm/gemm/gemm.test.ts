import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type NumberArray, runKernel } from '../kernel/run.ts'
import { compileProduct } from './gemm.ts'
import type { MatrixProduct, MatrixType } from './plan.ts'

const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array }

/** Small integers, so that every order of summation is exact. */
function fill(type: MatrixType, size: number, seed: number): NumberArray {
  return new arrays[type](size).map((_, i) => ((Math.imul(i + seed, 2654435761) >>> 8) % 9) - 4)
}

function naive(p: MatrixProduct, a: NumberArray, b: NumberArray): number[] {
  const out: number[] = []
  for (let s = 0; s < p.batch; s++)
    for (let i = 0; i < p.m; i++)
      for (let j = 0; j < p.n; j++) {
        let sum = 0
        for (let k = 0; k < p.k; k++)
          sum += a[s * p.a[0] + i * p.a[1] + k * p.a[2]]! * b[s * p.b[0] + k * p.b[1] + j * p.b[2]]!
        out.push(sum)
      }
  return out
}

const dimension = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 13, max: 150 }))
const problem = fc
  .record({
    dtype: fc.constantFrom<MatrixType>('float32', 'float64', 'int32'),
    batch: fc.integer({ min: 1, max: 3 }),
    m: dimension,
    n: dimension,
    k: fc.oneof(dimension, fc.constantFrom(0, 400, 700)),
    ta: fc.boolean(),
    tb: fc.boolean(),
    sharedB: fc.boolean(),
    split: fc.integer({ min: 1, max: 3 }),
    seed: fc.nat(1000),
  })
  .map(({ ta, tb, sharedB, split, seed, ...p }) => {
    const product: MatrixProduct = {
      ...p,
      name: 'product',
      a: ta ? [p.m * p.k, 1, p.m] : [p.m * p.k, p.k, 1],
      b: [sharedB ? 0 : p.k * p.n, ...((tb ? [1, p.k] : [p.n, 1]) as [number, number])],
    }
    return { product, split, seed }
  })

describe('matrix products', () => {
  test('agree with the triple loop for any shape and transposition', () => {
    fc.assert(
      fc.property(problem, ({ product: p, split, seed }) => {
        const a = fill(p.dtype, p.batch * p.m * p.k, seed)
        const b = fill(p.dtype, p.batch * p.k * p.n, seed + 7)
        const c = new arrays[p.dtype](p.batch * p.m * p.n)
        runKernel(compileProduct(p), [a, b, c], split)
        expect([...c]).toEqual(naive(p, a, b).map((x) => x + 0))
      }),
      { numRuns: 60 },
    )
  })

  test('an epilogue adds a bias, accumulates and applies a function', () => {
    fc.assert(
      fc.property(problem, ({ product, seed }) => {
        const p: MatrixProduct = {
          ...product,
          dtype: 'float32',
          epilogue: {
            inputs: [
              { dtype: 'float32', strides: [0, 0, 1] },
              { dtype: 'float32', strides: [product.m * product.n, 1, product.m] },
            ],
            outputs: [
              { dtype: 'float32', strides: [product.m * product.n, 1, product.m], value: 5 },
              { dtype: 'bool', strides: [product.m * product.n, product.n, 1], value: 6 },
            ],
            body: [
              { kind: 'input', input: 0, dtype: 'float32', args: [] },
              { kind: 'input', input: 1, dtype: 'float32', args: [] },
              { kind: 'input', input: 2, dtype: 'float32', args: [] },
              { kind: 'constant', value: 0, dtype: 'float32', args: [] },
              { kind: 'apply', name: 'add', dtype: 'float32', args: [0, 1] },
              { kind: 'apply', name: 'add', dtype: 'float32', args: [4, 2] },
              { kind: 'apply', name: 'gt', dtype: 'bool', args: [5, 3] },
            ],
          },
        }
        const a = fill('float32', p.batch * p.m * p.k, seed)
        const b = fill('float32', p.batch * p.k * p.n, seed + 7)
        const bias = fill('float32', p.n, seed + 3)
        const before = fill('float32', p.batch * p.m * p.n, seed + 5)
        const c = Float32Array.from(before)
        const positive = new Uint8Array(c.length)
        runKernel(compileProduct(p), [a, b, bias, before, c, positive], 2)
        naive(p, a, b).forEach((sum, at) => {
          const j = at % p.n
          const i = Math.floor(at / p.n) % p.m
          const s = Math.floor(at / (p.m * p.n))
          const where = s * p.m * p.n + j * p.m + i
          const want = sum + bias[j]! + before[where]!
          expect(c[where]).toBe(want)
          expect(positive[at]).toBe(want > 0 ? 1 : 0)
        })
      }),
      { numRuns: 25 },
    )
  })
})
