import type { Input } from './workload.ts'

/** The same numbers in every run: a linear congruential generator, uniform from 0 to 1. */
export function generator(seed: number): () => number {
  let state = Math.imul(seed + 1, 2654435761) >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state >>> 8) / 2 ** 24
  }
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

/** Uniform from -bound to bound. */
export function uniform(shape: readonly number[], bound: number, seed: number): Input {
  const next = generator(seed)
  return { shape, data: Float32Array.from({ length: sizeOf(shape) }, () => (2 * next() - 1) * bound) }
}

/** Whole numbers from 0 to below `classes`. */
export function labels(shape: readonly number[], classes: number, seed: number): Input {
  const next = generator(seed)
  return { shape, data: Int32Array.from({ length: sizeOf(shape) }, () => Math.floor(next() * classes)) }
}

export const filled = (shape: readonly number[], value: number): Input => ({
  shape,
  data: new Float32Array(sizeOf(shape)).fill(value),
})

/** Weights of a layer, uniform within 1/sqrt(inputs). */
export const weights = (shape: readonly number[], inputs: number, seed: number): Input =>
  uniform(shape, 1 / Math.sqrt(inputs), seed)
