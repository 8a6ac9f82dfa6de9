import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KernelBuilder } from './builder.ts'
import { compileLoop } from './generate.ts'
import type { Axis, ElementType, LoopKernel, Reduction } from './ir.ts'
import { evaluateKernel, type ScalarTable } from './judge.ts'
import { printKernel } from './print.ts'
import { type NumberArray, runKernel } from './run.ts'

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint32: Uint32Array,
  bool: Uint8Array,
}

const allocate = (dtype: ElementType, size: number): NumberArray => new arrays[dtype](size)

const scalars: ScalarTable = {
  add: (x, y) => x + y,
  divide: (x, y) => Math.trunc(x / y),
  subtract: (x, y) => x - y,
  multiply: (x, y) => (Number.isInteger(x) && Number.isInteger(y) ? Math.imul(x, y) || x * y : x * y),
  maximum: (x, y) => (Number.isNaN(x) || Number.isNaN(y) ? Number.NaN : Math.max(x, y)),
  minimum: (x, y) => (Number.isNaN(x) || Number.isNaN(y) ? Number.NaN : Math.min(x, y)),
  negate: (x) => -x,
  abs: Math.abs,
  less: (x, y) => Number(x < y),
  select: (c, x, y) => (c ? x : y),
  to_float32: (x) => x,
  to_float64: (x) => x,
  to_int32: (x) => Math.trunc(x),
  to_bool: (x) => Number(x !== 0),
}

/** Random strides over the axes: row-major, transposed, flipped, and for operands broadcast. */
function layoutArbitrary(
  extents: readonly number[],
  broadcasts = true,
): fc.Arbitrary<{ strides: number[]; offset: number; size: number }> {
  return fc
    .record({
      order: fc.shuffledSubarray(
        extents.map((_, i) => i),
        { minLength: extents.length },
      ),
      keep: fc.array(fc.boolean(), { minLength: extents.length, maxLength: extents.length }),
      flip: fc.array(fc.boolean(), { minLength: extents.length, maxLength: extents.length }),
      plain: fc.boolean(),
      shift: fc.integer({ min: 0, max: 3 }),
    })
    .map(({ order, keep, flip, plain, shift }) => {
      const strides = extents.map(() => 0)
      let size = 1
      let offset = shift
      for (const axis of plain ? extents.map((_, i) => extents.length - 1 - i) : order) {
        if (broadcasts && !plain && !keep[axis]) continue
        strides[axis] = !plain && flip[axis] ? -size : size
        if (!plain && flip[axis]) offset += size * (extents[axis]! - 1)
        size *= extents[axis]!
      }
      return { strides, offset, size: size + shift }
    })
}

function rowMajor(axes: readonly Axis[]): number[] {
  let size = 1
  return [...axes]
    .reverse()
    .map((a) => {
      const stride = a.reduced ? 0 : size
      if (!a.reduced) size *= a.extent
      return stride
    })
    .reverse()
}

function check(kernel: LoopKernel, inputs: readonly NumberArray[], split: number, tolerance = 0): void {
  const sizes = kernel.outputs.map((o) =>
    kernel.axes.reduce((n, a, i) => n + Math.max(0, o.strides[i]! * (a.extent - 1)), 1 + (o.offset ?? 0)),
  )
  const got = kernel.outputs.map((o, k) => allocate(o.dtype, sizes[k]!))
  const want = kernel.outputs.map((o, k) => allocate(o.dtype, sizes[k]!))
  evaluateKernel(kernel, inputs, want, scalars)
  runKernel(compileLoop(kernel), [...inputs, ...got], split)
  got.forEach((g, k) => {
    const w = want[k]!
    for (let i = 0; i < g.length; i++) {
      const close =
        Object.is(g[i], w[i]) || g[i] === w[i] || Math.abs(g[i]! - w[i]!) <= tolerance * (1 + Math.abs(w[i]!))
      if (!close) expect(g[i], `element ${i} of output ${k} of\n${printKernel(kernel)}`).toBe(w[i])
    }
  })
}

