import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type NumberArray, runStaged } from '../kernel/run.ts'
import type { StagedKernel } from '../kernel/split.ts'
import { asProduct, type Contraction, type ContractionAxis } from './contraction.ts'
import type { MatrixType } from './product.ts'
import { stageContraction } from './split.ts'

const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array }
const fill = (type: MatrixType, size: number, seed: number): NumberArray =>
  new arrays[type](size).map((_, i) => ((Math.imul(i + seed, 2654435761) >>> 8) % 7) - 3)

/** Sum of products, one index at a time. */
function naive(c: Contraction, a: NumberArray, b: NumberArray): Map<number, number> {
  const out = new Map<number, number>()
  const { strides } = c.epilogue.outputs[0]!
  const index = c.axes.map(() => 0)
  for (;;) {
    let [at, bt, ot, kept] = [c.offsetA, c.offsetB, 0, 0]
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
  order?: readonly number[],
): StagedKernel {
  const kept = axes.filter((axis) => !axis.summed)
  let size = 1
  const strides = order ?? kept.map((_, i) => kept.slice(i + 1).reduce((n, axis) => n * axis.extent, 1))
  size = kept.reduce((n, axis) => n * axis.extent, 1)
  const c: Contraction = {
    name: 'contraction',
    dtype,
    axes,
    offsetA: 0,
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
  const staged = stageContraction(c)
  runStaged(staged, { inputs: [a, b], outputs: [out] }, 2)
  const want = naive(c, a, b)
  for (let i = 0; i < size; i++)
    if (out[i] !== want.get(i)) expect({ i, got: out[i] }).toEqual({ i, got: want.get(i) })
  return staged
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

  /** A gradient of weights [o, taps] by `images` images of 28 x 28 that stand in frames of 30 x 30. */
  const weightGradient = (images: number, o: number): ContractionAxis[] => [
    { extent: o, summed: false, a: 784, b: 0 },
    { extent: 3, summed: false, a: 0, b: 30 },
    { extent: 3, summed: false, a: 0, b: 1 },
    { extent: images, summed: true, a: o * 784, b: 900 },
    { extent: 28, summed: true, a: 28, b: 30 },
    { extent: 28, summed: true, a: 1, b: 1 },
  ]

  test('long sums to few results are cut into parts that are added, whatever their number', () => {
    for (const [dtype, images, o] of [
      ['float32', 16, 16],
      ['float64', 19, 10],
      ['int32', 67, 4],
      ['float32', 3, 16],
    ] as const) {
      const axes = weightGradient(images, o)
      const taken = check(axes, dtype, images * o * 784, images * 900)
      expect(taken.temporaries).toHaveLength(1)
    }
    // a short sum, and one to many results, stay whole
    expect(check(weightGradient(1, 4), 'float32', 4 * 784, 900).temporaries).toEqual([])
    const square = [
      { extent: 300, summed: false, a: 200, b: 0 },
      { extent: 300, summed: false, a: 0, b: 1 },
      { extent: 200, summed: true, a: 1, b: 300 },
    ]
    expect(check(square, 'float32', 300 * 200, 200 * 300).stages).toHaveLength(1)
  })

  test('parts of a gradient by a kernel of several channels take all of its window as rows', () => {
    // [i, o, 3, 3] of images [n, i] in frames of 16 x 16 and gradients [n, o] in frames of the same size
    const [images, i, o] = [64, 16, 32]
    const axes: ContractionAxis[] = [
      { extent: i, summed: false, a: 256, b: 0 },
      { extent: o, summed: false, a: 0, b: 256 },
      { extent: 3, summed: false, a: 16, b: 0 },
      { extent: 3, summed: false, a: 1, b: 0 },
      { extent: images, summed: true, a: i * 256, b: o * 256 },
      { extent: 7, summed: true, a: 16, b: 16 },
      { extent: 7, summed: true, a: 1, b: 1 },
    ]
    const sizes = [images * i * 256, images * o * 256] as const
    // stored as weights [o, i, 3, 3]
    const { stages, temporaries } = check(axes, 'float32', ...sizes, 1, 0, [9, 9 * i, 3, 1])
    expect(temporaries).toHaveLength(1)
    // a tile for each part, not one for each place of the window
    const [part] = stages
    expect(part!.kernel.tiles).toBeLessThanOrEqual(16)
  })

  test('what follows a sum is done once to all of its parts', () => {
    const images = 21
    const o = 8
    const c: Contraction = {
      name: 'update',
      dtype: 'float32',
      axes: weightGradient(images, o),
      offsetA: 0,
      offsetB: 0,
      epilogue: {
        inputs: [{ dtype: 'float32', strides: [9, 3, 1] }],
        outputs: [
          { dtype: 'float32', strides: [9, 3, 1], value: 3 },
          { dtype: 'float32', strides: [9, 3, 1], value: 0 },
        ],
        body: [
          { kind: 'input', input: 0, dtype: 'float32', args: [] },
          { kind: 'input', input: 1, dtype: 'float32', args: [] },
          { kind: 'constant', value: 2, dtype: 'float32', args: [] },
          { kind: 'apply', name: 'subtract', dtype: 'float32', args: [1, 0] },
        ],
      },
    }
    const a = fill('float32', images * o * 784, 1)
    const b = fill('float32', images * 900, 2)
    const before = fill('float32', o * 9, 3)
    const after = new Float32Array(o * 9)
    const gradient = new Float32Array(o * 9)
    const staged = stageContraction(c)
    expect(staged.stages.length).toBeGreaterThan(1)
    runStaged(staged, { inputs: [a, b, before], outputs: [after, gradient] }, 3)
    const sums = naive({ ...c, epilogue: { ...c.epilogue, outputs: [c.epilogue.outputs[1]!] } }, a, b)
    gradient.forEach((g, i) => {
      expect(g).toBe(sums.get(i))
      expect(after[i]).toBe(before[i]! - g)
    })
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
      offsetA: 0,
      offsetB: 0,
      epilogue: { inputs: [], outputs, body: [] },
    })
    // the places of an image are rows, channels are columns
    expect(product?.rows.map(({ extent }) => extent)).toEqual([14, 14])
    expect(product?.n.extent).toBe(32)
  })
})
