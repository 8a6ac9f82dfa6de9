import { allocate, type TypedArray } from '../../graph/dtype.ts'
import type { Node } from '../../graph/node.ts'
import { sizeOf } from '../../graph/shape.ts'
import { arranged, type Contraction } from '../../ops/contraction.ts'
import { compileProduct } from '../../wasm/gemm/gemm.ts'
import { type MatrixType, matrixProduct } from '../../wasm/gemm/product.ts'
import { elementBytes } from '../../wasm/kernel/ir.ts'
import { isProduct } from './product.ts'
import type { FromStock } from './stock.ts'

/** Multiply-adds from which on the copies to the heap and back pay. */
const fewest = 4096
/** Rows of a block, or as many as there are if they are few; its other extents are multiples of sixteen. */
const blockRows = 32
const fewRows = 8

const toSixteen = (extent: number): number => Math.ceil(extent / 16) * 16

/** A product of matrices, of which a block of rows is computed at a time; zeros make up its other extents. */
export const stockProduct: FromStock = (node, inputs, stock) => {
  const { x, y, batches, m, k, n } = arranged(node as Node as Node<Contraction>, inputs)
  if (!isProduct(node) || m * k * n < fewest) return undefined
  const dtype = node.dtype as MatrixType
  const shape = { m: m <= fewRows ? fewRows : blockRows, k: toSixteen(k), n: toSixteen(n) }
  const bytes = elementBytes[dtype]
  const kernel = stock.kernel(
    `product ${Object.values(shape)} ${dtype}`,
    () => compileProduct(matrixProduct('product', dtype, shape)),
    [shape.m * shape.k * bytes, 0, shape.m * shape.n * bytes],
  )
  const blocks = Math.ceil(m / shape.m)
  const sizes = [blocks * shape.m * shape.k, shape.k * shape.n, blocks * shape.m * shape.n]
  const places = stock.places(sizes.map((size) => size * bytes))
  const [a, b, c] = places.map((place, i) => stock.heap.view(dtype, place, sizes[i]!)) as [
    TypedArray,
    TypedArray,
    TypedArray,
  ]
  const out = allocate(dtype, sizeOf(node.shape))
  a.fill(0)
  b.fill(0)
  for (let i = 0; i < batches; i++) {
    copyRows(x.subarray(i * m * k), k, a, shape.k, m)
    copyRows(y.subarray(i * k * n), n, b, shape.n, k)
    kernel.run(places, blocks)
    copyRows(c, shape.n, out.subarray(i * m * n), n, m)
  }
  return out
}

/** Copies rows of one length to rows of another, as far as both go. */
function copyRows(from: TypedArray, width: number, to: TypedArray, pitch: number, rows: number): void {
  if (width === pitch) to.set(from.subarray(0, rows * width))
  else
    for (let i = 0; i < rows; i++)
      to.set(from.subarray(i * width, i * width + Math.min(width, pitch)), i * pitch)
}
