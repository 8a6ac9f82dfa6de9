import type { Node } from '../../graph/node.ts'
import { compileContraction } from '../../wasm/gemm/contraction.ts'
import type { Epilogue } from '../../wasm/gemm/plan.ts'
import type { Site } from './block.ts'
import { type OperandView, operandView } from './operand.ts'
import { contractionOf, imageOf, isProduct, plainEpilogue } from './product.ts'
import type { KernelStep } from './step.ts'
import { paddedImage } from './windows.ts'

/** A matrix product or a convolution, with what is done to each element before it is stored. */
export function productStep(
  node: Node,
  site: Site,
  name: string,
  epilogue: Epilogue,
  rest: Pick<KernelStep, 'reads' | 'writes' | 'inPlace' | 'nodes'>,
): void {
  const [a, b] = node.inputs.map(operandView) as [OperandView, OperandView]
  const padding = imageOf(node)
  const image = padding ? paddedImage(node, site, padding, 0, a) : site.bufferOf(a.source)
  site.add({
    kind: 'kernel',
    kernel: compileContraction(contractionOf(node, name, epilogue)),
    ...rest,
    reads: [image, site.bufferOf(b.source), ...rest.reads],
  })
}

/** A product that stores its elements as they are. */
export function product(node: Node, site: Site): boolean {
  if (!isProduct(node)) return false
  const rest = { reads: [], writes: [site.fresh(node)], inPlace: [], nodes: [node] }
  productStep(node, site, site.kernelName(node), plainEpilogue(node), rest)
  return true
}
