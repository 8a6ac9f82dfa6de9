import type { Node } from '../../graph/node.ts'
import { sizeOf } from '../../graph/shape.ts'
import type { Triangle } from '../../ops/linalgTriangular.ts'
import type { CompiledKernel } from '../../wasm/kernel/generate.ts'
import { compileEigen, eigenTemporary } from '../../wasm/rows/eigen.ts'
import {
  compileCholesky,
  compileLu,
  compileQr,
  compileTriangularSolve,
  qrTemporary,
} from '../../wasm/rows/matrix.ts'
import { compileSingularValues, singularTemporary } from '../../wasm/rows/singular.ts'
import type { Site } from './block.ts'
import { Buffer } from './buffer.ts'
import { copyElements } from './movement.ts'

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

export function eigh(node: Node, site: Site): boolean {
  const [count, n] = extents(node)
  const name = site.kernelName(node)
  const shape = [count, eigenTemporary(n)]
  const work = new Buffer({ dtype: 'float64', shape }, 'arena', `tridiagonal form of ${name}`)
  return isDouble(node) && add(node, site, compileEigen(name, count, n), [work])
}

/** By the rows of the wide one of A and its transpose. */
export function svd(node: Node, site: Site): boolean {
  if (!isDouble(node)) return false
  const [count, m, n] = extents(node)
  const [k, length] = [Math.min(m, n), Math.max(m, n)]
  const rows = (node.params as { full: boolean }).full ? length : k
  const name = site.kernelName(node)
  const fresh = (what: string, shape: readonly number[]): Buffer =>
    new Buffer({ dtype: 'float64', shape }, 'arena', `${what} of ${name}`)
  const turn = (from: Buffer, to: Buffer, [r, c]: readonly [number, number]): void =>
    copyElements(
      site,
      node,
      [from, { strides: [r * c, 1, c], offset: 0 }],
      [to, { strides: [r * c, r, 1], offset: 0 }],
      [count, c, r],
    )
  const [u, s, vt] = node.types.map((_, i) => site.fresh(node, i)) as [Buffer, Buffer, Buffer]
  const given = site.bufferOf(node.inputs[0]!)
  const wide = m > n ? fresh('the transpose', [count, k, length]) : given
  if (m > n) turn(given, wide, [m, n])
  const left = m > n ? fresh('left vectors', [count, rows, length]) : vt
  const right = m > n ? vt : fresh('right vectors', [count, k, k])
  site.add({
    kind: 'kernel',
    kernel: compileSingularValues(name, count, [k, length, rows]),
    reads: [wide],
    writes: [fresh('rotated rows', [count, singularTemporary(k, length)]), left, s, right],
    inPlace: [],
    nodes: [node],
  })
  if (m > n) turn(left, u, [rows, length])
  else turn(right, u, [k, k])
  return true
}
