import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type NumberArray, runKernel } from '../kernel/run.ts'
import { asProduct, type Contraction, type ContractionAxis, compileContraction } from './contraction.ts'
import type { MatrixType } from './plan.ts'

const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array }
const fill = (type: MatrixType, size: number, seed: number): NumberArray =>
  new arrays[type](size).map((_, i) => ((Math.imul(i + seed, 2654435761) >>> 8) % 7) - 3)

/** Sum of products, one index at a time. */
function naive(c: Contraction, a: NumberArray, b: NumberArray): Map<number, number> {
  const out = new Map<number, number>()
  const { strides } = c.epilogue.outputs[0]!
  const index = c.axes.map(() => 0)
  for (;;) {
    let [at, bt, ot, kept] = [c.offsetA ?? 0, c.offsetB ?? 0, 0, 0]
    c.axes.forEach((axis, i) => {
      at += index[i]! * axis.a
      bt += index[i]! * axis.b
      if (!axis.summed) ot += index[i]! * strides[kept++]!
    })
    out.set(ot, (out.get(ot) ?? 0) + a[at]! * b[bt]!)
    let i = index.length - 1
    while (i >= 0 && ++index[i]! === c.axes[i]!.extent) index[i--] = 0
    if (i < 0) return out
  }
}

function check(
  axes: readonly ContractionAxis[],
  dtype: MatrixType,
  sizeA: number,
  sizeB: number,
  seed = 1,
  offsetB = 0,
): void {
  const kept = axes.filter((axis) => !axis.summed)
  let size = 1
  const strides = kept.map((_, i) => kept.slice(i + 1).reduce((n, axis) => n * axis.extent, 1))
  size = kept.reduce((n, axis) => n * axis.extent, 1)
  const c: Contraction = {
    name: 'contraction',
    dtype,
    axes,
    offsetB,
    epilogue: {
      inputs: [],
      outputs: [{ dtype, strides, value: 0 }],
      body: [{ kind: 'input', input: 0, dtype, args: [] }],
    },
  }
  const a = fill(dtype, sizeA, seed)
  const b = fill(dtype, sizeB, seed + 3)
  const out = new arrays[dtype](size)
  runKernel(compileContraction(c), [a, b, out], 2)
  const want = naive(c, a, b)
  for (let i = 0; i < size; i++)
    if (out[i] !== want.get(i)) expect({ i, got: out[i] }).toEqual({ i, got: want.get(i) })
}

interface Convolution {
  n: number
  c: number
  o: number
  h: number
  w: number
  kh: number
  kw: number
  stride: number
  dilation: number
  groups: number
  dtype: MatrixType
}

const convolution: fc.Arbitrary<Convolution> = fc.record({
  n: fc.integer({ min: 1, max: 3 }),
  c: fc.integer({ min: 1, max: 5 }),
  o: fc.integer({ min: 1, max: 9 }),
  h: fc.integer({ min: 5, max: 12 }),
  w: fc.integer({ min: 5, max: 21 }),
  kh: fc.integer({ min: 1, max: 3 }),
  kw: fc.integer({ min: 1, max: 3 }),
  stride: fc.integer({ min: 1, max: 2 }),
  dilation: fc.integer({ min: 1, max: 2 }),
  groups: fc.integer({ min: 1, max: 2 }),
  dtype: fc.constantFrom<MatrixType>('float32', 'float64', 'int32'),
})

/** Axes n, g, o, c, y, x, ty, tx of a convolution of NCHW images: strides in kernel and image, and which are summed. */
function axesOf(v: Convolution, summed: string): { axes: ContractionAxis[]; oh: number; ow: number } {
  const oh = Math.floor((v.h - v.dilation * (v.kh - 1) - 1) / v.stride) + 1
  const ow = Math.floor((v.w - v.dilation * (v.kw - 1) - 1) / v.stride) + 1
  const plane = v.h * v.w
  const taps = v.kh * v.kw
  const list: [string, number, number, number][] = [
    ['n', v.n, 0, v.groups * v.c * plane],
    ['g', v.groups, v.o * v.c * taps, v.c * plane],
    ['o', v.o, v.c * taps, 0],
    ['c', v.c, taps, plane],
    ['y', oh, 0, v.stride * v.w],
    ['x', ow, 0, v.stride],
    ['ty', v.kh, v.kw, v.dilation * v.w],
    ['tx', v.kw, 1, v.dilation],
  ]
  return {
    axes: list.map(([name, extent, a, b]) => ({ extent, a, b, summed: summed.includes(name) })),
    oh,
    ow,
  }
}

describe('contractions', () => {
  test('convolve forward with stride, dilation and groups', () => {
    fc.assert(
      fc.property(convolution, (v) => {
        const { axes } = axesOf(v, 'c,ty,tx')
        const summed = axes.map((axis, i) => ({ ...axis, summed: [3, 6, 7].includes(i) }))
        check(summed, v.dtype, v.groups * v.o * v.c * v.kh * v.kw, v.n * v.groups * v.c * v.h * v.w)
      }),
      { numRuns: 40 },
    )
  })

  test('give the gradient of the weights', () => {
    fc.assert(
      fc.property(convolution, (v) => {
        const { axes, oh, ow } = axesOf(v, '')
        // operand A is the output's gradient [n, g, o, y, x] now
        const a = [v.groups * v.o * oh * ow, v.o * oh * ow, oh * ow, 0, ow, 1, 0, 0]
        const summed = axes.map((axis, i) => ({ ...axis, a: a[i]!, summed: [0, 4, 5].includes(i) }))
        check(summed, v.dtype, v.n * v.groups * v.o * oh * ow, v.n * v.groups * v.c * v.h * v.w)
      }),
      { numRuns: 40 },
    )
  })

  test('matrix times vector and outer products', () => {
    for (const dtype of ['float32', 'float64', 'int32'] as const) {
      check(
        [
          { extent: 37, summed: false, a: 53, b: 0 },
          { extent: 53, summed: true, a: 1, b: 1 },
        ],
        dtype,
        37 * 53,
        53,
      )
      check(
        [
          { extent: 37, summed: true, a: 53, b: 1 },
          { extent: 53, summed: false, a: 1, b: 0 },
        ],
        dtype,
        37 * 53,
        37,
      )
      check(
        [
          { extent: 37, summed: false, a: 1, b: 0 },
          { extent: 53, summed: false, a: 0, b: 1 },
        ],
        dtype,
        37,
        53,
      )
    }
  })

  test('an ordinary convolution becomes a product with register tiles', () => {
    const v: Convolution = {
      n: 4,
      c: 16,
      o: 32,
      h: 16,
      w: 16,
      kh: 3,
      kw: 3,
      stride: 1,
      dilation: 1,
      groups: 1,
      dtype: 'float32',
    }
    const { axes } = axesOf(v, '')
    const summed = axes.map((axis, i) => ({ ...axis, summed: [3, 6, 7].includes(i) }))
    const outputs = [{ dtype: 'float32' as const, strides: [6272, 6272, 196, 14, 1], value: 0 }]
    const product = asProduct({
      name: 'c',
      dtype: 'float32',
      axes: summed,
      epilogue: { inputs: [], outputs, body: [] },
    })
    // the places of an image are rows, channels are columns
    expect(product?.rows.map(({ extent }) => extent)).toEqual([14, 14])
    expect(product?.n.extent).toBe(32)
  })
})
