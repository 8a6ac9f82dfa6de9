import { allocate, type DType, isFloat } from '../graph/dtype.ts'
import { constant, constantValue } from '../graph/leaves.ts'
import { apply, define, type Node } from '../graph/node.ts'
import {
  checkShape,
  range,
  type Shape,
  ShapeError,
  sameShape,
  sizeOf,
  stridesOf,
  typeText,
} from '../graph/shape.ts'
import { add, multiply, subtract } from './arithmetic.ts'
import type { Row } from './row.ts'
import { readStrided, writeStrided } from './strided.ts'

const none: readonly number[] = []

/** Where an operand's axes go in the result; other axes of the result repeat it. */
export interface Broadcast {
  readonly shape: Shape
  readonly axes: readonly number[]
}
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

/** Rows that move elements and compute nothing; all are linear. */
export const movement = define({
  broadcast_in_dim: {
    linear: 'jointly',
    infer([x], { shape, axes }) {
      checkShape('broadcast_in_dim', shape)
      const fits =
        axes.length === x!.shape.length &&
        axes.every((axis, i) => axis < shape.length && (i === 0 || axis > axes[i - 1]!)) &&
        x!.shape.every((extent, i) => extent === shape[axes[i]!] || extent === 1)
      if (!fits)
        throw new ShapeError(
          'broadcast_in_dim',
          [x!.shape, shape],
          `${typeText(x!.type)} to [${shape.join(',')}] along axes [${axes.join(',')}]: each axis of the operand must map to ` +
            'an increasing axis of the result with the same extent, or have extent 1.',
        )
      return { dtype: x!.dtype, shape }
    },
    evaluate([x], { params, inputs, dtype }) {
      const from = inputs[0]!.shape
      const steps = stridesOf(from)
      const strides = params.shape.map(() => 0)
      params.axes.forEach((axis, i) => {
        strides[axis] = from[i] === 1 ? 0 : steps[i]!
      })
      return readStrided(x!, params.shape, 0, strides, allocate(dtype, sizeOf(params.shape)))
    },
    transpose({ inputs: [x], params }, cotangent) {
      const repeated = range(params.shape.length).filter((axis) => {
        const i = params.axes.indexOf(axis)
        return i < 0 || (x!.shape[i] === 1 && params.shape[axis] !== 1)
      })
      return reshape(reduceSum(cotangent, repeated), x!.shape)
    },
    batch: ({ params }, [x], _, size) => [
      broadcastInDim(x!, [size, ...params.shape], [0, ...params.axes.map((axis) => axis + 1)]),
    ],
  } as Row<Broadcast>,

  reshape: {
    linear: 'jointly',
    infer([x], { shape }) {
      checkShape('reshape', shape)
      if (sizeOf(shape) !== sizeOf(x!.shape))
        throw new ShapeError(
          'reshape',
          [x!.shape, shape],
          `${typeText(x!.type)} has ${sizeOf(x!.shape)} elements, [${shape.join(',')}] has ${sizeOf(shape)}: they must be equal.`,
        )
      return { dtype: x!.dtype, shape }
    },
    evaluate: ([x]) => x!,
    transpose: ({ inputs: [x] }, cotangent) => reshape(cotangent, x!.shape),
    batch: ({ params }, [x], _, size) => [reshape(x!, [size, ...params.shape])],
  } as Row<{ shape: Shape }>,

  transpose: {
    linear: 'jointly',
    infer([x], { permutation }) {
      const rank = x!.shape.length
      if (
        permutation.length !== rank ||
        new Set(permutation).size !== rank ||
        permutation.some((a) => !(a in x!.shape))
      )
        throw new ShapeError(
          'transpose',
          [x!.shape],
          `permutation [${permutation.join(',')}] of ${typeText(x!.type)}: it must name each of the ${rank} axes once.`,
        )
      return { dtype: x!.dtype, shape: permutation.map((axis) => x!.shape[axis]!) }
    },
    evaluate([x], { params, inputs, shape, dtype }) {
      const steps = stridesOf(inputs[0]!.shape)
      const strides = params.permutation.map((axis) => steps[axis]!)
      return readStrided(x!, shape, 0, strides, allocate(dtype, x!.length))
    },
    transpose: ({ params }, cotangent) => permute(cotangent, inverse(params.permutation)),
    batch: ({ params }, [x]) => [permute(x!, [0, ...params.permutation.map((axis) => axis + 1)])],
  } as Row<{ permutation: readonly number[] }>,

  reverse: {
    linear: 'jointly',
    infer: ([x]) => x!.type,
    evaluate([x], { params, shape, dtype }) {
      const strides = stridesOf(shape)
      let start = 0
      for (const axis of params.axes) {
        start += (shape[axis]! - 1) * strides[axis]!
        strides[axis] = -strides[axis]!
      }
      return readStrided(x!, shape, start, strides, allocate(dtype, x!.length))
    },
    transpose: ({ params }, cotangent) => reverse(cotangent, params.axes),
    batch: ({ params }, [x]) => [
      reverse(
        x!,
        params.axes.map((axis) => axis + 1),
      ),
    ],
  } as Row<{ axes: readonly number[] }>,

  slice: {
    linear: 'jointly',
    masks: true,
    infer([x], { start, limit, step }) {
      const valid =
        start.length === x!.shape.length &&
        x!.shape.every((n, i) => start[i]! >= 0 && start[i]! <= limit[i]! && limit[i]! <= n && step[i]! >= 1)
      if (!valid)
        throw new ShapeError(
          'slice',
          [x!.shape],
          `${typeText(x!.type)} from [${start.join(',')}] to [${limit.join(',')}] by [${step.join(',')}]: every axis needs ` +
            '0 <= start <= limit <= extent and step >= 1.',
        )
      return { dtype: x!.dtype, shape: start.map((s, i) => Math.ceil((limit[i]! - s) / step[i]!)) }
    },
    evaluate([x], { params, inputs, shape, dtype }) {
      const steps = stridesOf(inputs[0]!.shape)
      const offset = params.start.reduce((sum, s, i) => sum + s * steps[i]!, 0)
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
      apply(movement.slice, [x!], {
        start: [0, ...params.start],
        limit: [size, ...params.limit],
        step: [1, ...params.step],
      }) as Node,
    ],
  } as Row<Slice>,

  pad: {
    linear: 'jointly',
    infer([x, value], { low, high, interior }) {
      const shape = x!.shape.map((n, i) => low[i]! + high[i]! + n + Math.max(0, n - 1) * interior[i]!)
      if (low.length !== x!.shape.length || shape.some((n) => n < 0) || interior.some((n) => n < 0))
        throw new ShapeError(
          'pad',
          [x!.shape],
          `${typeText(x!.type)} by low [${low.join(',')}], high [${high.join(',')}], interior [${interior.join(',')}]: one number an ` +
            'axis, no interior below 0, and no axis may shrink below 0.',
        )
      if (value!.shape.length !== 0 || value!.dtype !== x!.dtype)
        throw new ShapeError(
          'pad',
          [value!.shape],
          `the padding value must be a scalar of dtype ${x!.dtype}.`,
        )
      return { dtype: x!.dtype, shape }
    },
    evaluate([x, value], { params, inputs, shape, dtype }) {
      const out = allocate(dtype, sizeOf(shape)).fill(value![0]!)
      const from = inputs[0]!.shape
      const steps = stridesOf(shape)
      const strides = steps.map((stride, i) => stride * (params.interior[i]! + 1))
      if (params.low.every((n) => n >= 0) && params.high.every((n) => n >= 0)) {
        const start = params.low.reduce((sum, n, i) => sum + n * steps[i]!, 0)
        return writeStrided(x!, from, start, strides, out)
      }
      // Cropping: keep the part of the operand that lands inside.
      const gaps = params.interior.map((n) => n + 1)
      const first = params.low.map((n, i) => Math.max(0, Math.ceil(-n / gaps[i]!)))
      const end = from.map((n, i) => Math.min(n, Math.floor((shape[i]! - 1 - params.low[i]!) / gaps[i]!) + 1))
      const kept = first.map((f, i) => Math.max(0, end[i]! - f))
      const source = stridesOf(from)
      const part = readStrided(
        x!,
        kept,
        first.reduce((sum, f, i) => sum + f * source[i]!, 0),
        source,
        allocate(dtype, sizeOf(kept)),
      )
      const start = first.reduce((sum, f, i) => sum + (params.low[i]! + f * gaps[i]!) * steps[i]!, 0)
      return writeStrided(part, kept, start, strides, out)
    },
    transpose({ inputs: [x], params }, cotangent, argument) {
      const { low, high, interior } = params
      const negated = pad(cotangent, 0, {
        low: low.map((n) => -n),
        high: high.map((n) => -n),
        interior: low.map(() => 0),
      })
      const inside = sliceBy(negated, interior)
      if (argument === 0) return inside
      return subtractSums(cotangent, reshape(reduceSum(inside, range(x!.shape.length)), []))
    },
    batch({ params }, [x, value], [batchedX, batchedValue], size) {
      const grow = { low: [0, ...params.low], high: [0, ...params.high], interior: [0, ...params.interior] }
      const whole = batchedX ? x! : broadcastLeading(x!, size)
      if (!batchedValue) return [apply(movement.pad, [whole, value!], grow) as Node]
      // Each example has a padding value of its own: pad with zeros, and add the value outside.
      const inside = pad(whole, 0, grow)
      const mask = pad(constant(1, whole.dtype, whole.shape), 0, grow)
      return [blend(mask, inside, broadcastInDim(value!, inside.shape, [0]))]
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
            `operands are ${inputs.map((input) => typeText(input.type)).join(', ')}: apart from axis ${axis} their shapes must be equal.`,
          )
        extent += shape[axis]!
      }
      return { dtype: first.dtype, shape: first.shape.map((n, i) => (i === axis ? extent : n)) }
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
    batch: ({ params }, inputs, batched, size) => [
      concatenate(
        inputs.map((input, i) => (batched[i] ? input : broadcastLeading(input, size))),
        params.axis + 1,
      ),
    ],
  } as Row<{ axis: number }>,

  /** 0, 1, 2, ... along one axis. */
  iota: {
    constant: true,
    infer: (_, type) => ({ dtype: type.dtype, shape: type.shape }),
    evaluate(_, { params, shape, dtype }) {
      const counts = Float64Array.from(range(shape[params.axis]!))
      const strides = shape.map((__, i) => (i === params.axis ? 1 : 0))
      return readStrided(counts as never, shape, 0, strides, allocate(dtype, sizeOf(shape)))
    },
  } as Row<{ dtype: DType; shape: Shape; axis: number }>,

  /** Sums over axes, which are dropped. */
  reduce_sum: {
    linear: 'jointly',
    infer: ([x], { axes }) => ({
      dtype: x!.dtype,
      shape: x!.shape.filter((_, axis) => !axes.includes(axis)),
    }),
    evaluate([x], { params, inputs, shape, dtype }) {
      const from = inputs[0]!.shape
      const steps = stridesOf(shape)
      let kept = 0
      const strides = from.map((_, axis) => (params.axes.includes(axis) ? 0 : steps[kept++]!))
      const sums = isFloat(dtype) ? new Float64Array(sizeOf(shape)) : allocate(dtype, sizeOf(shape))
      sumStrided(x as Float64Array, from, strides, sums as Float64Array)
      return dtype === 'float32' ? Float32Array.from(sums) : sums
    },
    transpose({ inputs: [x], params }, cotangent) {
      const kept = range(x!.shape.length).filter((axis) => !params.axes.includes(axis))
      return broadcastInDim(cotangent, x!.shape, kept)
    },
    batch: ({ params }, [x]) => [
      reduceSum(
        x!,
        params.axes.map((axis) => axis + 1),
      ),
    ],
  } as Row<{ axes: readonly number[] }>,
})

