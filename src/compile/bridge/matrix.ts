import type { Node } from '../../graph/node.ts'
import { sizeOf } from '../../graph/shape.ts'
import type { Triangle } from '../../ops/linalgTriangular.ts'
import type { CompiledKernel } from '../../wasm/kernel/generate.ts'
import { compileEigen, eigenTemporary } from '../../wasm/rows/eigen.ts'
import { compileCholesky, compileLu, compileTriangularSolve } from '../../wasm/rows/matrix.ts'
import { compileQr, qrTemporary } from '../../wasm/rows/qr.ts'
import { compileSingularValues, singularTemporary } from '../../wasm/rows/singular.ts'
import { leastReflected } from '../matrices.ts'
import type { Site, Template } from './block.ts'
import { Buffer } from './buffer.ts'
import { addKernel } from './stages.ts'

type Extents = readonly [count: number, m: number, n: number]

const extentsOf = (node: Node): Extents => {
  const { shape } = node.inputs[0]!
  return [sizeOf(shape.slice(0, -2)), shape.at(-2)!, shape.at(-1)!]
}
/** What a factorisation costs, as the engine estimates it. */
export const columns = (node: Node): number => node.inputs[0]!.shape.at(-1)!

/**
 * A kernel that takes the operands, temporary memory for so many numbers a matrix, and the results; all are float64 by now. What
 * it moves are its operands and results, each once.
 */
const factors =
  (
    compile: (name: string, extents: Extents, node: Node, site: Site) => CompiledKernel,
    numbers?: (extents: Extents, node: Node) => number,
  ): Template =>
  (node, site) => {
    const name = site.kernelName(node)
    const extents = extentsOf(node)
    const work = numbers ? [{ dtype: 'float64', shape: [extents[0], numbers(extents, node)] } as const] : []
    const kernel = compile(name, extents, node, site)
    const results = node.types.map((_, i) => site.fresh(node, i))
    const operands = node.inputs.map((input) => site.bufferOf(input))
    const bytes = [...operands, ...results].reduce((sum, buffer) => sum + buffer.bytes, 0)
    const room = work.map((type) => new Buffer(type, 'arena', `work of ${name}`))
    addKernel(site, node, { ...kernel, bytes }, operands, [...room, ...results])
    return true
  }

export const cholesky = /* @__PURE__ */ factors((name, [count, n]) => compileCholesky(name, count, n))
export const triangularSolve = /* @__PURE__ */ factors((name, [count, n], { shape, params }) =>
  compileTriangularSolve(name, count, [n, shape.at(-1)!], params as Triangle),
)
export const lu = /* @__PURE__ */ factors((name, [count, m, n]) => compileLu(name, count, m, n))
export const qr = /* @__PURE__ */ factors(
  (name, [count, m, n], node, site) =>
    compileQr(name, count, [m, n, node.shape.at(-1)!], site.isRead(node, 0)),
  ([, m, n], { shape }) => qrTemporary(m, n, shape.at(-1)!),
)
export const eigh = /* @__PURE__ */ factors(
  (name, [count, n], node, site) => compileEigen(name, count, n, site.isRead(node, 1)),
  ([, n]) => eigenTemporary(n),
)

export const svd = /* @__PURE__ */ factors(
  (name, [count, m, n], node, site) => {
    const hasVectors = site.isRead(node, 0) || site.isRead(node, 2)
    const extents = [m, n, node.types[2]!.shape.at(-2)!] as const
    return compileSingularValues(name, count, extents, hasVectors, !hasVectors && m >= leastReflected)
  },
  ([, m, n]) => singularTemporary(m, n),
)
