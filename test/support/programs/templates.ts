import { constant } from '../../../src/graph/leaves.ts'
import { apply, type Node } from '../../../src/graph/node.ts'
import { sameShape, sizeOf } from '../../../src/graph/shape.ts'
import {
  add,
  convert,
  exponential,
  like,
  maximum,
  minimum,
  multiply,
  negate,
} from '../../../src/ops/arithmetic.ts'
import { dynamicSlice, dynamicUpdateSlice } from '../../../src/ops/blocks.ts'
import { cumulative } from '../../../src/ops/cumulative.ts'
import { gather, scatterAdd, takeAlong } from '../../../src/ops/indexing.ts'
import { cholesky, triangularSolve } from '../../../src/ops/linalg.ts'
import { identityLike, matmul, mT } from '../../../src/ops/linalgBuilders.ts'
import { broadcastInDim, concatenate, iota, narrow, reduceSum, reshape } from '../../../src/ops/movement.ts'
import { randomBits } from '../../../src/ops/random.ts'
import { reduceMax } from '../../../src/ops/reduction.ts'
import { scatter } from '../../../src/ops/scattering.ts'
import { sort } from '../../../src/ops/sorting.ts'
import { convolution } from '../../../src/ops/window.ts'
import { windowReduction } from '../../../src/ops/windowReduction.ts'
import { type Choices, clamp, floats, type Maker } from './choices.ts'