function sumStrided(x: Float64Array, shape: Shape, strides: readonly number[], out: Float64Array): void {
  const last = shape.length - 1
  if (last < 0) {
    out[0] = x[0]!
    return
  }
  const length = shape[last]!
  const stride = strides[last]!
  const index = new Array<number>(last).fill(0)
  let offset = 0
  for (let place = 0; place < x.length; place += length) {
    if (stride === 0) {
      let sum = 0
      for (let i = place; i < place + length; i++) sum += x[i]!
      out[offset]! += sum
    } else for (let i = 0; i < length; i++) out[offset + i]! += x[place + i]!
    for (let axis = last - 1; axis >= 0; axis--) {
      offset += strides[axis]!
      if (++index[axis]! < shape[axis]!) break
      offset -= strides[axis]! * shape[axis]!
      index[axis] = 0
    }
  }
}

const inverse = (permutation: readonly number[]): number[] => {
  const result = new Array<number>(permutation.length)
  permutation.forEach((axis, i) => {
    result[axis] = i
  })
  return result
}

/** Every (gap + 1)-th element along each axis. */
function sliceBy(x: Node, gaps: readonly number[]): Node {
  if (gaps.every((gap) => gap === 0)) return x
  return apply(movement.slice, [x], {
    start: x.shape.map(() => 0),
    limit: x.shape,
    step: gaps.map((gap) => gap + 1),
  }) as Node
}

