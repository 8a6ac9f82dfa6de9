import type { Node } from '../../graph/node.ts'
import { sizeOf } from '../../graph/shape.ts'
import type { Triangle } from '../../ops/linalgTriangular.ts'
import type { CompiledKernel } from '../../wasm/kernel/generate.ts'
import {
  compileCholesky,
  compileLu,
  compileQr,
  compileTriangularSolve,
  qrTemporary,
} from '../../wasm/rows/matrix.ts'
import type { Site } from './block.ts'
import { Buffer } from './buffer.ts'

/** A kernel over matrices: operands, then temporary memory, then results. */
function add(node: Node, site: Site, kernel: CompiledKernel, temporary: readonly Buffer[] = []): boolean {
  site.add({
    kind: 'kernel',
    kernel,
    reads: node.inputs.map((input) => site.bufferOf(input)),
    writes: [...temporary, ...node.types.map((_, i) => site.fresh(node, i))],
    inPlace: [],
    nodes: [node],
  })
  return true
}

const extents = (node: Node): [count: number, m: number, n: number] => {
  const { shape } = node.inputs[0]!
  return [sizeOf(shape.slice(0, -2)), shape.at(-2)!, shape.at(-1)!]
}
const isDouble = (node: Node): boolean => node.inputs[0]!.dtype === 'float64'

export function cholesky(node: Node, site: Site): boolean {
  const [count, n] = extents(node)
  return isDouble(node) && add(node, site, compileCholesky(site.kernelName(node), count, n))
}

export function triangularSolve(node: Node, site: Site): boolean {
  const [count, n] = extents(node)
  const size = [n, node.shape.at(-1)!] as const
  return (
    isDouble(node) &&
    add(node, site, compileTriangularSolve(site.kernelName(node), count, size, node.params as Triangle))
  )
}

export function lu(node: Node, site: Site): boolean {
  const [count, m, n] = extents(node)
  return isDouble(node) && add(node, site, compileLu(site.kernelName(node), count, m, n))
}

export function qr(node: Node, site: Site): boolean {
  const [count, m, n] = extents(node)
  const columns = node.types[0]!.shape.at(-1)!
  const name = site.kernelName(node)
  const shape = [count, qrTemporary(m, n, columns)]
  const work = new Buffer({ dtype: 'float64', shape }, 'arena', `reflections of ${name}`)
  return isDouble(node) && add(node, site, compileQr(name, count, m, n, columns), [work])
}
