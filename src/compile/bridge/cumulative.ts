import { stridesOf } from '../../graph/shape.ts'
import type { Cumulative } from '../../ops/cumulative.ts'
import { KernelBuilder } from '../../wasm/kernel/builder.ts'
import type { Reduction } from '../../wasm/kernel/ir.ts'
import type { Template } from './block.ts'
import { addLoop } from './stages.ts'

/** Running reductions; those of float32 that round are carried in float64. */
export const running =
  (kind: Reduction): Template =>
  (node, site) => {
    const { axis, reverse } = node.params as Cumulative
    const { shape, dtype } = node
    const out = site.fresh(node)
    if (shape.includes(0)) return true
    const strides = stridesOf(shape)
    const offset = reverse ? (shape[axis]! - 1) * strides[axis]! : 0
    if (reverse) strides[axis] = -strides[axis]!
    const k = new KernelBuilder(
      site.kernelName(node),
      shape.map((extent, i) => ({ extent, reduced: i === axis })),
    )
    const wide = dtype === 'float32' && kind !== 'max' && kind !== 'min'
    const [x, ...factor] = node.inputs.map(() => {
      const element = k.input(dtype, strides, offset)
      return wide ? k.apply('to_float64', element) : element
    })
    const total = k.running(kind, x!, ...factor)
    k.output(strides, wide ? k.apply('to_float32', total) : total, offset)
    addLoop(site, node, k, node.inputs.map(site.bufferOf, site), [out], [[0, 0]])
    return true
  }