/** The sum of the cotangent outside: all of it less what fell inside. */
function subtractSums(cotangent: Node, inside: Node): Node {
  const total = reduceSum(cotangent, range(cotangent.shape.length))
  return subtract(total, inside)
}

const blend = (mask: Node, inside: Node, outside: Node): Node =>
  add(inside, multiply(subtract(constant(1, mask.dtype, mask.shape), mask), outside))

export function broadcastInDim(x: Node, shape: Shape, axes: readonly number[]): Node {
  const value = constantValue(x)
  if (value !== undefined) return constant(value, x.dtype, shape)
  if (sameShape(x.shape, shape)) return x
  return apply(movement.broadcast_in_dim, [x], { shape, axes }) as Node
}

/** Repeats `x` along a new first axis. */
export const broadcastLeading = (x: Node, size: number): Node =>
  broadcastInDim(x, [size, ...x.shape], range(x.shape.length, 1))

/** Aligned at the last axis, as NumPy broadcasts. */
export const broadcastTo = (x: Node, shape: Shape): Node =>
  broadcastInDim(x, shape, range(x.shape.length, shape.length - x.shape.length))

export function reshape(x: Node, shape: Shape): Node {
  if (sameShape(x.shape, shape)) return x
  const value = constantValue(x)
  if (value !== undefined && sizeOf(shape) === sizeOf(x.shape)) return constant(value, x.dtype, shape)
  return apply(movement.reshape, [x], { shape }) as Node
}

