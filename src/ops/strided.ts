import type { TypedArray } from '../graph/dtype.ts'
import { type Shape, shapeWithout, sizeOf, stridesOf } from '../graph/shape.ts'

/**
 * Visits the places of a row-major array of `shape`, a run along the last axis at a time: calls
 * `run(place, offset, length, stride)` where `offset` walks another array with `strides` from `start`.
 */
export function strided(
  shape: Shape,
  start: number,
  strides: readonly number[],
  run: (place: number, offset: number, length: number, stride: number) => void,
): void {
  const size = sizeOf(shape)
  if (size === 0) return
  const last = shape.length - 1
  if (last < 0) {
    run(0, start, 1, 1)
    return
  }
  const length = shape[last]!
  const index = new Array<number>(last).fill(0)
  let offset = start
  for (let place = 0; place < size; place += length) {
    run(place, offset, length, strides[last]!)
    for (let axis = last - 1; axis >= 0; axis--) {
      offset += strides[axis]!
      if (++index[axis]! < shape[axis]!) break
      offset -= strides[axis]! * shape[axis]!
      index[axis] = 0
    }
  }
}

/** How an array that has not these axes is walked along all axes of `shape`. */
export function stridesWithout(shape: Shape, axes: readonly number[]): number[] {
  const steps = stridesOf(shapeWithout(shape, axes))
  let kept = 0
  return shape.map((_, axis) => (axes.includes(axis) ? 0 : steps[kept++]!))
}

/** out[place] = source[offset], row-major over `shape`. */
export function readStrided(
  source: TypedArray,
  shape: Shape,
  start: number,
  strides: readonly number[],
  out: TypedArray,
): TypedArray {
  strided(shape, start, strides, (place, offset, length, stride) => {
    // a view costs as much as a hundred numbers
    if (stride === 1 && length > 100) out.set(source.subarray(offset, offset + length), place)
    else if (stride === 0) out.fill(source[offset]!, place, place + length)
    else for (let i = 0; i < length; i++, offset += stride) out[place + i] = source[offset]!
  })
  return out
}

/** out[offset] = source[place], row-major over `shape`, the shape of `source`. */
export function writeStrided(
  source: TypedArray,
  shape: Shape,
  start: number,
  strides: readonly number[],
  out: TypedArray,
): TypedArray {
  strided(shape, start, strides, (place, offset, length, stride) => {
    for (let i = 0; i < length; i++, offset += stride) out[offset] = source[place + i]!
  })
  return out
}

/** out[offset] += x[place], row-major over `shape`; along the last axis the stride is 0 or 1. */
export function sumStrided(
  x: Float64Array,
  shape: Shape,
  strides: readonly number[],
  out: Float64Array,
): void {
  strided(shape, 0, strides, (place, offset, length, stride) => {
    // integers wrap around at every step, as float64 holds their sum only up to 2^53
    if (stride === 0 && out instanceof Float64Array) {
      let sum = 0
      for (let i = place; i < place + length; i++) sum += x[i]!
      out[offset]! += sum
    } else for (let i = 0; i < length; i++) out[offset + i * stride]! += x[place + i]!
  })
}

/** Visits each line of a row-major array along one axis, in the order of the result that drops the axis. */
export function lines(
  shape: Shape,
  axis: number,
  visit: (start: number, count: number, stride: number, line: number) => void,
): void {
  const count = shape[axis]!
  const stride = sizeOf(shape.slice(axis + 1))
  const outer = sizeOf(shape.slice(0, axis))
  let line = 0
  for (let o = 0; o < outer; o++)
    for (let i = 0; i < stride; i++) visit(o * count * stride + i, count, stride, line++)
}