const extent = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 6, max: 40 }))

const dtype = fc.constantFrom<ElementType>('float32', 'float64', 'int32', 'bool')

function fill(type: ElementType, size: number, seed: number): NumberArray {
  const out = allocate(type, size)
  for (let i = 0; i < size; i++) {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff
    const n = (seed >> 8) % 17
    out[i] = type === 'bool' ? n & 1 : n - 8
  }
  return out
}

test('a kernel prints one line an instruction', () => {
  const k = new KernelBuilder('mean', [
    { extent: 3, reduced: false },
    { extent: 4, reduced: true },
  ])
  const x = k.input('float32', [4, 1])
  k.output([1, 0], k.apply('multiply', k.reduce('sum', x), k.constant('float32', 0.25)))
  expect(printKernel(k.finish())).toBe(`kernel mean over [3, reduced 4]
  %0: float32 = input 0 strides [4, 1]
  %1: float32 = reduce sum(%0)
  %2: float32 = constant 0.25
  %3: float32 = multiply(%1, %2)
  output 0: float32 strides [1, 0] = %3`)
})

describe('elementwise kernels', () => {
  test('agree with the plain loop for any shapes and strides', () => {
    const program = fc.array(extent, { minLength: 0, maxLength: 3 }).chain((extents) =>
      fc.record({
        extents: fc.constant(extents),
        a: layoutArbitrary(extents),
        b: layoutArbitrary(extents),
        to: layoutArbitrary(extents, false),
        type: dtype,
        // what is dear is computed for several vectors at once
        dear: fc.boolean(),
        seed: fc.nat(),
        split: fc.integer({ min: 1, max: 3 }),
      }),
    )
    fc.assert(
      fc.property(program, ({ extents, a, b, to, type, dear, seed, split }) => {
        const axes = extents.map((n) => ({ extent: n, reduced: false }))
        const k = new KernelBuilder('random', axes)
        const x = k.input(type, a.strides, a.offset)
        const y = k.input('float32', b.strides, b.offset)
        const small = k.apply('less', y, k.constant('float32', 1))
        const m =
          type === 'bool'
            ? k.apply('select', small, x, k.apply('to_bool', y))
            : k.apply('add', x, k.apply(`to_${type}`, y))
        const whole = dear && type === 'int32' ? k.apply('divide', m, k.constant('int32', 3)) : m
        k.output(to.strides, whole, to.offset)
        k.output(rowMajor(axes), small)
        k.output(rowMajor(axes), k.apply('to_float64', m))
        check(k.finish(), [fill(type, a.size, seed), fill('float32', b.size, seed + 1)], split)
      }),
      { numRuns: 150 },
    )
  })

  test('iota counts along its axis', () => {
    const axes = [3, 5, 7].map((n) => ({ extent: n, reduced: false }))
    const k = new KernelBuilder('iota', axes)
    k.axes.forEach((_, i) => {
      k.output(rowMajor(axes), k.iota(i))
    })
    check(k.finish(), [], 1)
    // an axis that is counted is not walked as one with its neighbours
    for (const counted of [0, 1, 2]) {
      const one = new KernelBuilder('iota', axes)
      one.output(rowMajor(axes), one.iota(counted))
      check(one.finish(), [], 1)
    }
  })
})

