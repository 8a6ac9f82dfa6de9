import { ModuleBuilder } from '../assembler/index.ts'
import { noConstants } from '../emission.ts'
import { features } from '../features.ts'
import { wide } from '../vectors.ts'
import { webAssembly } from '../webassembly.ts'
import type { CompiledKernel } from './generate.ts'
import type { StagedKernel } from './split.ts'

/** An array of one of the element types. */
export type NumberArray = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array

/**
 * Run one kernel once on arrays of JavaScript, in a memory of its own: for tests and for looking at a kernel. An array that is
 * given twice is one place in that memory.
 */
export function runKernel(kernel: CompiledKernel, buffers: readonly NumberArray[], split = 1): void {
  const module = new ModuleBuilder(undefined, wide())
  const pages =
    Math.ceil((buffers.reduce((n, b) => n + b.byteLength + 80, 4096) + kernel.scratchBytes) / 65536) + 1
  module.importMemory({ shared: false, minimum: pages, maximum: pages })
  module.export('kernel', kernel.emit({ module, fma: features().fma, constants: noConstants }))
  const memory = new webAssembly.Memory({ initial: pages, maximum: pages })
  const instance = new webAssembly.Instance(new webAssembly.Module(module.encode()), { env: { memory } })
  const bytes = new Uint8Array(memory.buffer)
  const pointers = new Int32Array(memory.buffer, 1024, buffers.length)
  let next = 4096
  const places = new Map<NumberArray, number>()
  buffers.forEach((buffer, i) => {
    pointers[i] = places.get(buffer) ?? next
    if (places.has(buffer)) return
    places.set(buffer, next)
    bytes.set(new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength), next)
    next += Math.ceil(buffer.byteLength / 16) * 16 + 32
  })
  for (let part = 0; part < split; part++) {
    const begin = Math.floor((kernel.tiles * part) / split)
    instance.exports['kernel']!(1024, begin, Math.floor((kernel.tiles * (part + 1)) / split), next)
  }
  buffers.forEach((buffer, i) => {
    const start = pointers[i]!
    new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength).set(
      bytes.subarray(start, start + buffer.byteLength),
    )
  })
}

/** The same for a kernel of one or more stages; what they hand on stands in arrays that begin as garbage. */
export function runStaged(
  { stages, temporaries }: StagedKernel,
  on: { readonly inputs: readonly NumberArray[]; readonly outputs: readonly NumberArray[] },
  split = 1,
): void {
  const from = {
    input: on.inputs,
    output: on.outputs,
    temporary: temporaries.map((bytes) => new Uint8Array(bytes).fill(0x7f)),
  }
  for (const stage of stages)
    runKernel(
      stage.kernel,
      stage.arguments.map((argument) => from[argument.from][argument.index]!),
      split,
    )
}
