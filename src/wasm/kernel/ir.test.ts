import { expect, test } from 'vitest'
import { KernelBuilder, keptAxes } from './builder.ts'
import { codeKey } from './ir.ts'

/** The key of a kernel that multiplies by these constants. */
function keyOfProduct(name: string, ...constants: readonly number[]): string {
  const k = new KernelBuilder(name, keptAxes([8]))
  const x = k.input('float32', [1])
  const product = constants.reduce((y, c) => k.apply('multiply', y, k.constant('float32', c)), x)
  k.output([1], product)
  const kernel = k.finish()
  return codeKey(kernel, kernel.body)
}

test('kernels that differ in a constant do not share their code, whatever the constant', () => {
  const constants = [0, -0, 1, NaN, Infinity, -Infinity]
  expect(new Set(constants.map((c) => keyOfProduct('f', c))).size).toBe(constants.length)
  expect(keyOfProduct('f', -0, NaN)).not.toBe(keyOfProduct('f', 0, NaN))
  for (const c of constants) expect(keyOfProduct('f', c)).toBe(keyOfProduct('g', c))
})

test('a builder has a line for each constant, and one for equal ones', () => {
  const k = new KernelBuilder('f', keptAxes([8]))
  const lines = [0, -0, NaN, Infinity, -Infinity].map((c) => k.constant('float32', c))
  expect(new Set(lines).size).toBe(lines.length)
  expect(k.constant('float32', NaN)).toBe(lines[2])
  expect(k.constant('float32', -0)).toBe(lines[1])
  expect(k.constant('float64', 0)).not.toBe(lines[0])
})
