import { allocate } from '../../graph/dtype.ts'
import type { Node } from '../../graph/node.ts'
import { sizeOf } from '../../graph/shape.ts'
import { compileRowFourier, rootsOf } from '../../wasm/rows/fourier.ts'
import { radicesOf } from '../fourier.ts'
import type { Site } from './block.ts'
import { Buffer } from './buffer.ts'
import { addKernel } from './stages.ts'

/** Transforms of [..., n, 2], whose roots of unity stand in a table. */
export function fft(node: Node, site: Site): boolean {
  const { shape } = node
  const dtype = node.dtype as 'float32' | 'float64'
  const out = site.fresh(node)
  if (sizeOf(shape) === 0) return true
  const length = shape.at(-2)!
  const sign = (node.params as { inverse: boolean }).inverse ? 1 : -1
  const radices = radicesOf(length)!
  const roots = rootsOf(radices, sign)
  const table = allocate(dtype, roots.length)
  roots.forEach((root, i) => {
    table[i] = root
  })
  const name = site.kernelName(node)
  addKernel(
    site,
    node,
    compileRowFourier({ name, dtype, rows: sizeOf(shape) / (2 * length), length, radices, sign }),
    [
      site.bufferOf(node.inputs[0]!),
      new Buffer({ dtype, shape: [roots.length] }, 'constant', `roots of unity of ${name}`, table),
    ],
    [out],
  )
  return true
}
