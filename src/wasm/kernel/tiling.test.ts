import { expect, test } from 'vitest'
import { KernelBuilder } from './builder.ts'
import { compileLoop } from './generate.ts'
import { evaluateKernel } from './judge.ts'
import { nestOf } from './nest.ts'
import { runKernel } from './run.ts'

/** The strides of what is read into rows of 40 x 37, three numbers apart or backwards, and where it begins. */
const readings = {
  turned: [[1, 40], 0],
  'turned, every third': [[3, 120], 0],
  'turned by a quarter': [[-1, 40], 39],
} as const

test.each(Object.entries(readings))('%s is read along what lies close', (_, [strides, offset]) => {
  const k = new KernelBuilder(
    'turned',
    [40, 37].map((extent) => ({ extent, reduced: false })),
  )
  k.output([37, 1], k.input('float32', strides, offset))
  const kernel = k.finish()
  expect(nestOf(kernel).tiling.across?.extent).toBe(40)
  const x = Float32Array.from({ length: 120 * 37 }, (__, i) => i)
  const [got, wanted] = [new Float32Array(40 * 37), new Float32Array(40 * 37)]
  evaluateKernel(kernel, [x], [wanted], {})
  runKernel(compileLoop(kernel), [x, got], 2)
  expect(got).toEqual(wanted)
})