describe('reductions', () => {
  const reductions: Reduction[] = ['sum', 'prod', 'max', 'min', 'argmax', 'argmin']
  test('agree with the plain loop over any axes', () => {
    const program = fc
      .array(fc.record({ extent, reduced: fc.boolean() }), { minLength: 1, maxLength: 3 })
      .chain((axes) =>
        fc.record({
          axes: fc.constant(axes),
          a: layoutArbitrary(axes.map((x) => x.extent)),
          type: fc.constantFrom<ElementType>('float32', 'float64', 'int32'),
          reduction: fc.constantFrom(...reductions),
          seed: fc.nat(),
          split: fc.integer({ min: 1, max: 2 }),
        }),
      )
    fc.assert(
      fc.property(program, ({ axes, a, type, reduction, seed, split }) => {
        if (!axes.some((x) => x.reduced)) axes = [...axes.slice(0, -1), { ...axes.at(-1)!, reduced: true }]
        const k = new KernelBuilder('reduce', axes)
        let x = k.input(type, a.strides, a.offset)
        if (reduction === 'prod' && type !== 'int32')
          x = k.apply('minimum', k.apply('maximum', x, k.constant(type, -1)), k.constant(type, 1))
        k.output(rowMajor(axes), k.reduce(reduction, k.apply('negate', x)))
        check(k.finish(), [fill(type, a.size, seed)], split)
      }),
      { numRuns: 200 },
    )
  })

  test('a value of a reduction is used again over the reduced axes', () => {
    for (const [rows, columns] of [
      [3, 37],
      [5, 4],
      [1, 130],
      [40, 3],
    ] as const)
      for (const reducedFirst of [false, true]) {
        const axes = [
          { extent: rows, reduced: reducedFirst },
          { extent: columns, reduced: !reducedFirst },
        ]
        const k = new KernelBuilder('shift', axes)
        const x = k.input('float32', [columns, 1])
        const most = k.reduce('max', x)
        const shifted = k.apply('subtract', x, most)
        const total = k.reduce('sum', shifted)
        k.output([columns, 1], k.apply('multiply', shifted, total))
        k.output(rowMajor(axes), k.apply('add', most, total))
        check(k.finish(), [fill('float32', rows * columns, 7)], 1)
      }
  })

  test('NaN wins max and argmax', () => {
    const k = new KernelBuilder('nan', [{ extent: 21, reduced: true }])
    const x = k.input('float64', [1])
    for (const r of ['max', 'min', 'argmax', 'argmin'] as const) k.output([0], k.reduce(r, x))
    const data = fill('float64', 21, 3)
    data[13] = Number.NaN
    data[17] = Number.NaN
    const out = [new Float64Array(1), new Float64Array(1), new Int32Array(1), new Int32Array(1)]
    runKernel(compileLoop(k.finish()), [data, ...out])
    expect(out.map((o) => o[0])).toEqual([Number.NaN, Number.NaN, 13, 13])
  })

  test('NaN is found wherever it stands, in rows and in columns', () => {
    for (const dtype of ['float32', 'float64'] as const)
      for (const length of [1, 3, 4, 7, 23])
        for (let at = 0; at < length; at++) {
          const data = fill(dtype, length * 3, at).map((x, i) =>
            i === at * 3 + 1 ? Number.NaN : x,
          ) as NumberArray
          const axes = [
            { extent: length, reduced: true },
            { extent: 3, reduced: false },
          ]
          for (const strides of [
            [3, 1],
            [1, length],
          ]) {
            const source =
              strides[0] === 3 ? data : data.map((_, i) => data[(i % length) * 3 + Math.floor(i / length)]!)
            const k = new KernelBuilder('nan', axes)
            const x = k.input(dtype, strides)
            k.output([0, 1], k.reduce('max', x))
            k.output([0, 1], k.reduce('min', x))
            const out = [allocate(dtype, 3), allocate(dtype, 3)]
            runKernel(compileLoop(k.finish()), [source as NumberArray, ...out])
            const column = (j: number): number[] => Array.from({ length }, (_, i) => data[i * 3 + j]!)
            expect([...out[0]!]).toEqual([0, 1, 2].map((j) => Math.max(...column(j)) + 0))
            expect([...out[1]!]).toEqual([0, 1, 2].map((j) => Math.min(...column(j)) + 0))
          }
        }
  })
})
