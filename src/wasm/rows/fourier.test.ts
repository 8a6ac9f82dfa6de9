import { expect, test } from 'vitest'
import { runKernel } from '../kernel/run.ts'
import { compileFourier, rootsOf } from './fourier.ts'

/** The definition, in float64. */
function transformed(
  [re, im]: readonly ArrayLike<number>[],
  [outer, length, inner]: readonly [number, number, number],
  sign: number,
): number[][] {
  const out: number[][] = [[], []]
  for (let at = 0; at < outer * length * inner; at++) {
    const [row, k, column] = [Math.floor(at / (length * inner)), Math.floor(at / inner) % length, at % inner]
    let [a, b] = [0, 0]
    for (let j = 0; j < length; j++) {
      const angle = (sign * 2 * Math.PI * ((j * k) % length)) / length
      const place = (row * length + j) * inner + column
      const [x, y] = [re![place]!, im?.[place] ?? 0]
      a += x * Math.cos(angle) - y * Math.sin(angle)
      b += x * Math.sin(angle) + y * Math.cos(angle)
    }
    out[0]!.push(a)
    out[1]!.push(b)
  }
  return out
}

const columns = [4, 5, 9, 16, 35].flatMap((inner) =>
  [[2], [4], [3], [4, 2, 3], [5, 7], [11], [2, 13], [4, 19]].map((radices) => ({ inner, radices })),
)
const rows = [
  [4, 4],
  [4, 5],
  [5, 5],
  [7, 5, 3],
  [11, 4, 3],
  [4, 37],
  [4, 4, 4, 2],
].map((radices) => ({
  inner: 1,
  radices,
}))

test.each([...columns, ...rows])(
  '$inner columns by stages of $radices, and nothing beside them is written',
  ({ inner, radices }) => {
    const length = radices.reduce((product, radix) => product * radix, 1)
    const outer = 3
    for (const dtype of ['float32', 'float64'] as const)
      for (const sign of [1, -1] as const)
        for (const real of [false, true]) {
          const make = (values: readonly number[]) =>
            dtype === 'float32' ? Float32Array.from(values) : Float64Array.from(values)
          const numbers = (k: number) =>
            make(Array.from({ length: outer * length * inner }, (_, i) => Math.sin(3 * i * i + k)))
          const given = real ? [numbers(1)] : [numbers(1), numbers(2)]
          const out = [numbers(0), numbers(0)]
          const beside = make(Array.from({ length: 16 * length }, () => 7))
          const scale = sign > 0 ? 1 : 0.5
          const kernel = compileFourier({
            name: 'fft',
            dtype,
            outer,
            length,
            inner,
            radices,
            sign,
            scale,
            real,
          })
          const roots = make(
            rootsOf(radices, inner === 1, (p, n) =>
              [Math.cos, Math.sin].map((f) => f((sign * 2 * Math.PI * p) / n)),
            ),
          )
          runKernel(kernel, [roots, ...given, ...out, beside], outer)
          expect(Array.from(beside).every((v) => v === 7)).toBe(true)
          transformed(given, [outer, length, inner], sign).forEach((part, k) => {
            part.forEach((want, i) => {
              const limit = (length + 4) * (dtype === 'float32' ? 2e-7 : 4e-16)
              expect(Math.abs(out[k]![i]! - scale * want)).toBeLessThan(limit)
            })
          })
        }
  },
)
