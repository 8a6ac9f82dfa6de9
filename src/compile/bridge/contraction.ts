import type { Node } from '../../graph/node.ts'
import { stridesOf } from '../../graph/shape.ts'
import { type Contraction as DotParams, freeAxes } from '../../ops/contraction.ts'
import { merged } from '../../wasm/axes.ts'
import type { Contraction, ContractionAxis } from '../../wasm/gemm/contraction.ts'
import { type MatrixType, restrided, storing } from '../../wasm/gemm/product.ts'
import { stageContraction } from '../../wasm/gemm/split.ts'
import type { Site } from './block.ts'
import { type OperandPlace, type OperandView, operandView } from './operand.ts'
import { isProduct, type Product, products } from './product.ts'
import { addStages } from './stages.ts'

/** Where an operand stands as it is. */
export const dense = ({ source, strides }: OperandView, site: Site): OperandPlace => ({
  buffer: site.bufferOf(source),
  strides,
  offset: 0,
})

/** How a row is a sum of products over the axes of what stands in memory. */
interface Sums {
  axes(node: Node, places: readonly Pick<OperandPlace, 'strides'>[]): ProductAxes
  /** Where the operands stand. */
  places(node: Node, site: Site): readonly OperandPlace[]
}

/** Axes of a sum of products; those that are kept are the result's, in order (an axis of groups and channels is two). */
export interface ProductAxes {
  readonly axes: readonly ContractionAxis[]
  readonly offsetA: number
  /** The strides over the kept axes, from those over the result's. */
  kept(strides: readonly number[]): number[]
}

function dotAxes(node: Node, places: readonly Pick<OperandPlace, 'strides'>[]): ProductAxes {
  const [a, b] = node.inputs as [Node, Node]
  const { contract, batch } = node.params as DotParams
  const [left, right] = places.map(({ strides }) => strides) as [readonly number[], readonly number[]]
  const pairs = ([first, second]: DotParams['batch'], summed: boolean): ContractionAxis[] =>
    first.map((axis, i) => ({ extent: a.shape[axis]!, summed, a: left[axis]!, b: right[second[i]!]! }))
  const axes = [
    ...pairs(batch, false),
    ...freeAxes(a.shape, 0, node.params as DotParams).map((axis) => ({
      extent: a.shape[axis]!,
      summed: false,
      a: left[axis]!,
      b: 0,
    })),
    ...freeAxes(b.shape, 1, node.params as DotParams).map((axis) => ({
      extent: b.shape[axis]!,
      summed: false,
      a: 0,
      b: right[axis]!,
    })),
    ...pairs(contract, true),
  ]
  return { axes, offsetA: 0, kept: (strides) => [...strides] }
}

/** A product over paired axes. */
export const matrixProduct: Sums = {
  axes: dotAxes,
  places: (node, site) => node.inputs.map((input) => dense(operandView(input), site)),
}

/** What a product reads in place of an operand. */
export const sourceOf = (node: Node, operand: Node): Node =>
  isProduct(node) ? operandView(operand).source : operand

/** A matrix product or a convolution, with what is done to each element before it is stored. */
export const productOf = ({ axes, places }: Sums): Product => ({
  step(node, site, name, epilogue, rest) {
    const operands = places(node, site)
    const { axes: all, offsetA, kept } = axes(node, operands)
    const sums = mergeAxes({
      name,
      dtype: node.inputs[0]!.dtype as MatrixType,
      axes: all,
      offsetA: offsetA + operands[0]!.offset,
      offsetB: operands[1]!.offset,
      epilogue: restrided(epilogue, ({ strides }) => kept(strides)),
    })
    addStages(site, stageContraction(sums), {
      ...rest,
      inputs: [...operands.map(({ buffer }) => buffer), ...rest.inputs],
      inPlace: rest.inPlace.map(([input, output]) => [input + operands.length, output]),
    })
  },
})

/** A product that stores its elements as they are. */
export function product(node: Node, site: Site): boolean {
  if (!isProduct(node)) return false
  const rest = { inputs: [], outputs: [site.fresh(node)], inPlace: [], nodes: [node] }
  const epilogue = storing(node.dtype as MatrixType, stridesOf(node.shape))
  products.get(node.op)!.step(node, site, site.kernelName(node), epilogue, rest)
  return true
}

/** Makes one axis of neighbours that everything walks as one, and leaves out those of extent 1. */
function mergeAxes(c: Contraction): Contraction {
  const { inputs, outputs } = c.epilogue
  const kept = c.axes
    .filter((axis) => !axis.summed)
    .map((axis, i) => ({ ...axis, others: [...inputs, ...outputs].map(({ strides }) => strides[i]!) }))
  const axes = merged(kept, ({ a, b, others }) => [a, b, ...others])
  const sums = merged(
    c.axes.filter((axis) => axis.summed),
    ({ a, b }) => [a, b],
  )
  if (sums.length === 0) sums.push({ extent: 1, summed: true, a: 1, b: 1 })
  return {
    ...c,
    axes: [...axes.map(({ extent, summed, a, b }) => ({ extent, summed, a, b })), ...sums],
    epilogue: restrided(c.epilogue, (_, k) => axes.map(({ others }) => others[k]!)),
  }
}
