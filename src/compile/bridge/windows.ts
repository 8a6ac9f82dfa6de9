import type { Node } from '../../graph/node.ts'
import { type Shape, stridesOf } from '../../graph/shape.ts'
import { type WindowReduction, windowReduction } from '../../ops/windowReduction.ts'
import { KernelBuilder, keptAxes } from '../../wasm/kernel/builder.ts'
import { type ElementType, noPosition, type Reduction } from '../../wasm/kernel/ir.ts'
import { lowest } from '../../wasm/kernel/reductions.ts'
import type { Site } from './block.ts'
import { imageOffset, imagePadding, paddedImage } from './padding.ts'
import { addLoop } from './stages.ts'

const kinds = new Map<object, readonly [Reduction, outside: Readonly<Record<ElementType, number>>]>([
  [windowReduction.reduce_window_sum, ['sum', { float32: 0, float64: 0, int32: 0, uint32: 0, bool: 0 }]],
  [windowReduction.reduce_window_max, ['max', lowest]],
  [windowReduction.window_argmax, ['argmax', lowest]],
])

/** A reduction over the elements under a window: a loop over its places, and inside over its own axes. */
export function windowed(node: Node, site: Site): boolean {
  const x = node.inputs[0]!
  const params = node.params as WindowReduction
  const { window, stride, dilation } = params
  const [kind, outside] = kinds.get(node.op)!
  const out = site.fresh(node)
  if (node.shape.includes(0)) return true
  const padding = imagePadding(x.shape, params)
  const from = padding ? paddedImage(node, site, padding, outside[x.dtype]) : site.bufferOf(x)
  const strides = stridesOf(padding?.shape ?? x.shape)
  const leading = node.shape.length - window.length
  const k = new KernelBuilder(site.kernelName(node), [
    ...keptAxes(node.shape),
    ...window.map((extent) => ({ extent, reduced: true })),
  ])
  const value = k.input(
    x.dtype,
    [
      ...strides.map((n, i) => (i < leading ? n : n * stride[i - leading]!)),
      ...window.map((_, i) => dilation[i]! * strides[leading + i]!),
    ],
    imageOffset(strides, params),
  )
  const none = window.map(() => 0)
  if (kind !== 'argmax') k.output([...stridesOf(node.shape), ...none], k.reduce(kind, value))
  else {
    const place = placeInImage(k, x.shape.slice(leading), leading, params, padding !== undefined)
    const found = k.reduce(kind, value, place)
    const nothing = k.constant('int32', noPosition)
    const answer = padding
      ? k.apply('select', k.apply('equal', found, nothing), k.constant('int32', -1), found)
      : found
    k.output([...stridesOf(node.shape), ...none], answer)
  }
  addLoop(site, node, k, [from], [out])
  return true
}

/** Where the element under the window stands in the operand's last axes, row-major; `noPosition` where it is padding. */
function placeInImage(
  k: KernelBuilder,
  extents: Shape,
  leading: number,
  { stride, dilation, low, baseDilation }: WindowReduction,
  padded: boolean,
): number {
  const int = (value: number): number => k.constant('int32', value)
  const steps = stridesOf(extents)
  let place = int(0)
  let inside: number | undefined
  const require = (condition: number): void => {
    inside = inside === undefined ? condition : k.apply('and', inside, condition)
  }
  extents.forEach((extent, i) => {
    const base = baseDilation[i]!
    const start = k.apply('multiply', k.iota(leading + i), int(stride[i]!))
    const along = k.apply('multiply', k.iota(leading + extents.length + i), int(dilation[i]!))
    const at = k.apply('subtract', k.apply('add', start, along), int(low[i]!))
    const element = base === 1 ? at : k.apply('divide', at, int(base))
    place = k.apply('add', place, k.apply('multiply', element, int(steps[i]!)))
    if (!padded) return
    require(k.apply('greater_equal', at, int(0)))
    require(k.apply('less', element, int(extent)))
    if (base > 1) require(k.apply('equal', k.apply('remainder', at, int(base)), int(0)))
  })
  return inside === undefined ? place : k.apply('select', inside, place, int(noPosition))
}
