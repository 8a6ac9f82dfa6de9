import type { Node } from '../../graph/node.ts'
import { stridesOf } from '../../graph/shape.ts'
import { type Epilogue, type MatrixType, storing } from '../../wasm/gemm/product.ts'
import { stageContraction } from '../../wasm/gemm/split.ts'
import type { Site } from './block.ts'
import { type OperandPlace, type OperandView, operandView } from './operand.ts'
import { contractionOf, imageOf, isConvolution, isProduct } from './product.ts'
import { addStages, type Staging } from './stages.ts'
import { paddedImage } from './windows.ts'

/** A matrix product or a convolution, with what is done to each element before it is stored. */
export function productStep(node: Node, site: Site, name: string, epilogue: Epilogue, rest: Staging): void {
  const operands = operandsOf(node, site)
  addStages(site, stageContraction(contractionOf(node, name, epilogue, operands)), {
    ...rest,
    inputs: [...operands.map(({ buffer }) => buffer), ...rest.inputs],
    inPlace: rest.inPlace.map(([input, output]) => [input + operands.length, output]),
  })
}

/** Where the operands stand: as they are, or a convolution's in frames of zeros. */
function operandsOf(node: Node, site: Site): readonly OperandPlace[] {
  const [a, b] = node.inputs.map(operandView) as [OperandView, OperandView]
  const dense = ({ source, strides }: OperandView): OperandPlace => ({
    buffer: site.bufferOf(source),
    strides,
    offset: 0,
  })
  const padding = imageOf(node)
  if (!isConvolution(node)) return [dense(a), dense(b)]
  const [x, w] = node.inputs as [Node, Node]
  const image = padding
    ? (site.images.padded(node, a) ?? {
        buffer: paddedImage(node, site, padding, 0, a),
        strides: stridesOf(padding.shape),
        offset: 0,
      })
    : (site.images.inside(a, x.shape) ?? dense(a))
  return [image, site.images.inside(b, w.shape) ?? dense(b)]
}

/** A product that stores its elements as they are. */
export function product(node: Node, site: Site): boolean {
  if (!isProduct(node)) return false
  const rest = { inputs: [], outputs: [site.fresh(node)], inPlace: [], nodes: [node] }
  const epilogue = storing(node.dtype as MatrixType, stridesOf(node.shape))
  productStep(node, site, site.kernelName(node), epilogue, rest)
  return true
}
