import type { Node } from '../../graph/node.ts'
import { typeText } from '../../graph/shape.ts'
import { compileContraction } from '../../wasm/gemm/contraction.ts'
import type { Epilogue } from '../../wasm/gemm/plan.ts'
import type { Site } from './block.ts'
import { Buffer } from './buffer.ts'
import { padElements } from './movement.ts'
import { contractionOf, isProduct, paddedImage, plainEpilogue } from './product.ts'
import type { KernelStep } from './step.ts'

/** A matrix product or a convolution, with what is done to each element before it is stored. */
export function productStep(
  node: Node,
  site: Site,
  name: string,
  epilogue: Epilogue,
  rest: Pick<KernelStep, 'reads' | 'writes' | 'inPlace' | 'nodes'>,
): void {
  const [a, b] = node.inputs as [Node, Node]
  site.add({
    kind: 'kernel',
    kernel: compileContraction(contractionOf(node, name, epilogue)),
    ...rest,
    reads: [image(node, site) ?? site.bufferOf(a), site.bufferOf(b), ...rest.reads],
  })
}

/** The padded image of a convolution in memory of its own, where it needs one. */
function image(node: Node, site: Site): Buffer | undefined {
  const padding = paddedImage(node)
  if (!padding) return undefined
  const x = node.inputs[0]!
  const type = { dtype: x.dtype, shape: padding.shape }
  const to = new Buffer(type, 'arena', `padded image ${typeText(type)}`)
  padElements(
    site,
    node,
    { from: site.bufferOf(x), shape: x.shape, to, shapeTo: padding.shape, value: 0 },
    padding,
  )
  return to
}

/** A product that stores its elements as they are. */
export function product(node: Node, site: Site): boolean {
  if (!isProduct(node)) return false
  const rest = { reads: [], writes: [site.fresh(node)], inPlace: [], nodes: [node] }
  productStep(node, site, site.kernelName(node), plainEpilogue(node), rest)
  return true
}
