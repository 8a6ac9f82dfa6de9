import { expect, test } from 'vitest'
import { runKernel } from '../kernel/run.ts'
import { compileRowFourier, rootsOf } from './fourier.ts'

/** The definition, in float64. */
function transformed(x: ArrayLike<number>, rows: number, length: number, sign: number): number[] {
  const out: number[] = []
  for (let row = 0; row < rows; row++)
    for (let k = 0; k < length; k++) {
      let [re, im] = [0, 0]
      for (let j = 0; j < length; j++) {
        const angle = (sign * 2 * Math.PI * ((j * k) % length)) / length
        const [a, b] = [x[2 * (row * length + j)]!, x[2 * (row * length + j) + 1]!]
        re += a * Math.cos(angle) - b * Math.sin(angle)
        im += a * Math.sin(angle) + b * Math.cos(angle)
      }
      out.push(re, im)
    }
  return out
}

const shapes = [1, 2, 3, 5, 9].flatMap((rows) =>
  [[2], [4], [3], [4, 2, 3], [5, 7], [11], [2, 13]].map((radices) => ({ rows, radices })),
)

test.each(shapes)(
  '$rows rows by stages of $radices, and nothing beside them is written',
  ({ rows, radices }) => {
    const length = radices.reduce((product, radix) => product * radix, 1)
    for (const dtype of ['float32', 'float64'] as const)
      for (const sign of [1, -1] as const) {
        const make = (values: readonly number[]) =>
          dtype === 'float32' ? Float32Array.from(values) : Float64Array.from(values)
        const x = make(Array.from({ length: 2 * rows * length }, (_, i) => Math.sin(3 * i * i + 1)))
        const [out, beside] = [x.slice().fill(0), make(Array.from({ length: 16 * length }, () => 7))]
        const kernel = compileRowFourier({ name: 'fft', dtype, rows, length, radices, sign })
        runKernel(kernel, [x, make(rootsOf(radices, sign)), out, beside], rows)
        expect(Array.from(beside).every((v) => v === 7)).toBe(true)
        transformed(x, rows, length, sign).forEach((want, i) => {
          expect(Math.abs(out[i]! - want)).toBeLessThan((length + 4) * (dtype === 'float32' ? 2e-7 : 4e-16))
        })
      }
  },
)
