import { kindOf } from '../graph/dtype.ts'
import { constant } from '../graph/leaves.ts'
import { apply, type Node, none } from '../graph/node.ts'
import { type Shape, sizeOf, stridesOf } from '../graph/shape.ts'
import { add, equal, less, like, maximum, minimum, multiply, or, select, zeros } from '../ops/arithmetic.ts'
import { elementwise } from '../ops/elementwise.ts'
import { gather, scatterAdd } from '../ops/indexing.ts'
import { inner, iota, reshape, sliced } from '../ops/movement.ts'
import { reach, type WindowReduction } from '../ops/windowGeometry.ts'
import { someEmpty, type WindowPlaces, windowPlaces } from '../ops/windowPlaces.ts'
import { windowReduction } from '../ops/windowReduction.ts'
import type { Expansion } from './expand.ts'

/** Most elements of a window that is written out element by element. */
const mostTaps = 16

/** Whether a window never leaves its operand, which has no holes. */
const staysInside = ({ low, high, baseDilation }: WindowReduction): boolean =>
  [...low, ...high].every((n) => n <= 0) && baseDilation.every((n) => n === 1)

/** Whether no element of the operand is in two windows, and all of them are in the operand. */
const isSpread = (params: WindowPlaces): boolean =>
  staysInside(params) &&
  params.stride.every((step, i) => step >= reach(params.window[i]!, params.dilation[i]!))

/** The elements under one tap of the window, over its places. */
interface Tap {
  readonly x: Node
  /** How far its place is from that of the first tap, row by row. */
  readonly from: number
}

/** Each tap as a slice of the operand; undefined where they are many, or meet padding. */
function tapsOf({ inputs: [x], params: given, shape }: Node): Tap[] | undefined {
  const params = given as WindowReduction
  const { window, stride, low, dilation } = params
  if (!staysInside(params) || sizeOf(window) > mostTaps || sizeOf(shape) === 0 || kindOf(x!.dtype) === 'bool')
    return undefined
  const lead = shape.length - window.length
  const steps = stridesOf(x!.shape.slice(lead))
  return Array.from({ length: sizeOf(window) }, (_, n) => {
    const tap = stridesOf(window).map((step, i) => (Math.floor(n / step) % window[i]!) * dilation[i]!)
    const start = shape.map((_, i) => (i < lead ? 0 : tap[i - lead]! - low[i - lead]!))
    const step = shape.map((_, i) => (i < lead ? 1 : stride[i - lead]!))
    const limit = shape.map((extent, i) => start[i]! + (extent - 1) * step[i]! + 1)
    return {
      x: sliced(x!, { start, limit, step }),
      from: inner(tap, steps),
    }
  })
}

/** A zero is 0, not -0. */
const withoutSign = (x: Node): Node =>
  isFloat(x) ? (apply(elementwise.add, [x, like(x, 0)], none) as Node) : x

/** A sum over few taps, one after the other. */
const sum: Expansion = (node) => {
  const taps = tapsOf(node)
  return taps && [withoutSign(taps.map(({ x }) => x).reduce(add))]
}

const differs = (a: Node, b: Node): Node => apply(elementwise.not_equal, [a, b], none) as Node
const isFloat = (x: Node): boolean => kindOf(x.dtype) === 'float'

/** The first tap that no other is larger than, or the first NaN: after each tap, the largest so far. */
function largestOf(taps: readonly Tap[]): Node[] {
  const found = [taps[0]!.x]
  for (const { x } of taps.slice(1)) {
    const best = found.at(-1)!
    const isLess = apply(elementwise.less_equal, [x, best], none) as Node
    const keep = isFloat(x) ? or(isLess, differs(best, best)) : isLess
    found.push(select(keep, best, x))
  }
  return found
}

const largest: Expansion = (node) => {
  const taps = tapsOf(node)
  return taps && [withoutSign(largestOf(taps).at(-1)!)]
}

/** Where the largest stands: told from the values, so that they and it are one kernel. */
const placeOfLargest: Expansion = (node) => {
  const taps = tapsOf(node)
  if (!taps) return undefined
  const int = (value: number): Node => constant(value, 'int32', node.shape)
  let found = int(taps[0]!.from)
  largestOf(taps).forEach((best, n, all) => {
    if (n === 0) return
    const before = all[n - 1]!
    const same = equal(before, best)
    const stays = isFloat(best) ? or(same, differs(before, before)) : same
    found = select(stays, found, int(taps[n]!.from))
  })
  return [add(firstPlaces(node.shape, node.inputs[0]!.shape, node.params as WindowReduction), found)]
}

/** Where the first tap stands in the operand's last axes, row by row. */
function firstPlaces(shape: Shape, operand: Shape, { window, stride, low }: WindowReduction): Node {
  const lead = shape.length - window.length
  const steps = stridesOf(operand.slice(lead))
  const int = (value: number): Node => constant(value, 'int32', shape)
  const start = low.reduce((sum, n, i) => sum - n * steps[i]!, 0)
  const moved = window.map((_, i) => multiply(iota('int32', shape, lead + i), int(stride[i]! * steps[i]!)))
  return (start === 0 ? moved : [int(start), ...moved]).reduce(add)
}

/** Operand and places as tables with one row an example. */
function flat(x: Node, places: Node, { window, extents }: WindowPlaces): readonly [Node, Node] {
  const lead = sizeOf(x.shape.slice(0, x.shape.length - window.length))
  const plane = sizeOf(extents)
  const at = reshape(places, [lead, places.shape.slice(-window.length).reduce((n, m) => n * m, 1), 1])
  return [
    reshape(x, [lead, sizeOf(x.shape) / Math.max(1, lead)]),
    minimum(maximum(at, like(at, 0)), like(at, plane - 1)),
  ]
}

/** 0 where no place was found. */
const whereFound = (x: Node, places: Node, params: WindowPlaces): Node =>
  someEmpty(params) ? select(less(places, like(places, 0)), like(x, 0), x) : x

const gathered: Expansion = (node) => {
  const [x, places] = node.inputs as [Node, Node]
  const params = node.params as WindowPlaces
  if (sizeOf(x.shape) === 0) return [zeros(node.dtype, node.shape)]
  const [table, at] = flat(x, places, params)
  return [whereFound(reshape(gather(table, at, { axes: [1], batch: 1 }), node.shape), places, params)]
}

const scattered: Expansion = (node) => {
  const [updates, places] = node.inputs as [Node, Node]
  const params = node.params as WindowPlaces
  if (sizeOf(node.shape) === 0 || sizeOf(updates.shape) === 0) return [zeros(node.dtype, node.shape)]
  if (isSpread(params)) return undefined
  const [table, at] = flat(whereFound(updates, places, params), places, params)
  const to = zeros(node.dtype, [table.shape[0]!, sizeOf(params.extents)])
  return [reshape(scatterAdd(to, table, at, { axes: [1], batch: 1 }), node.shape)]
}

/** Windows of few elements as slices of their operand, and what stands at places as tables. */
export const taps: readonly (readonly [object, Expansion])[] = [
  [windowReduction.reduce_window_sum, sum],
  [windowReduction.reduce_window_max, largest],
  [windowReduction.window_argmax, placeOfLargest],
  [windowPlaces.window_gather, gathered],
  [windowPlaces.window_scatter, scattered],
]
