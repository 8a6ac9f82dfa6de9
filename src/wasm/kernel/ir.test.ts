import { expect, test } from 'vitest'
import { KernelBuilder, keptAxes } from './builder.ts'
import { codeKey, touched } from './ir.ts'

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

test('a walk touches as many elements as it has places, or as lie within its reach', () => {
  const walk = (...axes: [extent: number, stride: number][]): number =>
    touched(axes.map(([extent, stride]) => ({ extent, stride })))
  expect(walk([3, 100], [4, -2])).toBe(12)
  // windows that overlap, and what stays in its place
  expect(walk([10, 1], [3, 1], [7, 0])).toBe(12)
  // nothing, however far it would go
  for (const stride of [1, 100]) expect(walk([5, 1], [0, stride])).toBe(0)
})
