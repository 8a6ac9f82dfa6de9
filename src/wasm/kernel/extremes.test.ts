import { expect, test } from 'vitest'
import { KernelBuilder } from './builder.ts'
import { compileLoop } from './generate.ts'
import { runKernel } from './run.ts'

const xs = [0, -0, 1, -1, 2, -2, NaN, Infinity, -Infinity, 2 ** -120]

test.each(['float32', 'float64'] as const)('extremes beside a constant %s are those of Math', (dtype) => {
  const make = dtype === 'float32' ? Float32Array : Float64Array
  for (const limit of [0, -0, 1, -1, NaN, Infinity, -Infinity])
    for (const name of ['maximum', 'minimum'] as const)
      for (const first of [true, false]) {
        const k = new KernelBuilder('limit', [{ extent: xs.length, reduced: false }])
        const x = k.input(dtype, [1])
        const c = k.constant(dtype, limit)
        k.output([1], first ? k.apply(name, c, x) : k.apply(name, x, c))
        const got = new make(xs.length)
        runKernel(compileLoop(k.finish()), [make.from(xs), got])
        const math = name === 'maximum' ? Math.max : Math.min
        expect({ name, limit, first, got: [...got] }).toEqual({
          name,
          limit,
          first,
          got: xs.map((value) => math(value, limit)),
        })
      }
})

test('a number and its negative share their absolute value, and what is made of it', () => {
  const k = new KernelBuilder('sizes', [{ extent: xs.length, reduced: false }])
  const x = k.input('float32', [1])
  const size = k.apply('abs', k.apply('negate', x))
  expect(k.apply('abs', x)).toBe(size)
  k.output([1], size)
  const got = new Float32Array(xs.length)
  runKernel(compileLoop(k.finish()), [Float32Array.from(xs), got])
  expect([...got]).toEqual(xs.map(Math.abs))
})