/** What is more than a loop over elements: indexing, order, windows, convolutions, factors. */
export const templates: readonly Maker[] = [
  // rows at computed places, read, added to, and written over
  (c, pool) => {
    const x = c.of(floats(pool))
    if (x.shape.length === 0) return undefined
    const axis = c.next(x.shape.length)
    const indices = placesBelow(c, pool, x.shape[axis]!)
    const rows = gather(x, indices, { axes: [axis], batch: 0 })
    const combine = c.of(['add', 'set', 'maximum', 'minimum', 'multiply'] as const)
    if (c.next(2) || sizeOf(rows.shape) > 5000) return rows
    return clamp(scatter(x, clamp(rows), indices, { axes: [axis], batch: 0, combine }))
  },
  // single elements, with a batch axis
  (c, pool) => {
    const x = c.of(floats(pool))
    const { length } = x.shape
    if (length < 2) return undefined
    const places = placesBelow(c, pool, x.shape[length - 1]!)
    const each = broadcastInDim(
      places,
      [x.shape[0]!, ...places.shape],
      places.shape.map((_, i) => i + 1),
    )
    const found = gather(x, each, { axes: [length - 1], batch: 1 })
    return c.next(2) ? found : scatterAdd(x, found, each, { axes: [length - 1], batch: 1 })
  },
  (c, pool) => {
    const x = c.of(pool)
    if (x.shape.length === 0) return undefined
    const axis = c.next(x.shape.length)
    const [values, places] = sort(x, axis, c.next(2) === 1)
    return c.next(2) ? values : c.next(2) ? places : takeAlong(x, places, axis)
  },
  (c, pool) => {
    const x = c.of(floats(pool))
    if (x.shape.length === 0) return undefined
    const { cummax, cummin, cumlogsumexp, cumprod, recurrence } = cumulative
    const params = { axis: c.next(x.shape.length), reverse: c.next(2) === 1 }
    const y = c.of(floats(pool))
    if (y.dtype === x.dtype && sameShape(y.shape, x.shape))
      return clamp(apply(recurrence, [x, y], params) as Node)
    return clamp(apply(c.of([cummax, cummin, cumlogsumexp, cumprod]), [x], params) as Node)
  },
  // a window that moves over one or two axes
  (c, pool) => {
    const x = c.of(c.next(3) ? floats(pool) : pool.filter((node) => node.dtype !== 'bool'))
    const axes = 1 + c.next(2)
    if (x.shape.length < axes || sizeOf(x.shape) > 5000) return undefined
    const list = (from: number, below: number): number[] =>
      Array.from({ length: axes }, () => from + c.next(below))
    const motion = {
      stride: list(1, 2),
      low: list(-1, 4),
      high: list(0, 3),
      dilation: list(1, 2),
      baseDilation: list(1, 2),
    }
    const row = c.of(Object.values(windowReduction))
    const found = apply(row, [x], { window: list(1, 3), ...motion }) as Node
    return found.dtype === x.dtype && x.dtype !== 'int32'
      ? multiply(minimum(maximum(found, like(found, -9)), like(found, 9)), like(found, 0.25))
      : found
  },
  // convolutions of one or two axes, in groups
  (c, pool) => {
    const x = c.of(floats(pool))
    const axes = x.shape.length - 2
    if (axes < 1 || axes > 2 || sizeOf(x.shape) > 3000) return undefined
    const list = (from: number, below: number): number[] =>
      Array.from({ length: axes }, () => from + c.next(below))
    const channels = x.shape[1]!
    const groups = c.of([1, channels])
    const shape = [groups * (1 + c.next(2)), channels / groups, ...list(1, 3)]
    const kernel = multiply(iota(x.dtype, shape, c.next(shape.length)), constant(0.25, x.dtype, shape))
    const motion = {
      stride: list(1, 2),
      low: list(-1, 4),
      high: list(0, 3),
      dilation: list(1, 2),
      baseDilation: list(1, 2),
    }
    return clamp(convolution(x, kernel, { ...motion, groups }))
  },
  // blocks at places that come from data
  (c, pool) => {
    const x = c.of(floats(pool))
    if (x.shape.length === 0) return undefined
    const start = concatenate(
      x.shape.map((n) => reshape(anInteger(c, pool, n), [1])),
      0,
    )
    const block = dynamicSlice(
      x,
      start,
      x.shape.map((n) => 1 + c.next(n)),
    )
    return c.next(2) ? block : dynamicUpdateSlice(x, negate(block), start)
  },
  (c, pool) => {
    const x = c.of(floats(pool))
    const key = constant(c.next(1000), 'uint32', [4])
    return multiply(convert(randomBits(key, x.shape), x.dtype), constant(2 ** -32, x.dtype, x.shape))
  },
  // a factor, and what it solves
  (c, pool) => {
    const x = c.of(floats(pool))
    if (x.shape.length < 2 || x.dtype !== 'float64' || sizeOf(x.shape) > 500) return undefined
    const square = matmul(x, mT(x))
    const l = cholesky(add(square, identityLike(square)))
    return c.next(2)
      ? clamp(triangularSolve(l, x, { lower: true, transpose: c.next(2) === 1, unit: false }))
      : clamp(l)
  },
  // nothing, beside something
  (c, pool) => {
    const x = c.of(floats(pool))
    if (x.shape.length === 0) return undefined
    const axis = c.next(x.shape.length)
    const nothing = exponential(narrow(x, axis, 0, 0))
    const sum = reduceSum(nothing, [axis])
    const kept = x.shape.map((_, i) => i).filter((i) => i !== axis)
    return add(concatenate([nothing, x], axis), broadcastInDim(sum, x.shape, kept))
  },
]

/** An integer from data, from -1 to `extent`. */
function anInteger(c: Choices, pool: readonly Node[], extent: number): Node {
  const x = c.of(pool.filter((node) => node.dtype === 'int32'))
  const all = x.shape.map((_, i) => i)
  return minimum(maximum(reduceMax(x, all), constant(-1, 'int32')), constant(c.next(extent + 1), 'int32'))
}

/** A list of places from 0 to `extent` - 1, [count, 1]. */
function placesBelow(c: Choices, pool: readonly Node[], extent: number): Node {
  const x = c.of(pool.filter((node) => node.dtype === 'int32'))
  const held = minimum(maximum(x, like(x, 0)), like(x, extent - 1))
  const list = reshape(held, [sizeOf(x.shape), 1])
  return c.next(2) ? list : narrow(list, 0, 0, 1 + c.next(sizeOf(x.shape)))
}
