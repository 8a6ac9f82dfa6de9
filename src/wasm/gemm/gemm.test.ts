import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ModuleBuilder } from '../assembler/index.ts'
import { noConstants } from '../emission.ts'
import { features } from '../features.ts'
import { type NumberArray, runKernel } from '../kernel/run.ts'
import { compileProduct } from './gemm.ts'
import { planProduct } from './plan.ts'
import { type MatrixProduct, type MatrixType, matrixProduct } from './product.ts'

const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array }

/** Small integers, so that every order of summation is exact. */
function fill(type: MatrixType, size: number, seed: number): NumberArray {
  return new arrays[type](size).map((_, i) => ((Math.imul(i + seed, 2654435761) >>> 8) % 9) - 4)
}

interface Shape {
  readonly batch: number
  readonly m: number
  readonly n: number
  readonly k: number
}

function naive(p: MatrixProduct, { batch, m, n, k }: Shape, a: NumberArray, b: NumberArray): number[] {
  const out: number[] = []
  for (let s = 0; s < batch; s++)
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        let sum = 0
        for (let l = 0; l < k; l++)
          sum +=
            a[p.offsetA + s * p.batch[0]!.a + i * p.rows[0]!.stride + l * p.k[0]!.a]! *
            b[p.offsetB + s * p.batch[0]!.b + l * p.k[0]!.b + j * p.n.b]!
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
    k: fc.oneof(dimension, fc.constantFrom(400, 700)),
    ta: fc.boolean(),
    tb: fc.boolean(),
    sharedB: fc.boolean(),
    backwards: fc.constantFrom('', '', 'rows', 'columns', 'sum', 'result'),
    split: fc.integer({ min: 1, max: 3 }),
    seed: fc.nat(1000),
  })
  .map(({ ta, tb, sharedB, backwards, split, seed, dtype, ...shape }) => {
    const plain = matrixProduct('product', dtype, shape, { a: ta, b: tb })
    const batch = [{ ...plain.batch[0]!, ...(sharedB ? { b: 0 } : {}) }]
    const product = turned({ ...plain, batch }, shape, backwards)
    return { product, shape, split, seed, backwards }
  })

/** The product with rows, columns, steps of the sum, or rows of the result from the last to the first. */
function turned(p: MatrixProduct, { m, n, k }: Shape, backwards: string): MatrixProduct {
  const [rows, sum] = [p.rows[0]!, p.k[0]!]
  switch (backwards) {
    case 'rows':
      return { ...p, rows: [{ extent: m, stride: -rows.stride }], offsetA: (m - 1) * rows.stride }
    case 'columns':
      return { ...p, n: { extent: n, b: -p.n.b }, offsetB: (n - 1) * p.n.b }
    case 'sum':
      return {
        ...p,
        k: [{ extent: k, a: -sum.a, b: -sum.b }],
        offsetA: (k - 1) * sum.a,
        offsetB: (k - 1) * sum.b,
      }
    case 'result': {
      const output = { dtype: p.dtype, strides: [m * n, -n, 1], offset: (m - 1) * n, value: 0 }
      const body = [{ kind: 'input', input: 0, dtype: p.dtype, args: [] } as const]
      return { ...p, epilogue: { inputs: [], outputs: [output], body } }
    }
    default:
      return p
  }
}

