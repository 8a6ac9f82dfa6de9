import { expect, test } from 'vitest'
import { inMode } from '../../../test/support/compiled.ts'
import {
  engine,
  layerNorm,
  logSoftmax,
  logsumexp,
  prod,
  softmax,
  type Tensor,
  tensor,
  var as variance,
  vectorNorm,
} from '../../index.ts'

const wave = (size: number): Float32Array =>
  Float32Array.from({ length: size }, (_, i) => 5 + Math.sin(i * 0.37) * (i % 7))

/** Functions of rows along an axis in which one reduction needs another. */
const functions: Record<string, (x: Tensor, axis: number) => Tensor> = {
  logsumexp,
  softmax,
  logSoftmax,
  variance,
  norm: (x, axis) => vectorNorm(x, axis, { ord: 3 }),
  layerNorm: (x, axis) => (axis === 0 ? layerNorm(x, x.shape) : layerNorm(x, x.shape[1]!)),
  'largest share': (x, axis) => softmax(x, axis).max(axis),
}

test.each(Object.entries(functions))(
  '%s of few long rows is that of the interpreter, and has the same bits on two threads',
  (_, f) => {
    const before = engine.settings()
    for (const [shape, axis] of [
      [[50_001], 0],
      [[3, 20_000], 1],
      [[20_000, 3], 0],
    ] as const) {
      const x = tensor(wave(shape.reduce((a, b) => a * b, 1))).reshape(shape)
      const compiled = [1, 2].map((threads) => {
        engine.settings({ threads })
        return inMode('compile', () => f(x, axis).data())
      })
      engine.settings(before)
      expect(compiled[1]!.every((v, i) => Object.is(v, compiled[0]![i]))).toBe(true)
      const want = inMode('interpret', () => f(x.astype('float64'), axis).data() as Float64Array)
      const size = want.reduce((most, v) => Math.max(most, Math.abs(v)), 0)
      const error = want.reduce((most, v, i) => Math.max(most, Math.abs(v - compiled[0]![i]!)), 0)
      expect(error).toBeLessThan(4e-7 * size)
    }
  },
)

test('a product of many float32 numbers is rounded once where it is interpreted', () => {
  const x = Float32Array.from({ length: 100_000 }, (_, i) => 1 + 1e-5 * (i % 3))
  const exact = x.reduce((product, v) => product * v, 1)
  expect(inMode('interpret', () => prod(tensor(x)).item())).toBe(Math.fround(exact))
})
