import { bytesOf, type DType, type TypedArray } from '../../graph/dtype.ts'
import { sizeOf, type TensorType } from '../../graph/shape.ts'

/** Where a tensor of a program lives. */
export type Home =
  /** Kept between runs: inputs, and state that is updated in place. */
  | 'input'
  /** Never changes. */
  | 'constant'
  /** In the arena, shared with others whose lifetimes do not meet. */
  | 'arena'
  /** A slice of another buffer, which a loop moves along. */
  | 'moving'

/** Memory of one tensor in a program. */
export class Buffer {
  readonly dtype: DType
  readonly length: number
  readonly bytes: number
  readonly home: Home
  /** What it holds, for messages and the profile. */
  readonly label: string
  /** First and last step at which its elements matter. */
  first = Infinity
  last = -1
  /** The buffer whose memory this one uses: its elements are written over that one's as they are read. */
  over: Buffer | undefined
  /** Bytes from the start of the arena (or of the program's own memory). */
  offset = 0
  /** The elements of a constant. */
  readonly values: TypedArray | undefined

  constructor(type: TensorType, home: Home, label: string, values?: TypedArray) {
    this.dtype = type.dtype
    this.length = sizeOf(type.shape)
    this.bytes = this.length * bytesOf(type.dtype)
    this.home = home
    this.label = label
    this.values = values
  }

  touch(step: number): void {
    if (step < this.first) this.first = step
    if (step > this.last) this.last = step
  }
}

/** Where the elements of a result go; strides in elements, one for each of its axes. */
export interface Target {
  readonly buffer: Buffer
  readonly strides: readonly number[]
  readonly offset: number
  /** Zeros stand all around. */
  readonly framed?: boolean
}

/** Kernels may read a vector past the end; and vectors are best aligned. */
export const padded = (bytes: number): number => Math.ceil((bytes + 64) / 64) * 64

/**
 * Gives each arena buffer a place so that no two that are alive at once overlap: largest first, each at the lowest place
 * that is free over its lifetime. Returns the size of the arena.
 */
export function placeInArena(buffers: readonly Buffer[]): number {
  const sorted = [...buffers].sort((a, b) => b.bytes - a.bytes || a.first - b.first)
  /** In order of their places. */
  const placed: Buffer[] = []
  let size = 0
  for (const buffer of sorted) {
    const { first, last } = buffer
    const bytes = padded(buffer.bytes)
    let at = 0
    for (const other of placed) {
      if (at + bytes <= other.offset) break
      if (other.first <= last && first <= other.last) at = Math.max(at, other.offset + padded(other.bytes))
    }
    buffer.offset = at
    size = Math.max(size, at + bytes)
    placed.splice(firstAfter(placed, at), 0, buffer)
  }
  return size
}

/** What the error says that needs the memory of an arena: its largest tensor. */
export function arenaOwner(buffers: readonly Buffer[]): string {
  const [largest] = [...buffers].sort((a, b) => b.bytes - a.bytes)
  return largest ? `${largest.label} with what is computed beside it` : 'a program'
}

/** Where the first buffer stands that is placed beyond `offset`. */
function firstAfter(placed: readonly Buffer[], offset: number): number {
  let low = 0
  let high = placed.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (placed[middle]!.offset <= offset) low = middle + 1
    else high = middle
  }
  return low
}
