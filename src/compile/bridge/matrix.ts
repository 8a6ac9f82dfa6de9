import type { Node } from '../../graph/node.ts'
import { sizeOf } from '../../graph/shape.ts'
import type { Triangle } from '../../ops/linalgTriangular.ts'
import type { CompiledKernel } from '../../wasm/kernel/generate.ts'
import { compileEigen, eigenTemporary } from '../../wasm/rows/eigen.ts'
import { compileCholesky, compileLu, compileTriangularSolve } from '../../wasm/rows/matrix.ts'
import { compileQr, qrTemporary } from '../../wasm/rows/qr.ts'
import { compileSingularValues, singularTemporary } from '../../wasm/rows/singular.ts'
import type { Site, Template } from './block.ts'
import { Buffer } from './buffer.ts'
import { copyElements } from './movement.ts'
import { addKernel } from './stages.ts'

type Extents = readonly [count: number, m: number, n: number]

const extentsOf = (node: Node): Extents => {
  const { shape } = node.inputs[0]!
  return [sizeOf(shape.slice(0, -2)), shape.at(-2)!, shape.at(-1)!]
}
/** Temporary memory for each matrix; all of them are float64 by now. */
const temporary = (name: string, what: string, count: number, numbers: number): Buffer =>
  new Buffer({ dtype: 'float64', shape: [count, numbers] }, 'arena', `${what} of ${name}`)

/** Adds a kernel; what it moves are its operands and results, each once. */
function add(
  site: Site,
  node: Node,
  kernel: CompiledKernel,
  [reads, work, results]: readonly [readonly Buffer[], readonly Buffer[], readonly Buffer[]],
): void {
  const bytes = [...reads, ...results].reduce((sum, buffer) => sum + buffer.bytes, 0)
  addKernel(site, node, { ...kernel, bytes }, reads, [...work, ...results])
}

/** A kernel that takes the operands, temporary memory for so many numbers a matrix, and the results. */
const factors =
  (
    compile: (name: string, extents: Extents, node: Node) => CompiledKernel,
    numbers?: (extents: Extents, node: Node) => number,
  ): Template =>
  (node, site) => {
    const name = site.kernelName(node)
    const extents = extentsOf(node)
    const work = numbers ? [temporary(name, 'work', extents[0], numbers(extents, node))] : []
    const results = node.types.map((_, i) => site.fresh(node, i))
    const operands = node.inputs.map((input) => site.bufferOf(input))
    add(site, node, compile(name, extents, node), [operands, work, results])
    return true
  }

export const cholesky = factors((name, [count, n]) => compileCholesky(name, count, n))
export const triangularSolve = factors((name, [count, n], { shape, params }) =>
  compileTriangularSolve(name, count, [n, shape.at(-1)!], params as Triangle),
)
export const lu = factors((name, [count, m, n]) => compileLu(name, count, m, n))
export const qr = factors(
  (name, [count, m, n], { shape }) => compileQr(name, count, [m, n, shape.at(-1)!]),
  ([, m, n], { shape }) => qrTemporary(m, n, shape.at(-1)!),
)
export const eigh = factors(
  (name, [count, n]) => compileEigen(name, count, n),
  ([, n]) => eigenTemporary(n),
)

/** By the rows of the wide one of A and its transpose. */
export function svd(node: Node, site: Site): boolean {
  const [count, m, n] = extentsOf(node)
  const [k, length] = [Math.min(m, n), Math.max(m, n)]
  const rows = (node.params as { full: boolean }).full ? length : k
  const name = site.kernelName(node)
  const fresh = (what: string, numbers: number): Buffer => temporary(name, what, count, numbers)
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
  const wide = m > n ? fresh('the transpose', k * length) : given
  if (m > n) turn(given, wide, [m, n])
  const left = m > n ? fresh('left vectors', rows * length) : vt
  const right = m > n ? vt : fresh('right vectors', k * k)
  add(site, node, compileSingularValues(name, count, [k, length, rows]), [
    [wide],
    [fresh('rotated rows', singularTemporary(k, length))],
    [left, s, right],
  ])
  if (m > n) turn(left, u, [rows, length])
  else turn(right, u, [k, k])
  return true
}
