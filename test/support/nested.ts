import { expect } from 'vitest'
import type { Tensor } from '../../src/index.ts'

/** Numbers of a tensor or of nested arrays agree to so many digits after the point. */
export const close = (got: unknown, wanted: unknown, digits = 10): void => {
  const flat = (v: unknown): number[] => (Array.isArray(v) ? v.flatMap(flat) : [Number(v)])
  const g = flat((got as Tensor).toArray?.() ?? got)
  const w = flat(wanted)
  expect(g.length).toBe(w.length)
  g.forEach((x, i) => {
    expect(x).toBeCloseTo(w[i]!, digits)
  })
}
