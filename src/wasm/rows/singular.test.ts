import { expect, test } from 'vitest'
import { runKernel } from '../kernel/run.ts'
import { compileSingularValues, singularTemporary } from './singular.ts'

test.each([
  [1, 100, 100],
  [1e-150, 100, 100],
  [1e150, 33, 70],
])('many rotations leave vectors orthonormal: %s times %i x %i', (unit, k, length) => {
  const a = Float64Array.from({ length: k * length }, (_, i) => unit * Math.sin(i * i + 3 * i + 1))
  const work = new Float64Array(singularTemporary(k, length))
  const [u, s, vt] = [new Float64Array(k * k), new Float64Array(k), new Float64Array(k * length)]
  runKernel(compileSingularValues('svd', 1, [k, length, k], true), [a, work, u, s, vt])
  const [alone, none] = [new Float64Array(k), Float64Array.of(7)]
  runKernel(compileSingularValues('svd', 1, [k, length, k], false), [a, work, none, alone, none])
  expect(alone).toEqual(s)
  expect(none).toEqual(Float64Array.of(7))
  let [residual, left, right] = [0, 0, 0]
  const away = (most: number, sum: number, wanted: number): number => Math.max(most, Math.abs(sum - wanted))
  for (let i = 0; i < k; i++)
    for (let j = 0; j < length; j++) {
      let [made, across, along] = [0, 0, 0]
      for (let p = 0; p < k; p++) {
        made += u[i * k + p]! * (s[p]! / s[0]!) * vt[p * length + j]!
        if (j < k) across += u[i * k + p]! * u[j * k + p]!
      }
      for (let p = 0; p < length && j < k; p++) along += vt[i * length + p]! * vt[j * length + p]!
      residual = away(residual, made, a[i * length + j]! / s[0]!)
      if (j < k) left = away(left, across, +(i === j))
      if (j < k) right = away(right, along, +(i === j))
    }
  expect(residual).toBeLessThan(1.5e-15)
  expect(left).toBeLessThan(8e-15)
  expect(right).toBeLessThan(8e-15)
})
