import type { Node } from '../../graph/node.ts'
import { stridesOf } from '../../graph/shape.ts'
import type { Convolution } from '../../ops/window.ts'
import type { ContractionAxis } from '../../wasm/gemm/contraction.ts'
import type { Site } from './block.ts'
import { dense, type ProductAxes, productOf } from './contraction.ts'
import { imageOf, imagesOf } from './images.ts'
import { type OperandPlace, type OperandView, operandView } from './operand.ts'
import { imageOffset, paddedImage } from './padding.ts'

function convolutionAxes(node: Node, operands: readonly Pick<OperandPlace, 'strides'>[]): ProductAxes {
  const [x, w] = node.inputs as [Node, Node]
  const { stride, dilation, groups } = node.params as Convolution
  const [xs, ws] = operands.map(({ strides }) => strides) as [readonly number[], readonly number[]]
  const perGroup = w.shape[0]! / groups
  const places = node.shape.slice(2)
  const kept = (extent: number, a: number, b: number): ContractionAxis => ({ extent, summed: false, a, b })
  const axes = [
    kept(x.shape[0]!, xs[0]!, 0),
    kept(groups, xs[1]! * w.shape[1]!, ws[0]! * perGroup),
    kept(perGroup, 0, ws[0]!),
    ...places.map((extent, i) => kept(extent, stride[i]! * xs[i + 2]!, 0)),
    { extent: w.shape[1]!, summed: true, a: xs[1]!, b: ws[1]! },
    ...places.map((_, i) => ({
      extent: w.shape[i + 2]!,
      summed: true,
      a: dilation[i]! * xs[i + 2]!,
      b: ws[i + 2]!,
    })),
  ]
  return {
    axes,
    offsetA: imageOffset(xs, node.params as Convolution),
    kept: ([n, o, ...rest]) => [n!, o! * perGroup, o!, ...rest],
  }
}

/** Where the operands stand: as they are, or in frames of zeros. */
function placesOf(node: Node, site: Site): readonly OperandPlace[] {
  const [a, b] = node.inputs.map(operandView) as [OperandView, OperandView]
  const [x, w] = node.inputs as [Node, Node]
  const padding = imageOf(node)
  const images = imagesOf(site)
  const image = padding
    ? (images.padded(node, a) ?? {
        buffer: paddedImage(node, site, padding, 0, a),
        strides: stridesOf(padding.shape),
        offset: 0,
      })
    : (images.inside(a, x.shape) ?? dense(a, site))
  return [image, images.inside(b, w.shape) ?? dense(b, site)]
}

export const convolution = productOf({
  axes: convolutionAxes,
  places: placesOf,
})
