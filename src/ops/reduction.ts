import { allocate, type DType, isFloat, type TypedArray } from '../graph/dtype.ts'
import { constant } from '../graph/leaves.ts'
import { apply, define, type Node } from '../graph/node.ts'
import { type Shape, shapeWithout, sizeOf } from '../graph/shape.ts'
import { divide, equal, indicator, multiply } from './arithmetic.ts'
import { batchAlong } from './batching.ts'
import { highest, lowest } from './extremes.ts'
import { concatenate, narrow, reduceSum, reshape, spread } from './movement.ts'
import { checkDomain, checkNotEmpty, type Domain, type Row } from './row.ts'
import { lines, strided, stridesWithout } from './strided.ts'

export interface Axes {
  readonly axes: readonly number[]
}
export interface Axis {
  readonly axis: number
}

function fold(
  x: TypedArray,
  shape: Shape,
  axes: readonly number[],
  start: number,
  f: (a: number, b: number) => number,
  out: TypedArray,
): void {
  out.fill(start)
  strided(shape, 0, stridesWithout(shape, axes), (place, offset, length, stride) => {
    for (let i = 0; i < length; i++, offset += stride) out[offset] = f(out[offset]!, x[place + i]!)
  })
}

interface Reduction {
  readonly start: (dtype: DType) => number
  readonly f: (a: number, b: number) => number
  /** What integers need instead, whose products are exact modulo 2^32 and no longer as float64. */
  readonly integer?: (a: number, b: number) => number
  readonly domain: Domain
}

/** The largest or smallest value shares its derivative evenly among ties. */
function shareTies(node: Node<Axes>, tangents: readonly (Node | undefined)[]): Node[] {
  const x = node.inputs[0]!
  const { axes } = node.params
  const mask = indicator(equal(x, spread(node as Node, x.shape, axes)), x.dtype)
  return [divide(reduceSum(multiply(mask, tangents[0]!), axes), reduceSum(mask, axes))]
}

function reduceRow({ start, f, integer = f, domain }: Reduction, rules: Partial<Row<Axes>>): Row<Axes> {
  const row: Row<Axes> = {
    infer([x], { axes }) {
      checkDomain(row.name!, domain, x!.dtype)
      return { dtype: x!.dtype, shape: shapeWithout(x!.shape, axes) }
    },
    evaluate([x], { params, inputs, shape, dtype }) {
      const single = dtype === 'float32'
      const out = allocate(single ? 'float64' : dtype, sizeOf(shape))
      fold(x!, inputs[0]!.shape, params.axes, start(dtype), isFloat(dtype) ? f : integer, out)
      return single ? Float32Array.from(out) : out
    },
    batch: ({ op, params }, [x]) => [apply(op, [x!], { axes: params.axes.map((axis) => axis + 1) }) as Node],
    ...rules,
  }
  return row
}

/** Halves until one is left, so the derivative of a product needs no division and zeros do no harm. */
function productByHalves(node: Node<Axes>): Node[] {
  let x = node.inputs[0]!
  for (const axis of node.params.axes) {
    if (x.shape[axis] === 0) x = constant(1, x.dtype, x.shape.with(axis, 1))
    while (x.shape[axis]! > 1) {
      const extent = x.shape[axis]!
      const half = extent >> 1
      const product = multiply(narrow(x, axis, 0, half), narrow(x, axis, half, half))
      x = extent % 2 ? concatenate([product, narrow(x, axis, extent - 1, 1)], axis) : product
    }
  }
  return [reshape(x, node.shape)]
}

function argRow(better: (a: number, b: number) => boolean): Row<Axis> {
  const row: Row<Axis> = {
    constant: true,
    infer([x], { axis }) {
      checkNotEmpty(row.name!, x!.type, axis)
      return { dtype: 'int32', shape: shapeWithout(x!.shape, [axis]) }
    },
    evaluate([x], { params, inputs, shape }) {
      const best = allocate('int32', sizeOf(shape))
      lines(inputs[0]!.shape, params.axis, (start, count, stride, line) => {
        let at = 0
        for (let i = 1; i < count; i++) {
          const a = x![start + i * stride]!
          const b = x![start + at * stride]!
          if (better(a, b) || (Number.isNaN(a) && !Number.isNaN(b))) at = i
        }
        best[line] = at
      })
      return best
    },
    batch: batchAlong,
  }
  return row
}

/** An extreme that is zero is 0, not -0, whatever the order. */
export const larger = (a: number, b: number): number => Math.max(a, b) + 0
export const smaller = (a: number, b: number): number => Math.min(a, b) + 0

/** Reductions over axes, which are dropped (reduce_sum stands beside its transpose in broadcasting.ts). */
export const reduction = define({
  reduce_prod: reduceRow(
    { start: () => 1, f: (a, b) => a * b, integer: Math.imul, domain: 'number' },
    { expand: productByHalves },
  ),
  reduce_max: reduceRow({ start: lowest, f: larger, domain: 'any' }, { jvp: shareTies }),
  reduce_min: reduceRow({ start: highest, f: smaller, domain: 'any' }, { jvp: shareTies }),
  reduce_and: reduceRow({ start: () => 1, f: (a, b) => a & b, domain: 'bool' }, { constant: true }),
  reduce_or: reduceRow({ start: () => 0, f: (a, b) => a | b, domain: 'bool' }, { constant: true }),

  /** The first place of the largest element; NaN counts as largest. */
  argmax: argRow((a, b) => a > b),
  argmin: argRow((a, b) => a < b),
})

export const reduceMax = (x: Node, axes: readonly number[]): Node =>
  axes.length === 0 ? x : (apply(reduction.reduce_max, [x], { axes }) as Node)
