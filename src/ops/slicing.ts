import { allocate } from '../graph/dtype.ts'
import { constant, within } from '../graph/leaves.ts'
import { apply, define, type Node } from '../graph/node.ts'
import { range, type Shape, ShapeError, sizeOf, stridesOf } from '../graph/shape.ts'
import { like, not, select } from './arithmetic.ts'
import { batchAlong } from './batching.ts'
import { broadcastInDim, broadcastLeading, reduceSum } from './broadcasting.ts'
import { demand, type Row } from './row.ts'
import { readStrided, writeStrided } from './strided.ts'

/** Padding before and after each axis; negative numbers crop. `interior` zeros go between neighbours. */
export interface Padding {
  readonly low: readonly number[]
  readonly high: readonly number[]
  readonly interior: readonly number[]
}
export interface Slice {
  readonly start: readonly number[]
  readonly limit: readonly number[]
  readonly step: readonly number[]
}

/** Rows that cut parts out of arrays, and that put arrays into larger ones. */
export const slicing = define({
  slice: {
    linear: 'jointly',
    masks: true,
    infer([x], params) {
      const { start, limit, step } = params
      demand(
        start.length === x!.shape.length &&
          x!.shape.every(
            (n, i) => start[i]! >= 0 && start[i]! <= limit[i]! && limit[i]! <= n && step[i]! >= 1,
          ),
        'slice',
        [x!],
        params,
        'every axis needs 0 <= start <= limit <= extent and step >= 1',
      )
      return { dtype: x!.dtype, shape: start.map((s, i) => Math.ceil((limit[i]! - s) / step[i]!)) }
    },
    evaluate([x], { params, inputs, shape, dtype }) {
      const steps = stridesOf(inputs[0]!.shape)
      const offset = inner(params.start, steps)
      const strides = steps.map((stride, i) => stride * params.step[i]!)
      return readStrided(x!, shape, offset, strides, allocate(dtype, sizeOf(shape)))
    },
    transpose({ inputs: [x], params, shape }, cotangent) {
      const high = x!.shape.map((n, i) => {
        const count = shape[i]!
        const reached = count === 0 ? params.start[i]! : params.start[i]! + (count - 1) * params.step[i]! + 1
        return n - reached
      })
      return pad(cotangent, 0, { low: params.start, high, interior: params.step.map((s) => s - 1) })
    },
    batch: ({ params }, [x], _, size) => [
      sliced(x!, {
        start: [0, ...params.start],
        limit: [size, ...params.limit],
        step: [1, ...params.step],
      }),
    ],
  } as Row<Slice>,

  pad: {
    linear: 'jointly',
    infer([x, value], params) {
      const { low, high, interior } = params
      const shape = x!.shape.map((n, i) => low[i]! + high[i]! + n + Math.max(0, n - 1) * interior[i]!)
      demand(
        low.length === x!.shape.length &&
          [...shape, ...interior].every((n) => n >= 0) &&
          value!.shape.length === 0 &&
          value!.dtype === x!.dtype,
        'pad',
        [x!, value!],
        params,
        'it takes one number an axis, a scalar of the same dtype, and no extent or interior below 0',
      )
      return { dtype: x!.dtype, shape }
    },
    evaluate([x, value], { params, inputs, shape, dtype }) {
      const out = allocate(dtype, sizeOf(shape)).fill(value![0]!)
      const before = inputs[0]!.shape
      const { from, count, to } = landing(before, shape, params)
      const source = stridesOf(before)
      const part = count.every((n, i) => n === before[i])
        ? x!
        : readStrided(x!, count, inner(from, source), source, allocate(dtype, sizeOf(count)))
      const steps = stridesOf(shape)
      const strides = steps.map((stride, i) => stride * (params.interior[i]! + 1))
      return writeStrided(part, count, inner(to, steps), strides, out)
    },
    transpose({ inputs: [x], params }, cotangent, argument) {
      if (argument === 0) {
        const { low, high, interior } = params
        const cropped = pad(cotangent, 0, {
          low: low.map((n) => -n),
          high: high.map((n) => -n),
          interior: low.map(() => 0),
        })
        return sliceBy(cropped, interior)
      }
      const outside = select(outsideOf(x!, params), cotangent, like(cotangent, 0))
      return reduceSum(outside, range(outside.shape.length))
    },
    batch({ params }, [x, value], [batchedX, batchedValue], size) {
      const grow = { low: [0, ...params.low], high: [0, ...params.high], interior: [0, ...params.interior] }
      const whole = batchedX ? x! : broadcastLeading(x!, size)
      if (!batchedValue) return [apply(slicing.pad, [whole, value!], grow) as Node]
      // Each example has a padding value of its own.
      const padded = pad(whole, 0, grow)
      return [select(outsideOf(whole, grow), broadcastInDim(value!, padded.shape, [0]), padded)]
    },
  } as Row<Padding>,

  concatenate: {
    linear: 'jointly',
    infer(inputs, { axis }) {
      const first = inputs[0]!
      let extent = 0
      for (const { shape, dtype } of inputs) {
        const fits =
          shape.length === first.shape.length &&
          dtype === first.dtype &&
          shape.every((n, i) => i === axis || n === first.shape[i])
        if (!fits)
          throw new ShapeError(
            'concatenate',
            inputs.map((input) => input.shape),
            `operands are ${inputs.join(', ')}: apart from axis ${axis} their shapes must be equal.`,
          )
        extent += shape[axis]!
      }
      return { dtype: first.dtype, shape: first.shape.with(axis, extent) }
    },
    evaluate(arrays, { params, inputs, shape, dtype }) {
      const out = allocate(dtype, sizeOf(shape))
      const steps = stridesOf(shape)
      let start = 0
      arrays.forEach((array, i) => {
        writeStrided(array, inputs[i]!.shape, start * steps[params.axis]!, steps, out)
        start += inputs[i]!.shape[params.axis]!
      })
      return out
    },
    transpose({ inputs, params }, cotangent, argument) {
      let start = 0
      for (let i = 0; i < argument; i++) start += inputs[i]!.shape[params.axis]!
      return narrow(cotangent, params.axis, start, inputs[argument]!.shape[params.axis]!)
    },
    batch: batchAlong,
  } as Row<{ axis: number }>,
})

