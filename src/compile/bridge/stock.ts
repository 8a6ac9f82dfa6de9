import { OutOfMemoryError } from '../../errors.ts'
import { allocate, type TypedArray } from '../../graph/dtype.ts'
import type { Node, Value } from '../../graph/node.ts'
import { sizeOf } from '../../graph/shape.ts'
import { KernelBuilder, keptAxes } from '../../wasm/kernel/builder.ts'
import { type CompiledKernel, compileLoop } from '../../wasm/kernel/generate.ts'
import { elementBytes } from '../../wasm/kernel/ir.ts'
import type { Heap } from '../../wasm/memory.ts'
import { type StockKernel, stockKernel } from '../../wasm/stock.ts'
import { padded } from './buffer.ts'
import { emitScalar, orderOf, wasmTarget } from './scalars.ts'

/** Elements of a block of an elementwise operation. */
const blockSize = 512
/** Elements from which on the copies to the heap and back pay. */
const fewest = 256
/** Kernels that are kept. */
const mostKernels = 512

/** Computes an operation from stock; undefined where that does not pay. Throws: OutOfMemoryError. */
export type FromStock = (node: Node, inputs: readonly TypedArray[], stock: Stock) => TypedArray | undefined

/** Operations that have kernels for tensors of any extents, beside elementwise ones; who brings more of them adds them (subjects/). */
export const stocked = new Map<object, FromStock>()

/**
 * Kernels of single operations that serve tensors of all extents, block by block, made when first needed: for graphs of ever other
 * shapes, for which no program can be made in time (docs/decisions/0008).
 */
export class Stock {
  readonly heap: Heap
  private readonly kernels = new Map<string, StockKernel>()
  private address = 0
  private bytes = 0

  constructor(heap: Heap) {
    this.heap = heap
  }

  /** The value of an operation; undefined where the interpreter is to compute it. */
  readonly compute = (node: Node, inputs: readonly Value[]): Value | undefined => {
    const found = stocked.get(node.op) ?? (node.op.elementwise && elementwise)
    if (!found) return undefined
    try {
      return found(node, inputs as readonly TypedArray[], this)
    } catch (error) {
      if (error instanceof OutOfMemoryError) return undefined
      throw error
    }
  }

  /** The kernel that is known by a key, made if there is none. Throws: OutOfMemoryError. */
  kernel(key: string, make: () => CompiledKernel, steps: readonly number[]): StockKernel {
    let found = this.kernels.get(key)
    if (!found) {
      if (this.kernels.size === mostKernels) {
        for (const { release } of this.kernels.values()) release()
        this.kernels.clear()
      }
      found = stockKernel(this.heap, make(), steps)
      this.kernels.set(key, found)
    }
    return found
  }

  /** Addresses for tensors of so many bytes, until the next are asked for. Throws: OutOfMemoryError. */
  places(sizes: readonly number[]): number[] {
    const starts: number[] = []
    let total = 0
    for (const bytes of sizes) {
      starts.push(total)
      total += padded(bytes)
    }
    if (total > this.bytes) {
      this.release()
      this.address = this.heap.allocate('operands of an operation', total)
      this.bytes = total
    }
    return starts.map((start) => this.address + start)
  }

  /** Gives back the memory of operands. */
  release(): void {
    if (this.bytes > 0) this.heap.release(this.address)
    this.bytes = 0
  }
}

const elementwise: FromStock = (node, inputs, stock) => {
  const size = sizeOf(node.shape)
  if (size < fewest || wasmTarget.cost(node) === undefined) return undefined
  const dtypes = [...node.inputs.map(({ dtype }) => dtype), node.dtype]
  const steps = dtypes.map((dtype) => blockSize * elementBytes[dtype])
  const make = (): CompiledKernel => {
    const k = new KernelBuilder(node.op.name, keptAxes([blockSize]))
    const lines = node.inputs.map(({ dtype }) => k.input(dtype, [1]))
    k.output([1], emitScalar(k, node, lines))
    return compileLoop(k.finish())
  }
  const kernel = stock.kernel(`${node.op.name} ${orderOf(node)} ${dtypes.join()}`, make, steps)
  const blocks = Math.ceil(size / blockSize)
  const places = stock.places(steps.map((bytes) => bytes * blocks))
  inputs.forEach((input, i) => {
    stock.heap.view(dtypes[i]!, places[i]!, size).set(input)
  })
  kernel.run(places, blocks)
  const out = allocate(node.dtype, size)
  out.set(stock.heap.view(node.dtype, places.at(-1)!, size))
  return out
}
