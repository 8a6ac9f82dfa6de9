import type { Node } from '../../graph/node.ts'
import type { Epilogue, MatrixType } from '../../wasm/gemm/product.ts'
import type { Site } from './block.ts'
import type { Staging } from './stages.ts'

/** A row that sums products and can do more with each sum before it is stored. */
export interface Product {
  step(node: Node, site: Site, name: string, epilogue: Epilogue, rest: Staging): void
}

/** Sums of products; who brings one adds it (subjects/products.ts). */
export const products = new Map<object, Product>()

const matrixTypes: readonly string[] = ['float32', 'float64', 'int32'] satisfies MatrixType[]

/** Whether a node is a sum of products that the templates compile. */
export const isProduct = (node: Node): boolean =>
  products.has(node.op) &&
  node.inputs[0]!.dtype === node.inputs[1]!.dtype &&
  matrixTypes.includes(node.inputs[0]!.dtype)
