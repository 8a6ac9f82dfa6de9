import { constant } from '../../../src/graph/leaves.ts'
import { apply, type Node } from '../../../src/graph/node.ts'
import { sizeOf } from '../../../src/graph/shape.ts'
import {
  add,
  convert,
  exponential,
  less,
  maximum,
  minimum,
  multiply,
  negate,
  select,
  subtract,
} from '../../../src/ops/arithmetic.ts'
import { dotGeneral } from '../../../src/ops/contraction.ts'
import { cumulative } from '../../../src/ops/cumulative.ts'
import { elementwise } from '../../../src/ops/elementwise.ts'
import {
  broadcastInDim,
  concatenate,
  iota,
  pad,
  permute,
  reduceSum,
  reshape,
  reverse,
  slicing,
} from '../../../src/ops/movement.ts'
import { reduceMax, reduction } from '../../../src/ops/reduction.ts'
import { trigonometric } from '../../../src/ops/trigonometric.ts'
import { type Choices, clamp, floats, type Maker, sameAs } from './choices.ts'

/** Elements, views, reductions and products. */
export const elements: readonly Maker[] = [
  (c, pool) => {
    const x = c.of(floats(pool))
    const row = c.of([
      elementwise.tanh,
      elementwise.abs,
      elementwise.floor,
      elementwise.square,
      trigonometric.sine,
      elementwise.logistic,
    ])
    return clamp(apply(row, [x], {}) as Node)
  },
  (c, pool) => exponential(clamp(c.of(floats(pool)))),
  (c, pool) => negate(c.of(pool.filter((node) => node.dtype !== 'bool'))),
  (c, pool) => {
    const x = c.of(pool.filter((node) => node.dtype !== 'bool'))
    const y = c.of(sameAs(pool, x))
    return c.of([add, subtract, maximum, minimum, multiply])(x, y)
  },
  (c, pool) => {
    const x = c.of(floats(pool))
    const y = c.of(sameAs(pool, x))
    return select(less(x, y), x, multiply(y, constant(0.5, y.dtype, y.shape)))
  },
  (c, pool) => add(c.of(floats(pool)), convertLike(c, pool)),
  (c, pool) => {
    const x = c.of(pool)
    if (x.shape.length === 0) return undefined
    const permutation = x.shape.map((_, i) => i)
    for (let i = permutation.length - 1; i > 0; i--) {
      const j = c.next(i + 1)
      ;[permutation[i], permutation[j]] = [permutation[j]!, permutation[i]!]
    }
    return permute(x, permutation)
  },
  (c, pool) => {
    const x = c.of(pool)
    const size = sizeOf(x.shape)
    const divisors = [1, 2, 3, 4, 6].filter((d) => size % d === 0)
    const d = c.of(divisors)
    return reshape(x, c.of([[d, size / d], [size / d, d], [size], [1, size / d, 1, d]]))
  },
  (c, pool) => {
    const x = c.of(pool)
    if (x.shape.length > 3 || sizeOf(x.shape) > 5000) return undefined
    const at = c.next(x.shape.length + 1)
    const shape = [...x.shape]
    shape.splice(at, 0, 1 + c.next(4))
    return broadcastInDim(
      x,
      shape,
      x.shape.map((_, i) => (i < at ? i : i + 1)),
    )
  },
  (c, pool) => {
    const x = c.of(pool)
    return x.shape.length === 0 ? undefined : reverse(x, [c.next(x.shape.length)])
  },
  (c, pool) => {
    const x = c.of(pool)
    if (x.shape.length === 0) return undefined
    const start = x.shape.map((n) => c.next(n))
    const limit = x.shape.map((n, i) => start[i]! + 1 + c.next(n - start[i]!))
    const step = x.shape.map(() => 1 + c.next(2))
    return apply(slicing.slice, [x], { start, limit, step }) as Node
  },
  (c, pool) => {
    const x = c.of(floats(pool))
    if (sizeOf(x.shape) > 5000) return undefined
    return pad(x, 1.5, {
      low: x.shape.map((n) => (n > 1 ? c.next(4) - 1 : c.next(3))),
      high: x.shape.map(() => c.next(3)),
      interior: x.shape.map(() => c.next(2)),
    })
  },
  (c, pool) => {
    const x = c.of(pool)
    if (x.shape.length === 0 || sizeOf(x.shape) > 5000) return undefined
    return concatenate([x, c.of(sameAs(pool, x)), x], c.next(x.shape.length))
  },
  (c, pool) => {
    const x = c.of(floats(pool))
    if (x.shape.length === 0) return undefined
    const axes = x.shape.map((_, i) => i).filter(() => c.next(2) === 1)
    if (axes.length === 0) return undefined
    const mean = multiply(
      reshape(
        reshape(
          reduceSum(x, axes),
          [-1].map(() => sizeOf(x.shape) / sizeOf(axes.map((a) => x.shape[a]!))),
        ),
        x.shape.filter((_, i) => !axes.includes(i)),
      ),
      constant(
        1 / 16,
        x.dtype,
        x.shape.filter((_, i) => !axes.includes(i)),
      ),
    )
    const kept = x.shape.map((n, i) => (axes.includes(i) ? 1 : n))
    return c.next(2) ? mean : c.next(2) ? reshape(mean, kept) : reduceMax(x, axes)
  },
  // as softmax does: something reduced, and put back over its axes
  (c, pool) => {
    const x = c.of(floats(pool))
    if (x.shape.length === 0) return undefined
    const axis = c.next(x.shape.length)
    const kept = x.shape.map((_, i) => i).filter((i) => i !== axis)
    const e = exponential(subtract(x, broadcastInDim(reduceMax(x, [axis]), x.shape, kept)))
    return apply(elementwise.divide, [e, broadcastInDim(reduceSum(e, [axis]), x.shape, kept)], {}) as Node
  },
  (c, pool) => {
    const x = c.of(floats(pool))
    if (x.shape.length === 0) return undefined
    return convert(apply(reduction.argmax, [x], { axis: c.next(x.shape.length) }) as Node, x.dtype)
  },
  (c, pool) => {
    const x = c.of(floats(pool))
    if (x.shape.length === 0) return undefined
    return add(x, multiply(iota(x.dtype, x.shape, c.next(x.shape.length)), constant(0.125, x.dtype, x.shape)))
  },
  // a product, with the transposed or another operand
  (c, pool) => {
    const x = c.of(floats(pool))
    if (x.shape.length < 1) return undefined
    const axis = c.next(x.shape.length)
    const fitting = floats(pool).flatMap((y) =>
      y.shape.flatMap((n, i) => (n === x.shape[axis] && y.dtype === x.dtype ? [[y, i] as const] : [])),
    )
    const [y, other] = c.of(fitting)
    if (
      (sizeOf(x.shape) * sizeOf(y.shape)) / x.shape[axis]! ** 2 > 20_000 ||
      x.shape.length + y.shape.length > 6
    )
      return undefined
    return clamp(dotGeneral(x, y, { contract: [[axis], [other]], batch: [[], []] }))
  },
  (c, pool) => {
    const x = c.of(floats(pool))
    return x.shape.length === 0
      ? undefined
      : multiply(
          apply(cumulative.cumsum, [x], { axis: c.next(x.shape.length), reverse: c.next(2) === 1 }) as Node,
          constant(0.25, x.dtype, x.shape),
        )
  },
]

function convertLike(c: Choices, pool: readonly Node[]): Node {
  const x = c.of(floats(pool))
  return x
}
