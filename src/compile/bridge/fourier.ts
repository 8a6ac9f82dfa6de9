import { allocate } from '../../graph/dtype.ts'
import { constantValue } from '../../graph/leaves.ts'
import type { Node } from '../../graph/node.ts'
import { sizeOf } from '../../graph/shape.ts'
import { rootOf, type Transform } from '../../ops/fft.ts'
import { compileFourier, rootsOf } from '../../wasm/rows/fourier.ts'
import { radicesOf } from '../fourier.ts'
import type { Site } from './block.ts'
import { Buffer } from './buffer.ts'
import { addKernel } from './stages.ts'

/** Transforms along an axis, whose roots of unity stand in a table. */
export function fft(node: Node, site: Site): boolean {
  const { axis, inverse, scale } = node.params as Transform
  const [re, im] = node.inputs as [Node, Node]
  const { shape } = re
  const dtype = re.dtype as 'float32' | 'float64'
  const out = [site.fresh(node, 0), site.fresh(node, 1)]
  if (sizeOf(shape) === 0) return true
  const [outer, length, inner] = [sizeOf(shape.slice(0, axis)), shape[axis]!, sizeOf(shape.slice(axis + 1))]
  const sign = inverse ? 1 : -1
  const radices = radicesOf(length, dtype)!
  const table = rootsOf(radices, inner === 1, (p, n) => rootOf(sign * p, n))
  const name = site.kernelName(node)
  const real = constantValue(im) === 0
  const kernel = compileFourier({ name, dtype, outer, length, inner, radices, sign, scale, real })
  const held = allocate(dtype, table.length)
  held.set(table)
  const constant = new Buffer({ dtype, shape: [table.length] }, 'constant', `roots of unity of ${name}`, held)
  const parts = real ? [re] : [re, im]
  addKernel(site, node, kernel, [constant, ...parts.map((part) => site.bufferOf(part))], out)
  return true
}