/** The part of an operand that is inside when it is padded or cropped. */
export interface Landing {
  /** Its first element along each axis, how many there are, and where the first one comes to stand. */
  readonly from: readonly number[]
  readonly count: readonly number[]
  readonly to: readonly number[]
}

/** What is left of an operand of shape `before` when padding (or cropping) it gives `after`. */
export function landing(before: Shape, after: Shape, { low, interior }: Padding): Landing {
  const gaps = interior.map((n) => n + 1)
  const from = low.map((n, i) => Math.max(0, Math.ceil(-n / gaps[i]!)))
  const end = before.map((n, i) => Math.min(n, Math.floor((after[i]! - 1 - low[i]!) / gaps[i]!) + 1))
  return {
    from,
    count: from.map((first, i) => Math.max(0, end[i]! - first)),
    to: from.map((first, i) => low[i]! + first * gaps[i]!),
  }
}

/** The inner product: where places stand in memory by strides. */
export const inner = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, n, i) => sum + n * b[i]!, 0)

/** Every (gap + 1)-th element along each axis. */
const sliceBy = (x: Node, gaps: readonly number[]): Node =>
  sliced(x, { start: x.shape.map(() => 0), limit: x.shape, step: gaps.map((gap) => gap + 1) })

/** Where the padded tensor is padding. */
const outsideOf = (x: Node, padding: Padding): Node => not(pad(constant(1, 'bool', x.shape), 0, padding))

export function pad(x: Node, value: number, padding: Padding): Node {
  const { low, high, interior } = padding
  const onlyCrops = x.shape.every(
    (n, i) => low[i]! <= 0 && high[i]! <= 0 && interior[i] === 0 && n + low[i]! + high[i]! >= 0,
  )
  if (onlyCrops)
    return sliced(x, {
      start: low.map((n) => -n),
      limit: x.shape.map((n, i) => n + high[i]!),
      step: x.shape.map(() => 1),
    })
  return apply(slicing.pad, [x, constant(value, x.dtype)], padding) as Node
}

/** x with so many more elements before and after along an axis (fewer, where a number is below 0), which are `value`. */
export function grown(x: Node, axis: number, before: number, after: number, value = 0): Node {
  const none = x.shape.map(() => 0)
  return pad(x, value, { low: none.with(axis, before), high: none.with(axis, after), interior: none })
}

/** Every `step`-th element from `start` to before `limit`, along each axis. */
export function sliced(x: Node, params: Slice): Node {
  const { start, limit, step } = params
  if (x.shape.every((extent, i) => start[i] === 0 && limit[i] === extent && step[i] === 1)) return x
  const node = apply(slicing.slice, [x], params) as Node
  // they stand in a row if all axes are whole behind the first of which there is more than one place
  const first = node.shape.findIndex((count) => count !== 1)
  const inARow = node.shape.every(
    (count, i) => i < first || first < 0 || (i === first ? step[i] === 1 : count === x.shape[i]),
  )
  return inARow ? within(node, inner(start, stridesOf(x.shape))) : node
}

/** `count` elements from `start` along one axis. */
export const narrow = (x: Node, axis: number, start: number, count: number): Node =>
  sliced(x, {
    start: x.shape.map(() => 0).with(axis, start),
    limit: x.shape.with(axis, start + count),
    step: x.shape.map(() => 1),
  })

export const concatenate = (parts: readonly Node[], axis: number): Node =>
  parts.length === 1 ? parts[0]! : (apply(slicing.concatenate, parts, { axis }) as Node)
