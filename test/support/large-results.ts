import { expect } from 'vitest'
import { type Tensor, tensor } from '../../src/index.ts'

export const [rows, columns] = [128, 160]
export const size = rows * columns

/** Whole numbers that stay small, so that every way to compute them gives the same bits. */
export const wrapped = (x: number): number => Math.max(-999, Math.min(999, x))
export const start = (seed: number): Float32Array =>
  Float32Array.from({ length: size }, (_, i) => ((i * 7 + seed * 13) % 31) - 15)
export const given = (elements: Float32Array): Tensor => tensor(elements, { shape: [rows, columns] })

/** A tensor and what it must hold. */
export interface Held {
  readonly tensor: Tensor
  readonly expected: Float32Array
}
export const inside = (x: Tensor): Tensor => x.clip(-999, 999)
export const map = (x: Float32Array, f: (value: number, i: number) => number): Float32Array => x.map(f)

export const same = ({ tensor, expected }: Held): void => {
  const found = tensor.data()
  let at = 0
  while (at < size && Object.is(found[at]! + 0, expected[at]! + 0)) at++
  if (at < size) expect(`${found[at]} at ${at}`).toBe(`${expected[at]} at ${at}`)
}