export const permute = (x: Node, permutation: readonly number[]): Node =>
  permutation.every((axis, i) => axis === i) ? x : (apply(movement.transpose, [x], { permutation }) as Node)

export const reverse = (x: Node, axes: readonly number[]): Node =>
  axes.length === 0 ? x : (apply(movement.reverse, [x], { axes }) as Node)

export const pad = (x: Node, value: number, padding: Padding): Node =>
  [padding.low, padding.high, padding.interior].every((list) => list.every((n) => n === 0))
    ? x
    : (apply(movement.pad, [x, constant(value, x.dtype)], padding) as Node)

/** `count` elements from `start` along one axis. */
export function narrow(x: Node, axis: number, start: number, count: number): Node {
  if (start === 0 && count === x.shape[axis]) return x
  return apply(movement.slice, [x], {
    start: x.shape.map((_, i) => (i === axis ? start : 0)),
    limit: x.shape.map((n, i) => (i === axis ? start + count : n)),
    step: x.shape.map(() => 1),
  }) as Node
}

export const concatenate = (parts: readonly Node[], axis: number): Node =>
  parts.length === 1 ? parts[0]! : (apply(movement.concatenate, parts, { axis }) as Node)

export const reduceSum = (x: Node, axes: readonly number[]): Node =>
  axes.length === 0 ? x : (apply(movement.reduce_sum, [x], { axes }) as Node)

export const iota = (dtype: DType, shape: Shape, axis: number): Node =>
  apply(movement.iota, none as never, { dtype, shape, axis }) as Node

/** Moves one axis to another place; the others keep their order. */
export function moveAxis(x: Node, from: number, to: number): Node {
  const order = range(x.shape.length).filter((axis) => axis !== from)
  order.splice(to, 0, from)
  return permute(x, order)
}
