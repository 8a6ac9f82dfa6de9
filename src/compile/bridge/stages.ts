import type { Node } from '../../graph/node.ts'
import type { KernelBuilder } from '../../wasm/kernel/builder.ts'
import { type CompiledKernel, compileLoop } from '../../wasm/kernel/generate.ts'
import type { StageArgument, StagedKernel } from '../../wasm/kernel/split.ts'
import type { Site } from './block.ts'
import { Buffer } from './buffer.ts'
import type { KernelStep } from './step.ts'

/** What a kernel of one or more stages works on. */
export interface Staging {
  readonly inputs: readonly Buffer[]
  readonly outputs: readonly Buffer[]
  /** Inputs and outputs that may stand in the same place. */
  readonly inPlace: readonly (readonly [input: number, output: number])[]
  readonly nodes: readonly Node[]
}

/** Adds a kernel that computes one node. */
export function addKernel(
  site: Site,
  node: Node,
  kernel: CompiledKernel,
  reads: readonly Buffer[],
  writes: readonly Buffer[],
  inPlace: KernelStep['inPlace'] = [],
): void {
  site.add({ kind: 'kernel', kernel, reads, writes, inPlace, nodes: [node] })
}

/** The same for a kernel that is a loop. */
export const addLoop = (
  site: Site,
  node: Node,
  k: KernelBuilder,
  reads: readonly Buffer[],
  writes: readonly Buffer[],
  inPlace?: KernelStep['inPlace'],
): void => addKernel(site, node, compileLoop(k.finish()), reads, writes, inPlace)

/** Adds a step for each stage; what they hand on stands in the arena. */
export function addStages(site: Site, { stages, temporaries }: StagedKernel, on: Staging): void {
  const name = stages.at(-1)!.kernel.name
  const partial = temporaries.map(
    (bytes) => new Buffer({ dtype: 'bool', shape: [bytes] }, 'arena', `partial results of ${name}`),
  )
  const bufferOf = ({ from, index }: StageArgument): Buffer =>
    from === 'input' ? on.inputs[index]! : from === 'output' ? on.outputs[index]! : partial[index]!
  stages.forEach((stage, i) => {
    const reads = stage.arguments.slice(0, stage.reads)
    const writes = stage.arguments.slice(stage.reads)
    const place = (list: readonly StageArgument[], from: 'input' | 'output', index: number): number =>
      list.findIndex((argument) => argument.from === from && argument.index === index)
    // only the last stage may write over what stages before it read
    const pairs = i === stages.length - 1 ? on.inPlace : []
    site.add({
      kind: 'kernel',
      kernel: stage.kernel,
      reads: reads.map(bufferOf),
      writes: writes.map(bufferOf),
      inPlace: pairs
        .map(([input, output]) => [place(reads, 'input', input), place(writes, 'output', output)] as const)
        .filter((at) => !at.includes(-1)),
      nodes: on.nodes,
    })
  })
}