describe('matrix products', () => {
  test('agree with the triple loop for any shape and transposition', () => {
    fc.assert(
      fc.property(problem, ({ product: p, shape, split, seed, backwards }) => {
        const { batch, m, n, k } = shape
        const a = fill(p.dtype, batch * m * k, seed)
        const b = fill(p.dtype, batch * k * n, seed + 7)
        const c = new arrays[p.dtype](batch * m * n)
        runKernel(compileProduct(p), [a, b, c], split)
        const want = new arrays[p.dtype](naive(p, shape, a, b).map((x) => x + 0))
        // where the result's rows go backwards, row i stands in place m - 1 - i
        const place = (i: number): number =>
          backwards === 'result'
            ? i - (i % (m * n)) + (m - 1 - Math.floor((i % (m * n)) / n)) * n + (i % n)
            : i
        expect(c).toEqual(want.map((_, i) => want[place(i)]!))
      }),
      { numRuns: 80 },
    )
  })

  test('rows that lie side by side, their steps far apart, are packed several tiles at once', () => {
    // five rows a tile where there are multiply-adds of one rounding: what is packed of one must not reach into the next
    const tall = fc.oneof(fc.integer({ min: 256, max: 300 }), fc.constantFrom(5, 10, 20, 25))
    const types = fc.constantFrom<MatrixType>('float32', 'float64', 'int32')
    fc.assert(
      fc.property(types, tall, dimension, fc.constantFrom(1, 30, 700), (dtype, m, n, k) => {
        const plain = matrixProduct('product', dtype, { m, n, k }, { a: true })
        const p = { ...plain, k: [{ extent: k, a: 300, b: n }] }
        if (k >= 30) expect(planProduct(p).readA).toBe('packed')
        const [a, b] = [fill(dtype, 300 * k, 1), fill(dtype, k * n, 2)]
        const c = new arrays[dtype](m * n)
        runKernel(compileProduct(p), [a, b, c], 2)
        expect(c).toEqual(new arrays[dtype](naive(p, { batch: 1, m, n, k }, a, b).map((x) => x + 0)))
      }),
      { numRuns: 40 },
    )
  })

  test('an epilogue adds a bias, accumulates and applies a function', () => {
    fc.assert(
      fc.property(problem, ({ product, shape, seed }) => {
        const { batch, m, n, k } = shape
        const p: MatrixProduct = {
          ...product,
          dtype: 'float32',
          epilogue: {
            inputs: [
              { dtype: 'float32', strides: [0, 0, 1] },
              { dtype: 'float32', strides: [m * n, 1, m] },
            ],
            outputs: [
              { dtype: 'float32', strides: [m * n, 1, m], value: 5 },
              { dtype: 'bool', strides: [m * n, n, 1], value: 6 },
            ],
            body: [
              { kind: 'input', input: 0, dtype: 'float32', args: [] },
              { kind: 'input', input: 1, dtype: 'float32', args: [] },
              { kind: 'input', input: 2, dtype: 'float32', args: [] },
              { kind: 'constant', value: 0, dtype: 'float32', args: [] },
              { kind: 'apply', name: 'add', dtype: 'float32', args: [0, 1] },
              { kind: 'apply', name: 'add', dtype: 'float32', args: [4, 2] },
              { kind: 'apply', name: 'greater', dtype: 'bool', args: [5, 3] },
            ],
          },
        }
        const a = fill('float32', batch * m * k, seed)
        const b = fill('float32', batch * k * n, seed + 7)
        const bias = fill('float32', n, seed + 3)
        const before = fill('float32', batch * m * n, seed + 5)
        const c = Float32Array.from(before)
        const positive = new Uint8Array(c.length)
        runKernel(compileProduct(p), [a, b, bias, before, c, positive], 2)
        naive(p, shape, a, b).forEach((sum, at) => {
          const j = at % n
          const i = Math.floor(at / n) % m
          const s = Math.floor(at / (m * n))
          const where = s * m * n + j * m + i
          const want = sum + bias[j]! + before[where]!
          expect(c[where]).toBe(want)
          expect(positive[at]).toBe(want > 0 ? 1 : 0)
        })
      }),
      { numRuns: 25 },
    )
  })

  test('an epilogue reads nothing beyond the last row or column of a tensor whose elements lie far apart', () => {
    const far = 100_000
    for (const [m, n, down, across] of [
      [5, 8, far, 1],
      [301, 5, 1, far],
    ] as const) {
      const [a, b] = [fill('float64', m * 2, 1), fill('float64', 2 * n, 2)]
      const x = fill('float64', (m - 1) * down + (n - 1) * across + 1, 3)
      const output = m < n ? [0, 1, m] : [0, n, 1]
      const product: MatrixProduct = {
        ...matrixProduct('far', 'float64', { m, n, k: 2 }),
        epilogue: {
          inputs: [{ dtype: 'float64', strides: [0, down, across] }],
          outputs: [{ dtype: 'float64', strides: output, value: 2 }],
          body: [
            { kind: 'input', input: 0, dtype: 'float64', args: [] },
            { kind: 'input', input: 1, dtype: 'float64', args: [] },
            { kind: 'apply', name: 'add', dtype: 'float64', args: [0, 1] },
          ],
        },
      }
      const c = new Float64Array(m * n)
      runKernel(compileProduct(product), [a, b, x, c])
      for (let i = 0; i < m; i++)
        for (let j = 0; j < n; j++)
          expect(c[i * output[1]! + j * output[2]!]).toBe(
            a[2 * i]! * b[j]! + a[2 * i + 1]! * b[n + j]! + x[i * down + j * across]!,
          )
    }
  })

  /** Where a tensor [batch, m, n] of an epilogue lies. */
  const layouts = {
    rows: ({ m, n }: Shape) => [m * n, n, 1],
    columns: ({ m, n }: Shape) => [m * n, 1, m],
    'a number a column': () => [0, 0, 1],
    'a number a row': () => [0, 1, 0],
    'a number': () => [0, 0, 0],
  }
  const whole = fc.constantFrom('rows' as const, 'columns' as const)
  const any = fc.constantFrom(...(Object.keys(layouts) as (keyof typeof layouts)[]))

  test('light epilogues give the same in registers and through memory, however their tensors lie', () => {
    let inRegisters = 0
    fc.assert(
      fc.property(problem, any, any, whole, whole, ({ product, shape, seed }, one, two, out, also) => {
        const { batch, m, n, k } = shape
        const dtype = product.dtype === 'int32' ? 'int32' : 'float32'
        const epilogue = {
          inputs: [one, two].map((layout) => ({ dtype, strides: layouts[layout](shape) }) as const),
          outputs: [
            { dtype, strides: layouts[out](shape), value: 4 },
            { dtype, strides: layouts[also](shape), value: 3 },
          ] as const,
          body: [
            { kind: 'input', input: 0, dtype, args: [] },
            { kind: 'input', input: 1, dtype, args: [] },
            { kind: 'input', input: 2, dtype, args: [] },
            { kind: 'apply', name: 'add', dtype, args: [0, 1] },
            { kind: 'apply', name: 'multiply', dtype, args: [3, 2] },
          ] as const,
        }
        const p: MatrixProduct = { ...product, dtype, epilogue }
        if (planProduct(p).ending === 'registers') inRegisters++
        const operands = [batch * m * k, batch * k * n, batch * m * n, batch * m * n].map((size, i) =>
          fill(dtype, size, seed + i),
        ) as [NumberArray, NumberArray, NumberArray, NumberArray]
        const results = [new arrays[dtype](batch * m * n), new arrays[dtype](batch * m * n)] as const
        runKernel(compileProduct(p), [...operands, ...results], 2)
        const at = (layout: keyof typeof layouts, [s, i, j]: readonly number[]): number => {
          const [ss, is, js] = layouts[layout](shape) as [number, number, number]
          return s! * ss + i! * is + j! * js
        }
        naive(p, shape, operands[0], operands[1]).forEach((sum, element) => {
          const place = [Math.floor(element / (m * n)), Math.floor(element / n) % m, element % n]
          const added = sum + operands[2][at(one, place)]!
          expect(results[1][at(also, place)]! + 0).toBe(added + 0)
          expect(results[0][at(out, place)]! + 0).toBe(added * operands[3][at(two, place)]! + 0)
        })
      }),
      { numRuns: 150 },
    )
    expect(inRegisters).toBeGreaterThan(30)
  })

  test('rows that fill register tiles have code for one height', () => {
    const size = (m: number): number => {
      const module = new ModuleBuilder()
      module.importMemory({ shared: false, minimum: 1, maximum: 1 })
      const kernel = compileProduct(matrixProduct('product', 'float32', { m, n: 16, k: 8 }))
      module.export('kernel', kernel.emit({ module, fma: features().fma, constants: noConstants }))
      return module.encode().length
    }
    expect(size(12)).toBeLessThan(0.75 * size(11))
  })
})
