import type { Tensor } from '../../tensor/index.ts'
import { float64 } from './differentiable.ts'

/** How many numbers tensors hold together: the dimension of their space. */
export function sizeOf(tensors: readonly Tensor[]): number {
  return tensors.reduce((sum, t) => sum + t.size, 0)
}

/** All their numbers in one row. */
export function join(tensors: readonly Tensor[]): number[] {
  return unstack(tensors, 1)[0]!
}

/** Tensors with the shapes of others, of the numbers in a row. */
export function split(x: readonly number[], like: readonly Tensor[]): Tensor[] {
  let from = 0
  return like.map((t) => {
    const part = x.slice(from, from + t.size)
    from += t.size
    return float64(part, t.shape)
  })
}

/** All unit vectors of the space of `like`, stacked on a new first axis. */
export function basis(like: readonly Tensor[]): Tensor[] {
  const n = sizeOf(like)
  let from = 0
  return like.map((t) => {
    const start = from
    from += t.size
    const data = new Float64Array(n * t.size)
    for (let i = 0; i < t.size; i++) data[(start + i) * t.size + i] = 1
    return float64(data, [n, ...t.shape])
  })
}

/** The n rows of stacked tensors, each joined. */
export function unstack(stacked: readonly Tensor[], n: number): number[][] {
  const parts = stacked.map((t) => Array.from(t.data() as ArrayLike<number>))
  return Array.from({ length: n }, (_, k) =>
    parts.flatMap((part) => part.slice((k * part.length) / n, ((k + 1) * part.length) / n)),
  )
}
