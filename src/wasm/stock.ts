import { call, i32, ModuleBuilder, type Operand } from './assembler/index.ts'
import { features } from './features.ts'
import { header, headerBytes, setPacked } from './journal.ts'
import type { CompiledKernel } from './kernel/generate.ts'
import type { Heap } from './memory.ts'
import { wide } from './vectors.ts'
import { instantiate } from './webassembly.ts'

/** A kernel that is kept, to be run on one block of tensors after the other. */
export interface StockKernel {
  /** Runs it on so many blocks of the tensors at these addresses. */
  run(addresses: readonly number[], blocks: number): void
  /** Give back what it holds. */
  release(): void
}

/**
 * Makes a kernel ready to be run on the calling thread; `steps` tell by how many bytes each tensor's blocks follow each other.
 * Throws: OutOfMemoryError.
 */
export function stockKernel(heap: Heap, kernel: CompiledKernel, steps: readonly number[]): StockKernel {
  const module = new ModuleBuilder(undefined, wide())
  module.importMemory({ shared: heap.shared, minimum: 2, maximum: heap.maximumPages })
  const ref = kernel.emit({ module, fma: features().fma, constants: heap.constants })
  const run = module.function('run', ['i32', 'i32', 'i32'], 'void', (f, pointers, blocks, scratch) => {
    const move = (by: (bytes: number) => Operand<'i32'>): void =>
      steps.forEach((bytes, i) => {
        f.emit(i32.store(pointers, i32.add(i32.load(pointers, 4 * i), by(bytes)), 4 * i))
      })
    // what a tile packs serves all blocks
    f.for(0, kernel.tiles, 1, (tile) => {
      f.emit(setPacked(scratch, 0))
      f.for(0, blocks, 1, () => {
        f.emit(call(ref, pointers, tile, i32.add(tile, 1), scratch))
        move((bytes) => bytes)
      })
      move((bytes) => i32.mul(blocks, -bytes))
    })
  })
  module.export('run', run)
  const exports = instantiate(module.encode(), { env: { memory: heap.memory } })
  const pointers = heap.allocate('scratch of an operation', 2 * headerBytes + kernel.scratchBytes)
  const scratch = pointers + 2 * headerBytes
  heap.view('int32', scratch - headerBytes, headerBytes / 4).set(header(0))
  return {
    run(addresses, blocks) {
      heap.view('int32', pointers, steps.length).set(addresses)
      exports['run']!(pointers, blocks, scratch)
    },
    release: () => heap.release(pointers),
  }
}
