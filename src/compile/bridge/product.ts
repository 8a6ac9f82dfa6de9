import { is, type Node } from '../../graph/node.ts'
import type { Contraction as DotParams } from '../../ops/contraction.ts'
import { contraction, freeAxes } from '../../ops/contraction.ts'
import { type Convolution, window } from '../../ops/window.ts'
import { merged } from '../../wasm/axes.ts'
import type { Contraction, ContractionAxis } from '../../wasm/gemm/contraction.ts'
import type { Epilogue, MatrixType } from '../../wasm/gemm/product.ts'
import type { Buffer as IrBuffer } from '../../wasm/kernel/ir.ts'
import type { OperandPlace } from './operand.ts'
import { type ImagePadding, imageOffset, imagePadding } from './windows.ts'

const matrixTypes: readonly string[] = ['float32', 'float64', 'int32'] satisfies MatrixType[]

const isDot = (node: Node): boolean => is(node, contraction.dot_general)
export const isConvolution = (node: Node): boolean => is(node, window.convolution)

/** Whether a node is a sum of products that the templates compile. */
export const isProduct = (node: Node): boolean =>
  (isDot(node) || isConvolution(node)) &&
  node.inputs[0]!.dtype === node.inputs[1]!.dtype &&
  matrixTypes.includes(node.inputs[0]!.dtype)

/** Axes of a sum of products; those that are kept are the result's, in order (an axis of groups and channels is two). */
interface ProductAxes {
  readonly axes: readonly ContractionAxis[]
  readonly offsetA: number
  /** The strides over the kept axes, from those over the result's. */
  kept(strides: readonly number[]): number[]
}

function dotAxes(node: Node<DotParams>, places: readonly Pick<OperandPlace, 'strides'>[]): ProductAxes {
  const [a, b] = node.inputs as [Node, Node]
  const { contract, batch } = node.params
  const [left, right] = places.map(({ strides }) => strides) as [readonly number[], readonly number[]]
  const pairs = ([first, second]: DotParams['batch'], summed: boolean): ContractionAxis[] =>
    first.map((axis, i) => ({ extent: a.shape[axis]!, summed, a: left[axis]!, b: right[second[i]!]! }))
  const axes = [
    ...pairs(batch, false),
    ...freeAxes(a.shape, 0, node.params).map((axis) => ({
      extent: a.shape[axis]!,
      summed: false,
      a: left[axis]!,
      b: 0,
    })),
    ...freeAxes(b.shape, 1, node.params).map((axis) => ({
      extent: b.shape[axis]!,
      summed: false,
      a: 0,
      b: right[axis]!,
    })),
    ...pairs(contract, true),
  ]
  return { axes, offsetA: 0, kept: (strides) => [...strides] }
}

/** How the image of a convolution is padded, if it must be. */
export const imageOf = (node: Node): ImagePadding | undefined =>
  isConvolution(node) ? imagePadding(node.inputs[0]!.shape, node.params as Convolution) : undefined

function convolutionAxes(
  node: Node<Convolution>,
  operands: readonly Pick<OperandPlace, 'strides'>[],
): ProductAxes {
  const [x, w] = node.inputs as [Node, Node]
  const { stride, dilation, groups } = node.params
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
    offsetA: imageOffset(xs, node.params),
    kept: ([n, o, ...rest]) => [n!, o! * perGroup, o!, ...rest],
  }
}

/** The sum of products that a node is of its operands, with an epilogue over the axes of its result. */
export function contractionOf(
  node: Node,
  name: string,
  epilogue: Epilogue,
  operands: readonly Pick<OperandPlace, 'strides' | 'offset'>[],
): Contraction {
  const { axes, offsetA, kept } = isDot(node)
    ? dotAxes(node as Node<DotParams>, operands)
    : convolutionAxes(node as Node<Convolution>, operands)
  const along = <B extends IrBuffer>(buffer: B): B => ({ ...buffer, strides: kept(buffer.strides) })
  return mergeAxes({
    name,
    dtype: node.inputs[0]!.dtype as MatrixType,
    axes,
    offsetA: offsetA + operands[0]!.offset,
    offsetB: operands[1]!.offset,
    epilogue: {
      inputs: epilogue.inputs.map(along),
      outputs: epilogue.outputs.map(along),
      body: epilogue.body,
    },
  })
}

/** Makes one axis of neighbours that everything walks as one, and leaves out those of extent 1. */
function mergeAxes(c: Contraction): Contraction {
  const { inputs, outputs, body } = c.epilogue
  const kept = c.axes
    .filter((axis) => !axis.summed)
    .map((axis, i) => ({ ...axis, others: [...inputs, ...outputs].map(({ strides }) => strides[i]!) }))
  const axes = merged(kept, ({ a, b, others }) => [a, b, ...others])
  const sums = merged(
    c.axes.filter((axis) => axis.summed),
    ({ a, b }) => [a, b],
  )
  if (sums.length === 0) sums.push({ extent: 1, summed: true, a: 1, b: 1 })
  const along = <B extends IrBuffer>(buffer: B, k: number): B => ({
    ...buffer,
    strides: axes.map(({ others }) => others[k]!),
  })
  return {
    ...c,
    axes: [...axes.map(({ extent, summed, a, b }) => ({ extent, summed, a, b })), ...sums],
    epilogue: {
      inputs: inputs.map(along),
      outputs: outputs.map((output, k) => along(output, inputs.length + k)),
      body,
    },
  }
}
