import { spawnSync } from 'node:child_process'
import { setFlagsFromString } from 'node:v8'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { settings } from '../../tensor/engine.ts'
import {
  cholesky,
  conv1d,
  conv2d,
  conv3d,
  convTranspose2d,
  eigh,
  grad,
  linear,
  lu,
  qr,
  random,
  relu,
  solve,
  svd,
  type Tensor,
} from '../../tensor/index.ts'
import { wide } from '../vectors.ts'

type Function = (...x: Tensor[]) => Tensor | readonly Tensor[]

const before = settings()
const able = process.arch === 'x64' && Number.parseInt(process.versions.v8, 10) >= 13
// optimised from the first call on: only such code has vectors of 256 bits
beforeAll(() => setFlagsFromString('--no-liftoff'))
afterEach(() => {
  settings(before)
})
afterAll(() => setFlagsFromString('--liftoff'))

/** What `f` gives of the same numbers on vectors of 128 and of 256 bits, and on two threads. */
function expectSameBits(f: Function, ...shapes: readonly (readonly number[])[]): void {
  for (const dtype of ['float32', 'float64'] as const) {
    const inputs = shapes.map((shape) => random.normal(shape).astype(dtype))
    const bits = (vectors: 128 | 256, threads: number): unknown => {
      settings({ mode: 'compile', vectors, threads })
      if (able) expect(wide()).toBe(vectors === 256)
      return [f(...inputs)].flat().map((x) => x.data())
    }
    const expected = bits(128, 1)
    expect(bits(256, 1), dtype).toEqual(expected)
    expect(bits(256, 2), dtype).toEqual(expected)
  }
}

describe('vectors of 256 bits give the same bits', () => {
  test.each([
    [[5, 31], 3],
    [[9, 16], 10],
    [[61, 33], 20],
    [[130, 600], 37],
    [[13, 50], 64],
  ] as const)(
    'products of matrices %j by %i columns, transposed, in batches, and their ends',
    ([m, k], n) => {
      const product = (a: Tensor, b: Tensor): Tensor => a.matmul(b)
      expectSameBits(product, [m, k], [k, n])
      expectSameBits(product, [3, m, k], [3, k, n])
      expectSameBits((a, b) => a!.matmul(b!.swapaxes(0, 1)), [m, k], [n, k])
      expectSameBits((a, b) => a!.swapaxes(0, 1).matmul(b!), [k, m], [k, n])
      expectSameBits((a, b) => a!.matmul(b!).swapaxes(0, 1).mul(2), [m, k], [k, n])
      expectSameBits((x, w, b) => relu(linear(x!, w!, b!)), [m, k], [n, k], [n])
      expectSameBits((a, b, c) => a!.matmul(b!).mul(0.5).add(c!), [m, k], [k, n], [m, n])
      expectSameBits((a, b, c) => a!.matmul(b!).sub(c!).tanh(), [m, k], [k, n], [m, 1])
    },
  )

  test('factors of matrices and systems, whose rests are products', () => {
    expectSameBits((x) => [...lu(x!), ...qr(x!)], [2, 77, 59])
    expectSameBits((x, b) => [cholesky(x!.matmul(x!.swapaxes(0, 1))), solve(x!, b!)], [61, 61], [61, 75])
    expectSameBits((x) => [...eigh(x!), ...svd(x!)], [45, 45])
  })

  const both = (f: (x: Tensor, w: Tensor) => Tensor): Function =>
    grad((x: Tensor, w: Tensor) => f(x, w).square().sum(), { argnums: [0, 1] }) as unknown as Function
  test.each([
    ['same', [3, 5, 14, 14], [20, 5, 3, 3], { padding: 1 }],
    ['one channel', [3, 1, 13, 13], [16, 1, 3, 3], { padding: 1 }],
    ['strides', [2, 4, 15, 15], [12, 4, 3, 3], { stride: 2, padding: 1 }],
    ['groups and dilation', [2, 8, 12, 12], [24, 4, 3, 3], { groups: 2, dilation: 2 }],
    ['depthwise', [2, 8, 12, 12], [8, 1, 3, 3], { groups: 8 }],
    ['points', [2, 17, 9, 9], [33, 17, 1, 1], {}],
  ] as const)('convolutions and their gradients: %s', (_, x, w, options) => {
    expectSameBits((x, w) => relu(conv2d(x!, w!, undefined, options)), x, w)
    expectSameBits(
      both((x, w) => conv2d(x, w, undefined, options)),
      x,
      w,
    )
  })

  test('convolutions of one and of three dimensions, and transposed ones', () => {
    expectSameBits(
      both((x, w) => conv1d(x, w, undefined, { padding: 2 })),
      [3, 6, 40],
      [18, 6, 5],
    )
    expectSameBits(
      both((x, w) => conv3d(x, w)),
      [2, 3, 7, 7, 7],
      [10, 3, 3, 3, 3],
    )
    expectSameBits(
      both((x, w) => convTranspose2d(x, w, undefined, { stride: 2 })),
      [2, 6, 7, 7],
      [6, 12, 4, 4],
    )
  })
})

// V8 tells which operations become one of 256 bits: of multiply-adds, all of two vectors
test.runIf(able).each([
  ['a product', 'x(60, 64).matmul(x(64, 64))'],
  ['an odd one', 'x(60, 64).matmul(x(64, 50))'],
  ['a long one', 'x(60, 640).matmul(x(640, 64))'],
  ['one of few columns', 'x(128, 128).matmul(x(128, 10))'],
  ['one that is turned', 'x(60, 64).matmul(x(64, 64)).swapaxes(0, 1).mul(2)'],
  ['a layer', 'n.relu(n.linear(x(60, 64), x(64, 64), x(64)))'],
  ['a convolution', 'n.conv2d(x(2, 8, 14, 14), x(32, 8, 3, 3))'],
])('%s is computed on vectors of 256 bits', (_, expression) => {
  const program = `
    const n = await import('./src/tensor/index.ts')
    const { settings } = await import('./src/tensor/engine.ts')
    settings({ mode: 'compile', threads: 1 })
    const x = (...shape) => n.tensor(new Float32Array(shape.reduce((a, b) => a * b)).fill(0.5)).reshape(shape)
    ;(${expression}).data()`
  const flags = ['--experimental-wasm-revectorize', '--trace-wasm-revectorize', '--no-liftoff']
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [...flags, '--no-warnings', '--input-type=module', '-e', program],
    { encoding: 'utf8', maxBuffer: 2 ** 28 },
  )
  // a register tile has at least five rows of two such vectors
  const chosen = stdout.split('Begin revec').map((text) => text.split('Decide to vectorize')[1] ?? '')
  const most = Math.max(...chosen.map((text) => text.match(/\[F32x4Qfma\]/g)?.length ?? 0))
  expect(most, stderr).toBeGreaterThanOrEqual(10)
})
