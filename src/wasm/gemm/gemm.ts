import { volume } from '../axes.ts'
import { bytesToKeep } from '../journal.ts'
import { type CompiledKernel, kernelParameters, sharedName } from '../kernel/generate.ts'
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
  const results = volume([...product.batch, ...product.rows, product.n])
  const { inputs, outputs, body } = product.epilogue
  return {
    name: product.name,
    tiles: plan.works,
    scratchBytes: plan.scratchBytes,
    flops: results * (2 * volume(product.k) + body.filter((line) => line.kind === 'apply').length),
    bytes: operandBytes(product) + bytesOfBuffers(product, [...inputs, ...outputs]),
    journalBytes: outputs.reduce((sum, { dtype, strides }) => {
      const [elements, runs] = [plan.mc * plan.nc, Math.max(plan.mc, plan.nc)]
      const whole = strides.slice(-2).includes(1)
      return sum + plan.unitsPerWork * bytesToKeep(elements, runs, elementBytes[dtype], whole)
    }, 0),
    emit: (target) =>
      target.module.shared(
        sharedName(codeKey(product, body), target),
        kernelParameters,
        'void',
        (f, args, begin, end, scratch) =>
          new ProductWriter(f, target, product, plan, args, scratch).write(begin, end),
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
