import type { Node } from '../../graph/node.ts'
import { type Shape, sizeOf, stridesOf } from '../../graph/shape.ts'
import { reach } from '../../ops/windowGeometry.ts'
import type { WindowPlaces } from '../../ops/windowPlaces.ts'
import { KernelBuilder, keptAxes } from '../../wasm/kernel/builder.ts'
import type { Site } from './block.ts'
import type { Target } from './buffer.ts'
import { fill } from './movement.ts'
import { addLoop } from './stages.ts'

/** Most elements of a window that are written side by side. */
const mostTaps = 16

/**
 * Windows that share no element: each element of the result is its window's update, or 0 where another one has the place.
 * Windows of two elements along the last axis lie across the lanes, and their elements are written in turn; others are gone
 * through element by element, side by side where the last axis fills vectors.
 */
export function spread(node: Node, site: Site): boolean {
  const motion = motionOf(node)
  const { reaches, stride, extents, counts } = motion
  const targets = site.targets(node)
  const covers = extents.every((n, i) => counts[i]! * stride[i]! === n && reaches[i] === stride[i])
  const dense = targets.find(({ framed }) => !framed)
  if (!covers && dense) fill(site, node, dense, node.shape, 0)
  const inTurn = reaches.at(-1) === 2 && stride.at(-1) === 2 && sizeOf(reaches) <= mostTaps
  const k = inTurn ? byWindows(node, motion, site, targets) : byElements(node, motion, site, targets)
  addLoop(
    site,
    node,
    k,
    [site.bufferOf(node.inputs[1]!), site.bufferOf(node.inputs[0]!)],
    inTurn
      ? targets.flatMap(({ buffer }) => Array.from({ length: sizeOf(reaches) }, () => buffer))
      : targets.map(({ buffer }) => buffer),
  )
  return true
}

interface Motion {
  readonly lead: number
  /** Windows along each axis, and elements from the first of one to its last. */
  readonly counts: Shape
  readonly reaches: readonly number[]
  readonly stride: readonly number[]
  readonly low: readonly number[]
  readonly extents: Shape
}

function motionOf({ shape, params, inputs }: Node): Motion {
  const { window, stride, low, dilation, extents } = params as WindowPlaces
  const lead = shape.length - window.length
  const reaches = window.map((n, i) => reach(n, dilation[i]!))
  return { lead, counts: inputs[0]!.shape.slice(lead), reaches, stride, low, extents }
}

const atFirst = ({ lead, low }: Motion, strides: readonly number[], offset = 0): number =>
  low.reduce((sum, n, i) => sum - n * strides[lead + i]!, offset)

/** A loop over windows, with an output for each of their elements. */
function byWindows(node: Node, motion: Motion, site: Site, targets: readonly Target[]): KernelBuilder {
  const [updates, places] = node.inputs as [Node, Node]
  const { lead, reaches, stride } = motion
  const k = new KernelBuilder(site.kernelName(node), keptAxes(updates.shape))
  const steps = stridesOf(node.shape)
  const first = k.place({
    offset: atFirst(motion, steps),
    terms: stride.map((n, i) => ({ axis: lead + i, step: n * steps[lead + i]! })),
  })
  const place = k.input('int32', stridesOf(places.shape))
  const update = k.input(node.dtype, stridesOf(updates.shape))
  const from = k.apply('subtract', place, first)
  const taps = Array.from({ length: sizeOf(reaches) }, (_, n) =>
    stridesOf(reaches).map((step, i) => Math.floor(n / step) % reaches[i]!),
  )
  const off = (tap: readonly number[], strides: readonly number[]): number =>
    tap.reduce((at, n, i) => at + n * strides[lead + i]!, 0)
  for (const { strides, offset } of targets) {
    const moved = strides.map((step, i) => (i < lead ? step : step * stride[i - lead]!))
    let before: number | undefined
    for (const tap of taps) {
      const here = k.apply('equal', from, k.constant('int32', off(tap, steps)))
      const value = k.apply('select', here, update, k.constant(node.dtype, 0))
      const at = atFirst(motion, strides, offset) + off(tap, strides)
      const output = k.output(moved, value, at, tap.at(-1) === 1 ? before : undefined)
      before = output
    }
  }
  return k
}

/** A loop over windows and the elements in them. */
function byElements(node: Node, motion: Motion, site: Site, targets: readonly Target[]): KernelBuilder {
  const [updates, places] = node.inputs as [Node, Node]
  const { lead, reaches, stride, counts } = motion
  const k = new KernelBuilder(
    site.kernelName(node),
    keptAxes([...updates.shape.slice(0, lead), ...counts.flatMap((n, i) => [n, reaches[i]!])]),
  )
  const outer = (strides: readonly number[]): number[] =>
    strides.flatMap((step, i) => (i < lead ? [step] : [step, 0]))
  const steps = stridesOf(node.shape)
  const at = k.place({
    offset: atFirst(motion, steps),
    terms: stride.flatMap((n, i) => [
      { axis: lead + 2 * i, step: n * steps[lead + i]! },
      { axis: lead + 2 * i + 1, step: steps[lead + i]! },
    ]),
  })
  const place = k.input('int32', outer(stridesOf(places.shape)))
  const update = k.input(node.dtype, outer(stridesOf(updates.shape)))
  const value = k.apply('select', k.apply('equal', place, at), update, k.constant(node.dtype, 0))
  for (const { strides, offset } of targets)
    k.output(
      strides.flatMap((step, i) => (i < lead ? [step] : [step * stride[i - lead]!, step])),
      value,
      atFirst(motion, strides, offset),
    )
  return k
}
