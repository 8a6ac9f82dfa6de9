import type { Node } from '../../graph/node.ts'
import { stridesOf } from '../../graph/shape.ts'
import { reach } from '../../ops/windowGeometry.ts'
import type { WindowPlaces } from '../../ops/windowPlaces.ts'
import { KernelBuilder } from '../../wasm/kernel/builder.ts'
import { compileLoop } from '../../wasm/kernel/generate.ts'
import type { Site } from './block.ts'
import { fill } from './movement.ts'

/**
 * Windows that share no element: each element of the result is its window's update, or 0 where another one has the place.
 * The loop goes over windows and the elements in them, side by side where the last axis fills vectors.
 */
export function spread(node: Node, site: Site): boolean {
  const [updates, places] = node.inputs as [Node, Node]
  const { window, stride, low, dilation, extents } = node.params as WindowPlaces
  const targets = site.targets(node)
  const lead = node.shape.length - window.length
  const reaches = window.map((n, i) => reach(n, dilation[i]!))
  const counts = updates.shape.slice(lead)
  const covers = extents.every(
    (n, i) => low[i] === 0 && counts[i]! * stride[i]! === n && reaches[i] === stride[i],
  )
  const dense = targets.find(({ framed }) => !framed)
  if (!covers && dense) fill(site, node, dense.buffer, node.shape, 0)
  const k = new KernelBuilder(
    site.kernelName(node),
    [...updates.shape.slice(0, lead), ...counts.flatMap((n, i) => [n, reaches[i]!])].map((extent) => ({
      extent,
      reduced: false,
    })),
  )
  const outer = (strides: readonly number[]): number[] =>
    strides.flatMap((step, i) => (i < lead ? [step] : [step, 0]))
  const steps = stridesOf(node.shape)
  const int = (value: number): number => k.constant('int32', value)
  let at = int(low.reduce((sum, n, i) => sum - n * steps[lead + i]!, 0))
  const along = (axis: number, step: number): void => {
    at = k.apply('add', at, step === 1 ? k.iota(axis) : k.apply('multiply', k.iota(axis), int(step)))
  }
  window.forEach((_, i) => {
    along(lead + 2 * i, stride[i]! * steps[lead + i]!)
    along(lead + 2 * i + 1, steps[lead + i]!)
  })
  const place = k.input('int32', outer(stridesOf(places.shape)))
  const update = k.input(node.dtype, outer(stridesOf(updates.shape)))
  const value = k.apply('select', k.apply('eq', place, at), update, k.constant(node.dtype, 0))
  for (const { strides, offset } of targets)
    k.output(
      strides.flatMap((step, i) => (i < lead ? [step] : [step * stride[i - lead]!, step])),
      value,
      low.reduce((sum, n, i) => sum - n * strides[lead + i]!, offset),
    )
  site.add({
    kind: 'kernel',
    kernel: compileLoop(k.finish()),
    reads: [site.bufferOf(places), site.bufferOf(updates)],
    writes: targets.map(({ buffer }) => buffer),
    inPlace: [],
    nodes: [node],
  })
  return true
}
