import { volume } from '../axes.ts'
import { bytesToKeep } from '../journal.ts'
import { type CompiledKernel, emissionOf, kernelParameters, sharedName } from '../kernel/generate.ts'
import { type Buffer, codeKey, elementBytes, touched } from '../kernel/ir.ts'
import { planProduct } from './plan.ts'
import type { MatrixProduct, OperandAxis } from './product.ts'
import { ProductWriter } from './writer.ts'

/**
 * Compile a matrix product. Its argument block holds the addresses of A, of B, of the epilogue's further inputs, then
 * of its outputs. Results do not depend on how tiles are shared among threads.
 */
export function compileProduct(product: MatrixProduct): CompiledKernel {
  const plan = planProduct(product)
  // what is written over is kept where blocks are stored, not in register tiles
  const keeping = plan.ending === 'registers' ? planProduct(product, false) : plan
  const results = volume([...product.batch, ...product.rows, product.n])
  const { inputs, outputs, body } = product.epilogue
  return {
    name: product.name,
    tiles: plan.works,
    scratchBytes: Math.max(plan.scratchBytes, keeping.scratchBytes),
    flops: results * (2 * volume(product.k) + body.filter((line) => line.kind === 'apply').length),
    bytes: operandBytes(product) + bytesOfBuffers(product, [...inputs, ...outputs]),
    journalBytes: outputs.reduce((sum, { dtype, strides }) => {
      const [axis, lines] = keeping.ending === 'turned' ? [-2, plan.nc] : [-1, plan.mc]
      const whole = strides.at(axis) === 1
      return sum + plan.unitsPerWork * bytesToKeep(plan.mc * plan.nc, lines, elementBytes[dtype], whole)
    }, 0),
    emit: (target) =>
      target.module.shared(
        sharedName(codeKey(product, body), target),
        kernelParameters,
        'void',
        (f, args, begin, end, scratch) => {
          const e = emissionOf(target, f, scratch)
          new ProductWriter(e, target, product, target.journaled ? keeping : plan, args, scratch).write(
            begin,
            end,
          )
        },
      ),
  }
}

/** Bytes of A and B; the windows of a convolution overlap. */
function operandBytes({ dtype, batch, rows, n, k }: MatrixProduct): number {
  const along = (side: 'a' | 'b'): OperandAxis[] =>
    [...batch, ...k].map((axis) => ({ extent: axis.extent, stride: axis[side] }))
  const elements =
    touched([...along('a'), ...rows]) + touched([...along('b'), { extent: n.extent, stride: n.b }])
  return elements * elementBytes[dtype]
}

function bytesOfBuffers({ batch, rows, n }: MatrixProduct, buffers: readonly Buffer[]): number {
  const extents = [...batch.map((axis) => axis.extent), volume(rows), n.extent]
  return buffers.reduce((sum, { dtype, strides }) => {
    const axes = extents.map((extent, i) => ({ extent, stride: strides[i]! }))
    return sum + touched(axes) * elementBytes[dtype]
  }, 0)
}
